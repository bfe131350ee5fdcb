package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.EmbeddingRequest;
import dev.weir.Message;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.Usage;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.spi.CallEvents;
import dev.weir.spi.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** With capture off, nothing that was said is found anywhere in what is exported, however calls end. */
class NoContentTest {

    /** What is said; a piece of it is enough to give it away. */
    private static final String MARKER = "MARKER-4711-of-the-content";

    private static final String PIECE = "MARKER-4711";

    private static final Part.ToolCall CALL = new Part.ToolCall("call_1", "get_weather", "{\"a\":\"" + MARKER + "\"}");

    private static Request request() {
        return Request.builder()
                .system("Say " + MARKER)
                .user("Repeat " + MARKER)
                .message(Message.assistant(List.of(new Part.Text(MARKER), new Part.Thinking(MARKER, null), CALL)))
                .message(Message.tool(Part.ToolResult.of(CALL, MARKER)))
                .tools(Tool.function("get_weather", MARKER, "{\"description\":\"" + MARKER + "\"}"))
                .build();
    }

    private static Response response() {
        return Fixtures.response()
                .mutate()
                .choices(List.of(new Response.Choice(
                        Message.assistant(List.of(new Part.Text(MARKER), CALL)),
                        dev.weir.FinishReason.STOP,
                        "stop",
                        MARKER)))
                .build();
    }

    private static ApiException refusal() {
        return ApiException.of(
                ApiError.ofStatus(400).message("I cannot say '" + PIECE + "', nor " + MARKER),
                Fixtures.OPENAI.model(),
                response());
    }

    private static void everything(Tracing tracing) {
        tracing.call(Fixtures.call(request()), Mono.just(response())).block();
        tracing.call(Fixtures.call(request()), Mono.error(refusal()))
                .onErrorComplete()
                .block();
        List<Chunk> chunks = List.of(Fixtures.started(), Fixtures.text(MARKER), new Chunk.Done(response()));
        tracing.stream(Fixtures.stream(request()), Flux.fromIterable(chunks)).blockLast();
        tracing.stream(Fixtures.stream(request()), Flux.fromIterable(chunks)).blockFirst();
        tracing.stream(
                        Fixtures.stream(request()),
                        Flux.fromIterable(chunks)
                                .take(2)
                                .concatWith(Mono.error(new IllegalStateException(MARKER, refusal()))))
                .onErrorComplete()
                .blockLast();
        tracing.embed(
                        new Operation.Embedding(Fixtures.OPENAI, EmbeddingRequest.of(List.of(MARKER))),
                        Mono.error(new IllegalArgumentException("cannot embed " + MARKER)))
                .onErrorComplete()
                .block();
        tracing.rerank(
                        new Operation.Rerank(Fixtures.OPENAI, RerankRequest.of(MARKER, List.of(MARKER))),
                        Mono.just(new RerankResponse(
                                null,
                                List.of(new RerankResponse.Result(0, 1)),
                                Usage.ABSENT,
                                Response.Metadata.ABSENT,
                                List.of())))
                .block();
        tracing.runAgent(
                        new Operation.AgentRun("agent", null, null, request()),
                        tracing.trace("step")
                                .around(tracing.executeTool(
                                        new Operation.ToolExecution(
                                                Tool.function("get_weather", "Weather", "{}"), CALL, "agent"),
                                        Mono.error(new IllegalArgumentException("no place " + PIECE))))
                                .flux())
                .onErrorComplete()
                .blockLast();
        tracing.call(Fixtures.call(request()), Mono.deferContextual(context -> {
                    CallEvents events = CallEvents.from(context);
                    events.attemptStarted(1);
                    events.attemptFailed(1, refusal(), Duration.ofSeconds(1));
                    return Mono.just(response());
                }))
                .block();
    }

    private static void verify(UnaryOperator<TracingBuilder> change) {
        try (Telemetries telemetries = new Telemetries(change)) {
            everything(telemetries.tracing);
            assertThat(telemetries.spans()).hasSize(11);
            assertThat(telemetries.everything()).doesNotContain("MARKER");
        }
    }

    @ParameterizedTest
    @EnumSource
    void inEveryGeneration(Semconv semconv) {
        verify(builder -> builder.semconv(semconv));
    }

    @ParameterizedTest
    @EnumSource
    void withEveryExtraAndEvent(Semconv semconv) {
        System.setProperty("otel.semconv.exception.signal.preview", "logs/dup");
        try {
            verify(builder -> builder.semconv(semconv)
                    .cancelAsError(true)
                    .extras(Extra.values())
                    .content(content -> content.detailsEvent(true)));
        } finally {
            System.clearProperty("otel.semconv.exception.signal.preview");
        }
    }

    @Test
    void withAHookThatKeepsItElsewhere() {
        verify(builder -> builder.content(content -> content.hook((said, span) -> said)));
    }

    /** So that the search above is known to find what there is. */
    @Test
    void withCaptureOnItIsFound() {
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.captureContent(ContentCapture.SPAN_AND_EVENT))) {
            everything(telemetries.tracing);
            assertThat(telemetries.everything()).contains(MARKER);
        }
    }

    @Test
    void overRealSocketsNeitherContentNorKeyIsFound() {
        try (LoopbackServer server = LoopbackServer.startNow();
                Telemetries telemetries = new Telemetries(builder -> builder.extras(Extra.values()))) {
            LlmClient client = LlmClient.builder()
                    .environment(Environment.of(
                            Map.of("OPENAI_API_KEY", "sk-secret-0123456789", "OPENAI_BASE_URL", server.url() + "/v1")))
                    .intercept(telemetries.tracing)
                    .build();
            server.enqueue(Reply.json("{\"error\":{\"message\":\"Bad prompt: " + MARKER
                            + " with key sk-secret-0123456789\",\"type\":\"invalid_request_error\"}}")
                    .status(400));
            telemetries
                    .tracing
                    .trace("around")
                    .around(client.model("openai/gpt-4o-mini").call("Repeat " + MARKER))
                    .onErrorComplete()
                    .block(Duration.ofSeconds(20));
            client.close().block(Duration.ofSeconds(20));

            assertThat(telemetries.spans()).hasSize(2);
            assertThat(telemetries.everything())
                    .contains("Bad prompt")
                    .doesNotContain("MARKER")
                    .doesNotContain("sk-secret");
        }
    }
}
