package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import io.opentelemetry.extension.trace.propagation.JaegerPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Traces and baggage on their way out to headers and back in. */
class PropagationTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + SPAN + "-01";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private OpenTelemetrySdk sdk = sdk(
            TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance()));
    private Tracing tracing = Tracing.create(sdk);

    private OpenTelemetrySdk sdk(TextMapPropagator propagator) {
        return OpenTelemetrySdk.builder()
                .setPropagators(ContextPropagators.create(propagator))
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build();
    }

    private void use(TextMapPropagator propagator) {
        sdk = sdk(propagator);
        tracing = Tracing.create(sdk);
    }

    @AfterEach
    void nothingStaysCurrent() {
        assertThat(Context.current()).isSameAs(Context.root());
        sdk.close();
    }

    /** Returns the span of a call whose subscriber has what {@code change} puts into its Reactor Context. */
    private SpanData call(
            java.util.function.Function<reactor.util.context.Context, reactor.util.context.Context> change) {
        exporter.reset();
        tracing.call(Fixtures.call(), Mono.just(Fixtures.response()))
                .contextWrite(change)
                .block();
        assertThat(exporter.getFinishedSpanItems()).hasSize(1);
        return exporter.getFinishedSpanItems().get(0);
    }

    private void assertContinues(SpanData span) {
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(SPAN);
        assertThat(span.getParentSpanContext().isRemote()).isTrue();
    }

    private Map<String, String> injectedInsideAStep() {
        return tracing.trace("step").around(tracing.inject()).block();
    }

    @Test
    void headersNameTheSpanOfWhoeverSubscribes() {
        Map<String, String> headers = injectedInsideAStep();

        SpanData step = exporter.getFinishedSpanItems().get(0);
        assertThat(headers).containsOnlyKeys("traceparent");
        assertThat(headers.get("traceparent")).startsWith("00-" + step.getTraceId() + "-" + step.getSpanId() + "-0");
    }

    @Test
    void nothingIsReadBeforeSubscriptionAndEverySubscriptionReadsAnew() {
        Mono<Map<String, String>> headers = tracing.inject();
        String first = tracing.trace("a").around(headers).block().get("traceparent");
        String second = tracing.trace("b").around(headers).block().get("traceparent");

        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(first).contains(spans.get(0).getSpanId());
        assertThat(second).contains(spans.get(1).getSpanId());
    }

    @Test
    void withoutATraceThereAreNoHeaders() {
        assertThat(tracing.inject().block()).isEmpty();
        assertThat(Tracing.create(io.opentelemetry.api.OpenTelemetry.noop())
                        .inject()
                        .block())
                .isEmpty();
    }

    @Test
    void theCarrierIsEmittedWithTheHeadersInIt() {
        HttpHeaders carrier = new DefaultHttpHeaders();
        HttpHeaders same = tracing.trace("step")
                .around(tracing.inject(carrier, HttpHeaders::set))
                .block();

        assertThat(same).isSameAs(carrier);
        assertThat(carrier.get("TraceParent"))
                .contains(exporter.getFinishedSpanItems().get(0).getSpanId());
    }

    @Test
    void aSetterOrGetterThatFailsHarmsNobody() {
        List<String> carrier = new ArrayList<>();
        StepVerifier.create(tracing.trace("step").around(tracing.inject(carrier, (list, name, value) -> {
                    list.add(name);
                    throw new IllegalStateException("setter");
                })))
                .expectNext(carrier)
                .verifyComplete();
        assertThat(carrier).containsExactly("traceparent");

        SpanData span = call(tracing.extract("carrier", new TextMapGetter<String>() {
            @Override
            public Iterable<String> keys(String text) {
                throw new IllegalStateException("keys");
            }

            @Override
            public String get(String text, String key) {
                throw new IllegalStateException("get");
            }
        }));
        assertThat(span.getParentSpanContext().isValid()).isFalse();
    }

    @SuppressWarnings("deprecation") // of Jaeger's headers, which are still about
    static Stream<Arguments> propagators() {
        TextMapPropagator w3c = W3CTraceContextPropagator.getInstance();
        TextMapPropagator baggage = W3CBaggagePropagator.getInstance();
        TextMapPropagator jaeger = JaegerPropagator.getInstance();
        TextMapPropagator b3 = B3Propagator.injectingSingleHeader();
        TextMapPropagator b3Multi = B3Propagator.injectingMultiHeaders();
        return Stream.of(
                Arguments.of(Named.of("w3c", w3c), List.of("traceparent")),
                Arguments.of(
                        Named.of("w3c and baggage", TextMapPropagator.composite(w3c, baggage)), List.of("traceparent")),
                Arguments.of(Named.of("b3", b3), List.of("b3")),
                Arguments.of(Named.of("b3multi", b3Multi), List.of("X-B3-TraceId", "X-B3-SpanId", "X-B3-Sampled")),
                Arguments.of(Named.of("jaeger", jaeger), List.of("uber-trace-id")),
                Arguments.of(
                        Named.of("all at once", TextMapPropagator.composite(w3c, baggage, b3, b3Multi, jaeger)),
                        List.of("traceparent", "b3", "X-B3-TraceId", "X-B3-SpanId", "X-B3-Sampled", "uber-trace-id")));
    }

    @ParameterizedTest
    @MethodSource("propagators")
    void whatOneSideWritesTheOtherUnderstands(TextMapPropagator propagator, List<String> names) {
        use(propagator);
        Map<String, String> headers = injectedInsideAStep();
        assertThat(headers).containsOnlyKeys(names);
        SpanData step = exporter.getFinishedSpanItems().get(0);

        // As proxies may spell them.
        Map<String, List<String>> shouted = new LinkedHashMap<>();
        headers.forEach((name, value) -> shouted.put(name.toUpperCase(java.util.Locale.ROOT), List.of(value)));
        SpanData span = call(tracing.extract(shouted));
        assertThat(span.getTraceId()).isEqualTo(step.getTraceId());
        assertThat(span.getParentSpanId()).isEqualTo(step.getSpanId());
        assertThat(span.getParentSpanContext().isRemote()).isTrue();
    }

    @Test
    @SuppressWarnings("deprecation")
    void jaegersBaggageHasHeadersOfItsOwn() {
        use(JaegerPropagator.getInstance());
        assertThat(baggageUnder(tracing.extract(Map.of("Uberctx-Tenant", "acme")))
                        .getEntryValue("tenant"))
                .isEqualTo("acme");
    }

    private Baggage baggageUnder(
            java.util.function.Function<reactor.util.context.Context, reactor.util.context.Context> change) {
        return Mono.deferContextual(context ->
                        Mono.just(Baggage.fromContext(Parents.find(reactor.util.context.Context.of(context)))))
                .contextWrite(change)
                .block();
    }

    @Test
    void baggageTravelsWithTheTraceAndOnFromOurSpans() {
        Map<String, String> outgoing = tracing.trace("step")
                .around(Mono.delay(java.time.Duration.ofMillis(1)).then(tracing.inject()))
                .contextWrite(
                        tracing.extract(Map.of("traceparent", TRACEPARENT, "baggage", "tenant=acme,feature=s%20t")))
                .block();

        assertThat(outgoing.get("baggage").split(",")).containsExactlyInAnyOrder("tenant=acme", "feature=s%20t");
        assertThat(outgoing.get("traceparent")).startsWith("00-" + TRACE).doesNotContain(SPAN);
    }

    @Test
    void baggageInSeveralHeadersIsOneBaggage() {
        Baggage baggage = baggageUnder(tracing.extract(Map.of("Baggage", List.of("a=1", "b=2"))));
        assertThat(baggage.getEntryValue("a")).isEqualTo("1");
        assertThat(baggage.getEntryValue("b")).isEqualTo("2");
    }

    @Test
    void headersOfEveryShapeAreRead() {
        assertContinues(call(tracing.extract(Map.of("TraceParent", TRACEPARENT))));
        assertContinues(call(tracing.extract(Map.of("traceparent", List.of(TRACEPARENT)))));
        assertContinues(call(tracing.extract(Map.of("traceparent", new String[] {TRACEPARENT}))));
        assertContinues(call(tracing.extract(Map.of("traceparent", TRACEPARENT.getBytes(StandardCharsets.UTF_8)))));
        assertContinues(call(tracing.extract(Map.of("traceparent", new StringBuilder(TRACEPARENT)))));
        assertContinues(call(tracing.extract(new DefaultHttpHeaders().add("Traceparent", TRACEPARENT))));
        assertContinues(call(tracing.extract(TRACEPARENT, new TextMapGetter<String>() {
            @Override
            public Iterable<String> keys(String text) {
                return List.of("traceparent");
            }

            @Override
            public String get(String text, String key) {
                return key.equals("traceparent") ? text : null;
            }
        })));
    }

    @Test
    void headersAreCopiedSoThatTheirMessageMayGo() {
        Map<String, String> headers = new HashMap<>(Map.of("traceparent", TRACEPARENT));
        var change = tracing.extract(headers);
        headers.clear();
        assertContinues(call(change));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-XXf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void malformedHeadersAreIgnored(String traceparent) {
        SpanData span = call(tracing.extract(Map.of("traceparent", traceparent, "baggage", "=;,,%%%")));
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getTraceId()).isNotEqualTo(TRACE);
    }

    @Test
    void nullNamesAndValuesSayNothing() {
        Map<String, Object> headers = new HashMap<>();
        headers.put(null, "x");
        headers.put("tracestate", null);
        headers.put("traceparent", Arrays.asList(null, TRACEPARENT));
        assertContinues(call(tracing.extract(headers)));
    }

    @Test
    void tracestateGoesOn() {
        String state = tracing.trace("step")
                .around(tracing.inject())
                .contextWrite(tracing.extract(Map.of("traceparent", TRACEPARENT, "tracestate", "vendor=1,other=2")))
                .block()
                .get("tracestate");
        assertThat(state).isEqualTo("vendor=1,other=2");
    }

    @Test
    void aParentThatWasNotSampledStaysSo() {
        tracing.call(Fixtures.call(), Mono.just(Fixtures.response()))
                .contextWrite(tracing.extract(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-00")))
                .block();
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void withoutHeadersThePresentParentStays() {
        io.opentelemetry.api.trace.Span current =
                sdk.getTracer("t").spanBuilder("current").startSpan();
        try (Scope ignored = current.makeCurrent()) {
            SpanContext parent = call(tracing.extract(Map.of("accept", "*/*"))).getParentSpanContext();
            assertThat(parent.getSpanId()).isEqualTo(current.getSpanContext().getSpanId());
            assertContinues(call(tracing.extract(Map.of("traceparent", TRACEPARENT))));
        }
    }

    @Test
    void aMessageCarriesItsTraceThroughAQueueToAnotherThread() {
        record Message(String text, Map<String, String> metadata) {}
        var queue = reactor.core.publisher.Sinks.many().unicast().<Message>onBackpressureBuffer();
        Mono<SpanData> consumed = queue.asFlux()
                .publishOn(Schedulers.parallel())
                .concatMap(message -> tracing.trace("process " + message.text())
                        .around(tracing.call(Fixtures.call(), Mono.just(Fixtures.response())))
                        .contextWrite(tracing.extract(message.metadata())))
                .next()
                .map(response -> exporter.getFinishedSpanItems().get(1));
        tracing.trace("send order")
                .around(tracing.inject()
                        .doOnNext(metadata -> queue.tryEmitNext(new Message("order", metadata))
                                .orThrow()))
                .block();
        consumed.block();

        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans)
                .extracting(SpanData::getName)
                .containsExactly("send order", "chat gpt-4o-mini", "process order");
        assertThat(spans)
                .extracting(SpanData::getTraceId)
                .containsOnly(spans.get(0).getTraceId());
        assertThat(spans.get(2).getParentSpanId()).isEqualTo(spans.get(0).getSpanId());
        assertThat(spans.get(2).getParentSpanContext().isRemote()).isTrue();
        assertThat(spans.get(1).getParentSpanId()).isEqualTo(spans.get(2).getSpanId());
    }
}
