package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.Chunks;
import dev.weir.DecodeException;
import dev.weir.EmbeddingResponse;
import dev.weir.Interceptor;
import dev.weir.Model;
import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.TruncatedStreamException;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import dev.weir.local.Split;
import dev.weir.spi.CallEvents;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** The provider over a real socket. */
class BedrockProviderTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String ANSWER =
            "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"hello\"}]}},"
                    + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":3,\"outputTokens\":2,\"totalTokens\":5}}";

    private final LoopbackServer server = LoopbackServer.startNow();
    private final List<LlmClient> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(client -> client.close().block(LIMIT));
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "amazon.titan-text-express-v1, amazon.titan-text-express-v1",
        "amazon.nova-micro-v1:0, amazon.nova-micro-v1%3A0",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0, us.anthropic.claude-sonnet-4-5-20250929-v1%3A0",
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123, "
                + "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123",
        "arn:aws:bedrock:us-east-1:1:provisioned-model/x, arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aprovisioned-model%2Fx",
        "arn:aws:bedrock:us-east-1:1:prompt/P:2, arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aprompt%2FP%3A2",
        "arn:aws:sagemaker:us-east-1:1:endpoint/x, arn%3Aaws%3Asagemaker%3Aus-east-1%3A1%3Aendpoint%2Fx",
        "ünï, %C3%BCn%C3%AF"
    })
    void theModelIsOneEncodedSegmentOfThePathAndSignedAsSent(String model, String segment) {
        server.enqueue(Reply.json(ANSWER));

        Response response = signed().model("bedrock/" + model).call("Zwölf 🌊?").block(LIMIT);

        ReceivedRequest request = server.requests().get(0);
        assertThat(response.text()).isEqualTo("hello");
        assertThat(request.uri()).isEqualTo("/model/" + segment + "/converse");
        assertSignatureFits(request);
    }

    @Test
    void headersAddedAfterSigningDoNotBreakTheSignature() {
        server.enqueue(Reply.json(ANSWER));
        CallEvents tracer = new CallEvents() {
            @Override
            public void requestHeaders(URI uri, BiConsumer<String, String> setter) {
                setter.accept("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            }
        };

        signed().model("bedrock/m")
                .call(Request.builder().user("hi").header("x-custom", "a  b").build())
                .contextWrite(tracer::into)
                .block(LIMIT);

        ReceivedRequest request = server.requests().get(0);
        assertThat(request.header("traceparent")).isNotNull();
        assertThat(request.header("x-custom")).isNotNull();
        assertSignatureFits(request);
    }

    @Test
    void aBearerKeyTakesThePlaceOfTheSignature() {
        server.always(Reply.json(ANSWER));
        Map<String, String> variables = Map.of(
                "AWS_BEARER_TOKEN_BEDROCK",
                "from-environment",
                "AWS_ENDPOINT_URL",
                server.url(),
                "AWS_REGION",
                "us-east-1");
        Bedrock.Builder fromEnvironment = Bedrock.builder().environment(Environment.of(variables));
        call(client(fromEnvironment.build()));
        call(client(Bedrock.builder()
                .environment(Environment.of(variables))
                .apiKey("from-code")
                .build()));
        call(client(Bedrock.builder()
                .environment(Environment.of(variables))
                .credentials("AKIDEXAMPLE", SECRET, null)
                .build()));

        List<ReceivedRequest> requests = server.requests();
        assertThat(requests.get(0).header("authorization")).isEqualTo("Bearer from-environment");
        assertThat(requests.get(0).headers()).doesNotContainKeys("x-amz-date", "x-amz-content-sha256");
        assertThat(requests.get(1).header("authorization")).isEqualTo("Bearer from-code");
        assertThat(requests.get(2).header("authorization")).startsWith("AWS4-HMAC-SHA256");
    }

    @Test
    void aBearerKeyWithABaseUrlNeedsNoRegion() {
        server.enqueue(Reply.json(ANSWER));

        call(client(Bedrock.builder()
                .environment(Environment.of(Map.of("AWS_EC2_METADATA_DISABLED", "true")))
                .apiKey("key-12345")
                .baseUrl(server.url())
                .build()));

        assertThat(server.requestCount()).isEqualTo(1);
    }

    @Test
    void everySendingIsSignedAnew() {
        server.always(Reply.json(ANSWER));
        SteppingClock clock = new SteppingClock();
        LlmClient client = client(signing().clock(clock).build());
        Model model = client.model("bedrock/m");
        model.call("hi")
                .then(Mono.fromRunnable(clock::step))
                .then(model.call("hi"))
                .block(LIMIT);

        List<ReceivedRequest> requests = server.requests();
        assertThat(requests.get(0).header("x-amz-date"))
                .isNotEqualTo(requests.get(1).header("x-amz-date"));
        requests.forEach(BedrockProviderTest::assertSignatureFits);
    }

    @Test
    void aWrongClockIsCorrectedForTheNextSending() {
        SteppingClock clock = new SteppingClock();
        server.enqueue(
                Reply.json("{\"message\":\"Signature expired\"}")
                        .status(403)
                        .header("x-amzn-errortype", "InvalidSignatureException")
                        .header("date", "Thu, 01 Jan 2026 01:00:00 GMT"),
                Reply.json(ANSWER));
        Interceptor once = new Interceptor() {
            @Override
            public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
                return next.retryWhen(
                        Retry.max(1).filter(failure -> failure instanceof ApiException api && api.retryable()));
            }
        };

        Response response = client(signing().clock(clock).build())
                .model("bedrock/m")
                .with(once)
                .call("hi")
                .block(LIMIT);

        assertThat(response.text()).isEqualTo("hello");
        assertThat(server.requests().get(0).header("x-amz-date")).isEqualTo("20260101T000000Z");
        assertThat(server.requests().get(1).header("x-amz-date")).isEqualTo("20260101T010000Z");
        assertSignatureFits(server.requests().get(1));
    }

    @Test
    void aStreamGivesTheSameAnswerAsACallHoweverItIsCut() {
        byte[] stream = EventFrames.answer("hel", "lo").end().bytes();
        server.enqueue(Reply.json(ANSWER).header("x-amzn-requestid", "r1"));
        Model model = signed().model("bedrock/m");
        Response whole = model.call("hi").block(LIMIT);

        for (Split split : List.of(Split.WHOLE, Split.BYTES, Split.random(1), Split.at(1, 2, 3, 11, 12, 13))) {
            server.enqueue(events(stream).split(split).header("x-amzn-requestid", "r2"));
            Response streamed = model.stream("hi").as(Chunks.collect()).block(LIMIT);
            assertThat(streamed).as(split.toString()).isEqualTo(whole);
            assertThat(streamed.metadata().requestId()).isEqualTo("r2");
        }
        ReceivedRequest request = server.requests().get(1);
        assertThat(request.uri()).isEqualTo("/model/m/converse-stream");
        assertThat(request.header("accept")).isEqualTo("application/vnd.amazon.eventstream");
        assertThat(whole.metadata().requestId()).isEqualTo("r1");
    }

    @Test
    void anExceptionInTheStreamFailsItWithWhatHadArrived() {
        byte[] stream = EventFrames.answer("hel")
                .exception("throttlingException", "{\"message\":\"Too many requests\"}")
                .bytes();
        server.enqueue(events(stream));

        assertThatThrownBy(() -> signed().model("bedrock/m").stream("hi").blockLast(LIMIT))
                .isInstanceOfSatisfying(ApiException.RateLimited.class, failure -> {
                    assertThat(failure.partial().orElseThrow().text()).isEqualTo("hel");
                    assertThat(failure.errorType()).isEqualTo("throttlingException");
                    assertThat(failure.retryable()).isTrue();
                });
    }

    @Test
    void aStreamCutAnywhereIsTruncated() {
        byte[] stream = EventFrames.answer("hel", "lo").end().bytes();
        Model model = signed().model("bedrock/m");
        for (int length : List.of(1, 13, 200, stream.length / 2, stream.length - 1)) {
            server.enqueue(events(Arrays.copyOf(stream, length)));
            assertThatThrownBy(() -> model.stream("hi").blockLast(LIMIT))
                    .as("after " + length + " bytes")
                    .isInstanceOf(TruncatedStreamException.class);
        }
    }

    @Test
    void aCorruptFrameFailsTheStream() {
        byte[] stream = EventFrames.answer("hel", "lo").end().bytes();
        stream[stream.length / 2] ^= 1;
        server.enqueue(events(stream));

        assertThatThrownBy(() -> signed().model("bedrock/m").stream("hi").blockLast(LIMIT))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("event stream");
    }

    @Test
    void aStreamThatIsRefusedFailsLikeACall() {
        Reply refusal = Reply.json("{\"message\":\"The provided model identifier is invalid.\"}")
                .status(400)
                .header("x-amzn-errortype", "ValidationException:http://internal.amazon.com/coral/")
                .header("x-amzn-requestid", "r3");
        server.always(refusal);
        Model model = signed().model("bedrock/m");

        for (Mono<?> answer : List.of(model.call("hi"), model.stream("hi").last())) {
            assertThatThrownBy(() -> answer.block(LIMIT))
                    .isInstanceOfSatisfying(ApiException.BadRequest.class, failure -> {
                        assertThat(failure.errorType()).isEqualTo("ValidationException");
                        assertThat(failure.requestId()).contains("r3");
                        assertThat(failure).hasMessageContaining("model identifier is invalid");
                        assertThat(failure.body()).isPresent();
                    });
        }
    }

    @Test
    void cancelClosesTheConnection() {
        server.enqueue(events(EventFrames.answer("hel", "lo").bytes()).keepOpen());

        StepVerifier.create(signed().model("bedrock/m").stream("hi").filter(chunk -> chunk instanceof Chunk.TextDelta))
                .expectNextCount(1)
                .thenCancel()
                .verify(LIMIT);

        server.exchange(0).closedByClient().block(LIMIT);
    }

    @Test
    void textsThatGoOneByOneComeBackInOrder() {
        server.script(request -> {
            int number = Integer.parseInt(request.bodyText().replaceAll("\\D", ""));
            return Reply.json("{\"embedding\":[" + number + "],\"inputTextTokenCount\":2}")
                    .headAfter(Duration.ofMillis(number == 1 ? 50 : 0));
        });

        EmbeddingResponse response = signed().embeddings("bedrock/amazon.titan-embed-text")
                .embed(List.of("1", "2", "3", "4", "5", "6"))
                .block(LIMIT);

        assertThat(response.vectors().stream().map(vector -> (int) vector[0])).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(response.usage().inputTokens()).hasValue(12);
        assertThat(server.requests()).hasSize(6).allSatisfy(BedrockProviderTest::assertSignatureFits);
    }

    @Test
    void secretsShowNowhere() {
        Provider provider = signing().build();
        server.enqueue(
                Reply.json("{\"message\":\"token TOKENEXAMPLE12 is bad\"}").status(403));

        assertThatThrownBy(() -> call(client(signing()
                        .credentials("AKIDEXAMPLE", SECRET, "TOKENEXAMPLE12")
                        .build())))
                .hasMessageNotContaining("TOKENEXAMPLE12");
        assertThat(provider.toString() + provider.credentials()).doesNotContain(SECRET);
    }

    @Test
    void theServiceLoaderFindsTheProvider() {
        LlmClient client = LlmClient.builder()
                .environment(Environment.of(Map.of("AWS_REGION", "eu-west-1")))
                .build();
        clients.add(client);

        assertThat(client.providers()).contains("bedrock");
        assertThat(new BedrockSource()
                        .providers(Environment.of(Map.of("AWS_REGION", "eu-west-1")))
                        .get(0)
                        .telemetryName("m"))
                .isEqualTo("aws.bedrock");
    }

    private static void assertSignatureFits(ReceivedRequest request) {
        String authorization = request.header("authorization");
        String names = authorization.replaceAll(".*SignedHeaders=([^,]+),.*", "$1");
        Map<String, String> signed = new LinkedHashMap<>();
        for (String name : names.split(";")) {
            signed.put(name, String.join(",", request.headers().get(name)));
        }
        assertThat(names.split(";")).contains("host", "content-type", "x-amz-date");
        assertThat(request.header("x-amz-content-sha256")).isEqualTo(ReferenceSignature.hash(request.body()));
        String expected = new ReferenceSignature(SECRET, "us-east-1", "bedrock")
                .sign("POST", request.path(), signed, request.body());
        assertThat(authorization).endsWith("Signature=" + expected);
        assertThat(new String(request.body(), UTF_8)).isNotEmpty();
    }

    private static Reply events(byte[] stream) {
        return Reply.of("application/vnd.amazon.eventstream", stream).chunked();
    }

    private static void call(LlmClient client) {
        client.model("bedrock/m").call("hi").block(LIMIT);
    }

    private Bedrock.Builder signing() {
        return Bedrock.builder()
                .environment(Environment.of(Map.of()))
                .region("us-east-1")
                .credentials("AKIDEXAMPLE", SECRET, null)
                .baseUrl(server.url());
    }

    private LlmClient signed() {
        return client(signing().build());
    }

    private LlmClient client(Provider provider) {
        LlmClient client = LlmClient.builder()
                .environment(Environment.of(Map.of("AWS_REGION", "us-east-1")))
                .autoIntercept(false)
                .provider(provider)
                .build();
        clients.add(client);
        return client;
    }

    private static final class SteppingClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void step() {
            now = now.plusSeconds(1);
        }

        @Override
        public java.time.ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
