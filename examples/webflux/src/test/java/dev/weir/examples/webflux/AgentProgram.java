package dev.weir.examples.webflux;

import dev.weir.Chunk;
import dev.weir.Interceptor;
import dev.weir.Model;
import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.client.LlmClient;
import dev.weir.openai.OpenAi;
import dev.weir.tracing.Tracing;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.io.IOException;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.util.retry.Retry;

/**
 * Runs under the OpenTelemetry agent: makes calls in every way that has put HTTP spans into a wrong trace before, then
 * serves until its standard input ends.
 */
final class AgentProgram {

    static final int AT_ONCE = 16;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private AgentProgram() {}

    public static void main(String[] args) throws IOException {
        Tracing tracing = Tracing.create(GlobalOpenTelemetry.get());
        LlmClient client = LlmClient.builder()
                .intercept(tracing)
                .intercept(new Again())
                .provider(OpenAi.builder()
                        .apiKey("sk-test-0123456789")
                        .baseUrl(args[0] + "/v1")
                        .build())
                .build();
        Model model = client.model("openai/steady");

        tracing.trace("call").around(model.call("hi")).block(LIMIT);
        tracing.trace("stream").around(model.stream("hi")).blockLast(LIMIT);
        Mono<Response> twice = model.call("hi");
        tracing.trace("first").around(twice).block(LIMIT);
        tracing.trace("second").around(twice).block(LIMIT);
        tracing.trace("hop")
                .around(Mono.delay(Duration.ofMillis(1))
                        .publishOn(Schedulers.parallel())
                        .then(model.call("hi").subscribeOn(Schedulers.boundedElastic())))
                .block(LIMIT);
        tracing.trace("retry").around(client.model("openai/flaky").stream("hi")).blockLast(LIMIT);
        Flux.range(0, AT_ONCE)
                .flatMap(i -> tracing.trace("many " + i).around(model.stream("hi")), AT_ONCE)
                .blockLast(LIMIT);
        model.call("no step around it").block(LIMIT);

        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) ->
                        response.sendString(model.stream("hi").map(Chunk::text)))
                .bindNow(LIMIT);
        System.out.println(server.port());
        while (System.in.read() >= 0) {
            // Until the other side closes it.
        }
        server.disposeNow(LIMIT);
        client.close().block(LIMIT);
    }

    /** Sends again from a timer's thread. */
    private static final class Again implements Interceptor {

        private static final Retry RETRY = Retry.backoff(3, Duration.ofMillis(5));

        @Override
        public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
            return next.retryWhen(RETRY);
        }

        @Override
        public Flux<Chunk> stream(Operation.Inference operation, Flux<Chunk> next) {
            return next.retryWhen(RETRY);
        }
    }
}
