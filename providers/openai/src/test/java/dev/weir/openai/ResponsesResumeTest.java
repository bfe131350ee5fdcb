package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.Chunks;
import dev.weir.InvalidRequestException;
import dev.weir.Model;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.TruncatedStreamException;
import dev.weir.Warning;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import dev.weir.spi.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Responses in background mode, whose streams can be taken up again. */
class ResponsesResumeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DELTA = "data: {\"type\":\"response.output_text.delta\",\"sequence_number\":%d,"
            + "\"output_index\":%d,\"content_index\":0,\"delta\":\"%s\"}\n\n";
    private static final String CREATED = "data: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{"
            + "\"id\":\"resp_1\",\"background\":true,\"status\":\"queued\",\"model\":\"m-1\",\"output\":[]}}\n\n";

    private static String message(String id, String text) {
        return "{\"id\":\"" + id + "\",\"type\":\"message\",\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"output_text\",\"annotations\":[],\"text\":\"" + text + "\"}]}";
    }

    private static String completed(String output) {
        return "data: {\"type\":\"response.completed\",\"sequence_number\":9,\"response\":{\"id\":\"resp_1\","
                + "\"status\":\"completed\",\"model\":\"m-1\",\"output\":[" + output + "]}}\n\n";
    }

    @Test
    void aBrokenStreamOfABackgroundResponseIsResumedAfterItsLastEvent() {
        try (LoopbackServer server = LoopbackServer.startNow()) {
            LlmClient client = LlmClient.builder()
                    .autoIntercept(false)
                    .environment(Environment.of(Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", server.url() + "/v1")))
                    .build();
            Model model = client.model("openai-responses/m");
            server.enqueue(
                    Reply.sse(CREATED, DELTA.formatted(4, 0, "a")),
                    Reply.sse(
                            DELTA.formatted(5, 1, "b"),
                            completed(message("msg_1", "a") + "," + message("msg_2", "b"))));

            TruncatedStreamException cut = catchThrowableOfType(
                    TruncatedStreamException.class, () -> model.stream("hi").blockLast(PATIENCE));
            Response partial = cut.partial().orElseThrow();
            assertThat(partial.text()).isEqualTo("a");
            Response resumed = model.stream(Request.builder()
                            .previousResponseId(partial.id())
                            .extra(
                                    "starting_after",
                                    Long.valueOf(partial.extras().get("sequence_number")))
                            .build())
                    .as(Chunks.collect())
                    .block(PATIENCE);

            assertThat(resumed.parts())
                    .extracting(part -> ((Part.Text) part).text())
                    .containsExactlyInAnyOrder("a", "b");
            ReceivedRequest request = server.requests().get(1);
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.uri()).isEqualTo("/v1/responses/resp_1?stream=true&starting_after=4");
            assertThat(request.body()).isEmpty();
            assertThat(request.header("authorization")).isEqualTo("Bearer k");
            client.close().block(PATIENCE);
        }
    }

    @Test
    void onlyAResponseWithANameIsResumedAfterANumber() {
        ResponsesCodec codec = new ResponsesCodec(Dialect.OPENAI, "openai-responses");
        Request request = Request.of("hi").mutate().extra("starting_after", 4).build();
        assertThatThrownBy(() -> codec.encode(request, "m", true, new ArrayList<>()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("previousResponseId");
        Request named = request.mutate().previousResponseId("resp_1").build();
        List<Warning> warnings = new ArrayList<>();
        assertThat(codec.encode(named, "m", false, warnings).path()).isEqualTo("/responses/resp_1");
        assertThat(warnings).extracting(Warning::option).containsExactly("messages");
        for (Object wrong : new Object[] {-1, "4", 1.5}) {
            Request broken = named.mutate().extra("starting_after", wrong).build();
            assertThatThrownBy(() -> codec.encode(broken, "m", true, warnings))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("whole number");
        }
        Request elsewhere = named.mutate().previousResponseId("../files").build();
        assertThatThrownBy(() -> codec.encode(elsewhere, "m", true, warnings))
                .isInstanceOf(InvalidRequestException.class);
    }
}
