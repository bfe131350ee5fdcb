package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.Chunks;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.Interceptor;
import dev.weir.LlmException;
import dev.weir.Model;
import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.TruncatedStreamException;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import dev.weir.local.Split;
import dev.weir.spi.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** The codec behind the real transport. */
class SocketTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String KEY = "key-0123456789-secret";
    private static final String FIRST = Wire.json("{'candidates': [{'content': {'parts': [{'text': 'Grüß '}]}}],"
            + "'usageMetadata': {'promptTokenCount': 3},'modelVersion': 'm','responseId': 'r'}");
    private static final String LAST = Wire.json("{'candidates': [{'content': {'parts': [{'text': 'Gott 🙂'}]},"
            + "'finishReason': 'STOP'}],'usageMetadata': {'promptTokenCount': 3,'candidatesTokenCount': 4}}");
    private static final String ERROR = Wire.json(
            "{\n  'error': {\n    'code': 503,\n    'message': 'busy',\n    'status': 'UNAVAILABLE'\n  }\n}\n");

    private final LoopbackServer server = LoopbackServer.startNow();
    private final LlmClient client = LlmClient.builder()
            .autoIntercept(false)
            .provider(Google.builder().baseUrl(server.url()).apiKey(KEY).build())
            .build();
    private final Model model = client.model("google/gemini-2.5-flash");

    @AfterEach
    void stop() {
        client.close().block(PATIENCE);
        server.close();
    }

    private Response streamed() {
        return model.stream("hi").as(Chunks.collect()).block(PATIENCE);
    }

    static Stream<Reply> bodies() {
        String events = "data: " + FIRST + "\r\n\r\ndata: " + LAST + "\r\n\r\n";
        String array = "[" + FIRST + "\n,\r\n" + LAST + "\n]";
        String lines = FIRST + "\n" + LAST + "\n";
        return Stream.of(
                        Reply.of("text/event-stream", events),
                        Reply.of("text/event-stream", events.replace("\r", "")),
                        Reply.of("application/json; charset=UTF-8", array),
                        Reply.of("application/x-ndjson", lines),
                        Reply.of("application/json", lines))
                .flatMap(reply ->
                        Stream.of(reply, reply.chunked().split(Split.every(1)).corked()));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void readsStreamsInEveryFormAtEverySplit(Reply reply) {
        server.enqueue(reply);
        Response response = streamed();
        assertThat(response.text()).isEqualTo("Grüß Gott 🙂");
        assertThat(response.id()).isEqualTo("r");
        assertThat(response.usage().totalTokens()).hasValue(7);
    }

    @Test
    void callsAndSendsTheKeyOnlyInItsHeader() {
        server.enqueue(Reply.json(FIRST));
        Response response = model.call("hi").block(PATIENCE);
        assertThat(response.text()).isEqualTo("Grüß ");
        ReceivedRequest request = server.requests().get(0);
        assertThat(request.path()).isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
        assertThat(request.header("x-goog-api-key")).isEqualTo(KEY);
        assertThat(request.toString() + response.metadata()).doesNotContain(KEY);
    }

    @Test
    void reportsABareErrorBehindGoodEventsWithWhatCameBefore() {
        server.enqueue(Reply.sse("data: " + FIRST + "\r\n\r\n", ERROR));
        StepVerifier.create(model.stream("hi").filter(Chunk.TextDelta.class::isInstance))
                .expectNextCount(1)
                .verifyErrorSatisfies(failure -> {
                    assertThat(failure)
                            .isInstanceOf(ApiException.Overloaded.class)
                            .hasMessageContaining("busy");
                    assertThat(((ApiException) failure).partial().orElseThrow().text())
                            .isEqualTo("Grüß ");
                });
    }

    @Test
    void reportsABareErrorInsteadOfEvents() {
        server.enqueue(Reply.sse(ERROR));
        StepVerifier.create(model.stream("hi")).verifyError(ApiException.Overloaded.class);
    }

    @Test
    void reportsErrorsOfEventStreamTypeByTheirStatus() {
        server.enqueue(Reply.sse(Wire.json("{'error':{'code':400,'message':'API key not valid. " + KEY
                        + "','status':'INVALID_ARGUMENT','details':[{'@type':'type.googleapis.com/google.rpc.ErrorInfo',"
                        + "'reason':'API_KEY_INVALID'}]}}"))
                .status(400));
        StepVerifier.create(model.stream("hi")).verifyErrorSatisfies(failure -> {
            assertThat(failure).isInstanceOf(ApiException.Authentication.class);
            assertThat(failure.toString() + ((ApiException) failure).body()).doesNotContain(KEY);
        });
    }

    @Test
    void retriesARefusedTokenOnceWithTheNextOne() {
        AtomicInteger asked = new AtomicInteger();
        Interceptor retry = new Interceptor() {
            @Override
            public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
                return next.retryWhen(Retry.max(5)
                        .filter(LlmException.class::isInstance)
                        .filter(failure -> ((LlmException) failure).retryable()));
            }
        };
        Reply refusal = Reply.json("{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}")
                .status(401);
        LlmClient vertex = LlmClient.builder()
                .autoIntercept(false)
                .intercept(retry)
                .provider(VertexAi.builder()
                        .environment(Environment.of(Map.of()))
                        .baseUrl(server.url())
                        .project("p")
                        .accessToken(() -> Mono.fromSupplier(() -> "t" + Math.min(2, asked.incrementAndGet())))
                        .build())
                .build();
        Model model = vertex.model("vertex/m");

        server.enqueue(refusal, Reply.json(FIRST));
        assertThat(model.call("hi").block(PATIENCE).text()).isEqualTo("Grüß ");
        assertThat(server.requests())
                .extracting(request -> request.header("authorization"))
                .containsExactly("Bearer t1", "Bearer t2");

        server.always(refusal);
        StepVerifier.create(model.call("hi")).verifyError(ApiException.Authentication.class);
        assertThat(server.requestCount())
                .as("once more with the same token, then no more")
                .isEqualTo(4);
        vertex.close().block(PATIENCE);
    }

    @Test
    void failsATruncatedStream() {
        server.enqueue(Reply.sse("data: " + FIRST + "\r\n\r\n"));
        StepVerifier.create(model.stream("hi").then())
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TruncatedStreamException.class)
                        .hasMessageContaining("finishReason"));
    }

    @Test
    void embedsInOneBatch() {
        server.enqueue(Reply.json("{\"embeddings\":[{\"values\":[1,2]},{\"values\":[3,4]}]}"));
        EmbeddingResponse response = client.embeddings("google/gemini-embedding-001")
                .embed(EmbeddingRequest.of(List.of("a", "b")))
                .block(PATIENCE);
        assertThat(response.vectors()).containsExactly(new float[] {1, 2}, new float[] {3, 4});
        assertThat(server.requests().get(0).path()).endsWith(":batchEmbedContents");
    }
}
