package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError;
import dev.weir.Chunk;
import dev.weir.ConfigurationException;
import dev.weir.Interceptor;
import dev.weir.InvalidRequestException;
import dev.weir.Model;
import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Credentials;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.Provider;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What the client decides before anything is sent. */
class LlmClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicInteger prepared = new AtomicInteger();
    private final LlmClient client = LlmClient.builder()
            .environment(Environment.of(Map.of()))
            .autoIntercept(false)
            .provider(new Echo())
            .build();

    @AfterEach
    void close() {
        client.close().block(PATIENCE);
    }

    /** Writes the request's extras; its credentials fail, so that nothing is ever sent. */
    private final class Echo implements Provider {

        @Override
        public String name() {
            return "echo";
        }

        @Override
        public Mono<Void> prepare() {
            return Mono.fromRunnable(prepared::incrementAndGet);
        }

        @Override
        public Endpoint endpoint() {
            return Endpoint.of("http://127.0.0.1:1/v1");
        }

        @Override
        public Credentials credentials() {
            return (uri, headers, body) ->
                    Mono.error(new ConfigurationException("no key for " + headers.get("x-trace")));
        }

        @Override
        public Codec codec() {
            return new EchoCodec();
        }
    }

    private static final class EchoCodec implements Codec {

        @Override
        public String api() {
            return "echo";
        }

        @Override
        public WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings) {
            if (request.options().topK() != null) {
                warnings.add(new Warning("topK", "there is none"));
            }
            return new WireRequest("/x", new JsonWriter().any(request.extras()).toByteArray());
        }

        @Override
        public void decode(byte[] body, ChunkEmitter out) {}

        @Override
        public StreamDecoder streamDecoder() {
            throw new UnsupportedOperationException("nothing is ever streamed");
        }

        @Override
        public ApiError error(int status, Headers headers, byte[] body) {
            return ApiError.ofStatus(status);
        }
    }

    private void bothFail(Model model, Request request, Class<? extends Throwable> type, String message) {
        for (Flux<?> operation : List.of(model.call(request).flux(), model.stream(request))) {
            StepVerifier.create(operation)
                    .expectErrorSatisfies(
                            failure -> assertThat(failure).isInstanceOf(type).hasMessageContaining(message))
                    .verify(PATIENCE);
        }
    }

    @Test
    void anUnknownProviderIsAnErrorThatListsTheKnownOnes() {
        assertThatThrownBy(() -> client.model("other/x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"other\"")
                .hasMessageContaining("echo")
                .hasMessageContaining("dev.weir:weir-openai");
        assertThat(client.providers()).contains("echo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "", "echo/"})
    void anIdWithoutBothHalvesIsAnError(String id) {
        assertThatThrownBy(() -> client.model(id))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("provider/model");
    }

    @Test
    void aProviderWithoutEmbeddingsOrRankingSaysSo() {
        assertThatThrownBy(() -> client.embeddings("echo/x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no embeddings");
        assertThatThrownBy(() -> client.rerank("echo/x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no ranking");
    }

    @Test
    void nothingHappensBeforeSubscriptionAndEverySubscriptionIsACall() {
        Mono<Response> call = client.model("echo/x").call("hi");
        assertThat(prepared).hasValue(0);
        StepVerifier.create(call).expectError(ConfigurationException.class).verify(PATIENCE);
        StepVerifier.create(call).expectError(ConfigurationException.class).verify(PATIENCE);
        assertThat(prepared).hasValue(2);
    }

    @Test
    void whatJsonCannotHoldIsAnInvalidRequest() {
        Request request =
                Request.builder().user("hi").extra("odd", new Object()).build();
        bothFail(client.model("echo/x"), request, InvalidRequestException.class, "java.lang.Object");
    }

    @Test
    void anEmptyPromptIsRefusedBeforeAnythingElse() {
        bothFail(client.model("echo/x"), Request.of(" "), InvalidRequestException.class, "prompt is empty");
    }

    @Test
    void anOptionTheProviderLacksIsAnErrorWhereTheRequestSaysSo() {
        Request strict = Request.builder()
                .user("hi")
                .options(options -> options.topK(3))
                .unsupportedPolicy(Request.UnsupportedPolicy.ERROR)
                .build();
        bothFail(client.model("echo/x"), strict, InvalidRequestException.class, "topK (there is none)");
    }

    @Test
    void defaultsOfTheModelCountWhereTheRequestIsSilent() {
        Model model = client.model("echo/x").with(options -> options.topK(3));
        Request strict = Request.builder()
                .user("hi")
                .unsupportedPolicy(Request.UnsupportedPolicy.ERROR)
                .build();
        bothFail(model, strict, InvalidRequestException.class, "topK");
        bothFail(client.model("echo/x"), strict, ConfigurationException.class, "no key");
    }

    @Test
    void headersReachTheCredentialsUnderLowerCaseNames() {
        Request request = Request.builder().user("hi").header("X-Trace", "t-1").build();
        bothFail(client.model("echo/x"), request, ConfigurationException.class, "no key for t-1");
    }

    @Test
    void theFirstInterceptorIsTheOutermostAndMayAnswerItself() {
        List<String> order = new ArrayList<>();
        LlmClient wrapped = LlmClient.builder()
                .autoIntercept(false)
                .provider(new Echo())
                .intercept(noting("first", order))
                .intercept(noting("second", order))
                .build();
        Response answer = Response.builder().text("from the cache").build();
        Model model = wrapped.model("echo/x").with(noting("third", order)).with(new Interceptor() {
            @Override
            public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
                return Mono.just(answer);
            }
        });
        StepVerifier.create(model.call("hi"))
                .expectNext(answer)
                .expectComplete()
                .verify(PATIENCE);
        StepVerifier.create(model.stream("hi"))
                .expectError(ConfigurationException.class)
                .verify(PATIENCE);
        // inner ones are applied before outer ones, so that outer ones wrap them
        assertThat(order).containsExactly("third", "second", "first", "third", "second", "first");
        wrapped.close().block(PATIENCE);
    }

    private static Interceptor noting(String name, List<String> order) {
        return new Interceptor() {
            @Override
            public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
                order.add(name);
                return next;
            }

            @Override
            public Flux<Chunk> stream(Operation.Inference operation, Flux<Chunk> next) {
                order.add(name);
                return next;
            }
        };
    }
}
