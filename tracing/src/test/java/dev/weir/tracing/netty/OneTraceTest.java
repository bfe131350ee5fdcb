package dev.weir.tracing.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Interceptor;
import dev.weir.Model;
import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.local.FakeModel;
import dev.weir.tracing.Ambient;
import dev.weir.tracing.Attribution;
import dev.weir.tracing.RecordedTelemetry;
import dev.weir.tracing.Session;
import dev.weir.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * One request goes through threads, over HTTP to another service, and through a queue to a third. Each has a tracing of its
 * own, so that nothing but headers and the Reactor Context can tell one of the other.
 */
class OneTraceTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final AttributeKey<String> SESSION = AttributeKey.stringKey("session.id");
    private static final AttributeKey<String> CONVERSATION = AttributeKey.stringKey("gen_ai.conversation.id");
    private static final AttributeKey<String> TENANT = AttributeKey.stringKey("app.tenant_id");

    private record Order(String text, Map<String, String> metadata) {}

    /** What the threads are called on which models were asked. */
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    private final Sinks.Many<Order> queue = Sinks.many().unicast().onBackpressureBuffer();

    private final Sinks.Empty<Void> served = Sinks.empty();

    private Model model(RecordedTelemetry service) {
        return FakeModel.reply("Dune").with(service.tracing()).with(new Interceptor() {
            @Override
            public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
                return Mono.defer(() -> {
                    threads.add(pool());
                    return next;
                });
            }
        });
    }

    private static String pool() {
        return Thread.currentThread().getName().replaceAll("[-0-9].*", "");
    }

    private Mono<Void> send(Tracing tracing, String text) {
        return tracing.trace("send order")
                .kind(SpanKind.PRODUCER)
                .around(tracing.inject()
                        .doOnNext(metadata ->
                                queue.emitNext(new Order(text, metadata), Sinks.EmitFailureHandler.busyLooping(LIMIT))))
                .then();
    }

    private Flux<Response> process(RecordedTelemetry worker) {
        Model model = model(worker);
        Tracing tracing = worker.tracing();
        return queue.asFlux()
                .publishOn(Schedulers.parallel())
                .concatMap(order -> tracing.trace("process order")
                        .kind(SpanKind.CONSUMER)
                        .around(model.call(order.text()))
                        .contextWrite(tracing.extract(order.metadata())));
    }

    private DisposableServer serve(RecordedTelemetry service) {
        Model model = model(service);
        Tracing tracing = service.tracing();
        BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> asked = ServerTracing.create(tracing)
                .spans()
                .handle(
                        "/ask",
                        (request, response) -> response.sendString(request.receive()
                                .aggregate()
                                .asString()
                                .publishOn(Schedulers.boundedElastic())
                                .flatMap(question -> model.call(question))
                                .flatMap(answer -> send(tracing, answer.text()).thenReturn(answer.text()))));
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.post(
                        "/ask",
                        (request, response) ->
                                Flux.from(asked.apply(request, response)).doFinally(end -> served.tryEmitEmpty())))
                .bindNow(LIMIT);
    }

    private static Mono<String> ask(Tracing tracing, int port, String question) {
        return tracing.trace("ask")
                .kind(SpanKind.CLIENT)
                .around(tracing.inject()
                        .flatMap(trace -> HttpClient.create()
                                .disableRetry(true)
                                .headers(headers -> trace.forEach(headers::set))
                                .post()
                                .uri("http://127.0.0.1:" + port + "/ask")
                                .send(ByteBufFlux.fromString(Mono.just(question)))
                                .responseContent()
                                .aggregate()
                                .asString()));
    }

    /** Runs the request until all three have answered and their spans have ended. */
    private void run(RecordedTelemetry front, RecordedTelemetry service, RecordedTelemetry worker) {
        DisposableServer server = serve(service);
        try {
            CompletableFuture<Response> processed = process(worker).next().toFuture();
            Tracing tracing = front.tracing();
            Model model = model(front);
            tracing.trace("request")
                    .around(model.call("What is asked?")
                            .subscribeOn(Schedulers.boundedElastic())
                            .publishOn(Schedulers.single())
                            .flatMap(unknown -> ask(tracing, server.port(), "What is a weir?"))
                            .publishOn(Schedulers.parallel())
                            .flatMap(answer -> model.call(answer)))
                    .contextWrite(Session.of("s-1").conversationId("c-1"))
                    .contextWrite(Attribution.tenant("acme").feature("search"))
                    .block(LIMIT);
            Mono.fromFuture(processed).block(LIMIT);
            served.asMono().block(LIMIT);
        } finally {
            server.disposeNow(LIMIT);
        }
    }

    private static RecordedTelemetry telemetry(UnaryOperator<Ambient> ambient) {
        return Tracing.inMemory(builder -> builder.ambient(ambient));
    }

    private static void assertChild(SpanData child, SpanData parent) {
        assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
    }

    private static List<SpanData> all(RecordedTelemetry... services) {
        List<SpanData> spans = new ArrayList<>();
        Stream.of(services).forEach(service -> spans.addAll(service.spans()));
        return spans;
    }

    private void assertOneTrace(RecordedTelemetry front, RecordedTelemetry service, RecordedTelemetry worker) {
        SpanData request = front.span("request");
        assertThat(all(front, service, worker))
                .hasSize(9)
                .allMatch(span -> span.getTraceId().equals(request.getTraceId()));
        assertThat(request.getParentSpanContext().isValid()).isFalse();
        assertThat(front.spans())
                .filteredOn(span -> span.getName().equals("chat model"))
                .hasSize(2)
                .allSatisfy(chat -> assertChild(chat, request));
        assertChild(front.span("ask"), request);
        assertChild(service.span("POST /ask"), front.span("ask"));
        assertChild(service.span("chat model"), service.span("POST /ask"));
        assertChild(service.span("send order"), service.span("POST /ask"));
        assertChild(worker.span("process order"), service.span("send order"));
        assertChild(worker.span("chat model"), worker.span("process order"));
        assertThat(threads).contains("boundedElastic", "parallel");
    }

    @Test
    void threadsHttpAndQueueKeepOneTraceWithSessionAndTenant() {
        try (RecordedTelemetry front = telemetry(ambient -> ambient.sendBaggage(true));
                RecordedTelemetry service =
                        telemetry(ambient -> ambient.readBaggage(true).sendBaggage(true));
                RecordedTelemetry worker = telemetry(ambient -> ambient.readBaggage(true))) {
            run(front, service, worker);

            assertOneTrace(front, service, worker);
            assertThat(all(front, service, worker)).allSatisfy(span -> {
                assertThat(span.getAttributes().get(SESSION)).isEqualTo("s-1");
                assertThat(span.getAttributes().get(TENANT)).isEqualTo("acme");
                assertThat(span.getAttributes().get(CONVERSATION))
                        .isEqualTo(span.getName().equals("chat model") ? "c-1" : null);
            });
        }
    }

    @Test
    void whereBaggageIsNotSentOnlyTheTraceGoesOn() {
        try (RecordedTelemetry front = telemetry(ambient -> ambient);
                RecordedTelemetry service =
                        telemetry(ambient -> ambient.readBaggage(true).sendBaggage(true));
                RecordedTelemetry worker = telemetry(ambient -> ambient.readBaggage(true))) {
            run(front, service, worker);

            assertOneTrace(front, service, worker);
            assertThat(front.spans())
                    .allSatisfy(span ->
                            assertThat(span.getAttributes().get(SESSION)).isEqualTo("s-1"));
            assertThat(all(service, worker)).allSatisfy(span -> {
                assertThat(span.getAttributes().get(SESSION)).isNull();
                assertThat(span.getAttributes().get(TENANT)).isNull();
            });
        }
    }
}
