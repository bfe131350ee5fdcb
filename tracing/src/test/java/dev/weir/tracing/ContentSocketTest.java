package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.Model;
import dev.weir.Request;
import dev.weir.client.LlmClient;
import dev.weir.local.Gate;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.spi.Environment;
import dev.weir.tracing.conformance.ContentSchemas;
import dev.weir.tracing.conformance.Registry;
import io.opentelemetry.api.common.AttributeKey;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Content of calls over real sockets. */
class ContentSocketTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String HEAD = "data: {\"id\":\"chatcmpl-9\",\"model\":\"gpt-4o-mini-2024-07-18\","
            + "\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":";

    private final Telemetries telemetries =
            new Telemetries(builder -> builder.captureContent(ContentCapture.SPAN_AND_EVENT));
    private final LoopbackServer server = LoopbackServer.startNow();
    private final LlmClient client = LlmClient.builder()
            .environment(Environment.of(Map.of("OPENAI_API_KEY", "sk-secret", "OPENAI_BASE_URL", server.url() + "/v1")))
            .intercept(telemetries.tracing)
            .build();
    private ContentSchemas schemas;

    @BeforeEach
    void schemas() {
        schemas = ContentSchemas.of(Registry.ADDED);
    }

    @AfterEach
    void stop() {
        client.close().block(LIMIT);
        server.close();
        telemetries.close();
    }

    private Model model() {
        return client.model("openai/gpt-4o-mini");
    }

    private static Request request() {
        return Request.builder()
                .system("Be brief")
                .user("Weather in Paris?")
                .tools(ContentFixtures.WEATHER)
                .build();
    }

    private static String delta(String delta) {
        return HEAD + delta + ",\"finish_reason\":null}]}\n\n";
    }

    private static String text(String text) {
        return delta("{\"content\":\"" + text + "\"}");
    }

    private static String call(String arguments) {
        return delta("{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"get_weather\",\"arguments\":\"" + arguments + "\"}}]}");
    }

    private String output() {
        String onSpan = telemetries.onlySpan().getAttributes().get(Names.OUTPUT_MESSAGES);
        assertThat(schemas.strictFindings("gen_ai.output.messages", onSpan)).isEmpty();
        assertThat(ContentSchemas.json(telemetries
                        .onlyEvent(DetailsEvent.NAME)
                        .getAttributes()
                        .get(AttributeKey.valueKey(Names.OUTPUT_MESSAGES.getKey()))))
                .isEqualTo(onSpan);
        return onSpan;
    }

    @Test
    void aStreamSaysWhatACallWould() {
        server.enqueue(Reply.sse(
                text("Let me "),
                text("see"),
                call("{\\\"location\\\":\\\"Paris\\\"}"),
                HEAD + "{},\"finish_reason\":\"tool_calls\"}]}\n\n",
                "data: [DONE]\n\n"));

        model().stream(request()).blockLast(LIMIT);

        assertThat(output())
                .isEqualTo("[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Let me see\"},"
                        + "{\"type\":\"tool_call\",\"id\":\"call_1\",\"name\":\"get_weather\","
                        + "\"arguments\":{\"location\":\"Paris\"}}],\"finish_reason\":\"tool_call\"}]");
        assertThat(telemetries.onlySpan().getAttributes().get(Names.INPUT_MESSAGES))
                .isEqualTo("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Weather in Paris?\"}]}]");
        assertThat(telemetries.onlySpan().getAttributes().get(Names.SYSTEM_INSTRUCTIONS))
                .isEqualTo("[{\"type\":\"text\",\"content\":\"Be brief\"}]");
    }

    @Test
    void aCancelKeepsWhatHadArrived() {
        server.enqueue(
                Reply.sse(text("Let me "), text("see")).waitFor(new Gate()).piece(call("{}")));

        model().stream(request())
                .filter(chunk -> chunk.text().equals("see"))
                .take(1)
                .blockLast(LIMIT);

        assertThat(output()).contains("Let me see").contains("\"finish_reason\":\"error\"");
    }

    @Test
    void aCutStreamKeepsWhatHadArrived() {
        server.enqueue(Reply.sse(text("Let me "), text("see")));

        Chunk last =
                model().stream(request()).onErrorResume(error -> Flux.empty()).blockLast(LIMIT);

        assertThat(last).isNotNull();
        assertThat(output()).contains("Let me see").contains("\"finish_reason\":\"error\"");
        assertThat(telemetries.onlyEvent(DetailsEvent.NAME).getAttributes().get(Names.ERROR_TYPE))
                .isEqualTo("incomplete_stream");
    }
}
