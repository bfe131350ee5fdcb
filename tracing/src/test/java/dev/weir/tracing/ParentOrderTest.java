package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Response;
import io.micrometer.context.ContextRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.instrumentation.reactor.v3_1.ContextPropagationOperator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/** Several spans that could be the parent: whichever was put nearest to the call is. */
class ParentOrderTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String REMOTE = "00f067aa0ba902b7";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final Tracing tracing = Tracing.create(sdk);
    private final Span other = sdk.getTracer("test").spanBuilder("other").startSpan();

    /** Others that write a span into the Reactor Context. */
    enum Foreign {
        INSTRUMENTATION_LIBRARY,
        CONTEXT_PROPAGATION;

        reactor.util.context.Context write(reactor.util.context.Context into, Span span) {
            Context context = Context.root().with(span);
            return this == INSTRUMENTATION_LIBRARY
                    ? ContextPropagationOperator.storeOpenTelemetryContext(into, context)
                    : into.put(CurrentContext.KEY, context);
        }
    }

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(new CurrentContext());
    }

    @AfterEach
    void nothingStaysCurrent() {
        ContextRegistry.getInstance().removeThreadLocalAccessor((Object) CurrentContext.KEY);
        assertThat(Context.current()).isSameAs(Context.root());
        sdk.close();
    }

    private Mono<Response> call() {
        return tracing.call(Fixtures.call(), Mono.just(Fixtures.response()));
    }

    private UnaryOperator<reactor.util.context.Context> remote() {
        return tracing.extract(Map.of("traceparent", "00-" + TRACE + "-" + REMOTE + "-01"));
    }

    private String otherId() {
        return other.getSpanContext().getSpanId();
    }

    private SpanData span(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String parentOf(String name) {
        return span(name).getParentSpanId();
    }

    @ParameterizedTest
    @EnumSource
    void aRemoteParentNearerThanAnotherSpan(Foreign foreign) {
        call().contextWrite(remote())
                .contextWrite(context -> foreign.write(context, other))
                .block();
        assertThat(parentOf("chat gpt-4o-mini")).isEqualTo(REMOTE);
    }

    @ParameterizedTest
    @EnumSource
    void anotherSpanNearerThanARemoteParent(Foreign foreign) {
        call().contextWrite(context -> foreign.write(context, other))
                .contextWrite(remote())
                .block();
        assertThat(parentOf("chat gpt-4o-mini")).isEqualTo(otherId());
    }

    @ParameterizedTest
    @EnumSource
    void ourStepNearerThanAnotherSpan(Foreign foreign) {
        tracing.trace("step")
                .around(call())
                .contextWrite(context -> foreign.write(context, other))
                .contextWrite(remote())
                .block();
        assertThat(parentOf("chat gpt-4o-mini")).isEqualTo(span("step").getSpanId());
        assertThat(parentOf("step")).isEqualTo(otherId());
    }

    @ParameterizedTest
    @EnumSource
    void anotherSpanBetweenTwoOfOurs(Foreign foreign) {
        tracing.trace("outer")
                .around(tracing.trace("inner").around(call()).contextWrite(context -> foreign.write(context, other)))
                .contextWrite(remote())
                .block();
        assertThat(parentOf("chat gpt-4o-mini")).isEqualTo(span("inner").getSpanId());
        assertThat(parentOf("inner")).isEqualTo(otherId());
        assertThat(parentOf("outer")).isEqualTo(REMOTE);
    }

    @Test
    void aRemoteParentNearerThanEverythingElseAtOnce() {
        try (Scope ignored = other.makeCurrent()) {
            call().contextWrite(remote())
                    .contextWrite(context -> Foreign.INSTRUMENTATION_LIBRARY.write(context, other))
                    .contextWrite(context -> Foreign.CONTEXT_PROPAGATION.write(context, other))
                    .block();
        }
        assertThat(parentOf("chat gpt-4o-mini")).isEqualTo(REMOTE);
    }

    @Test
    void aRemoteParentWinsOverTheOneCurrentAtSubscription() {
        try (Scope ignored = other.makeCurrent()) {
            call().contextWrite(remote()).block();
        }
        assertThat(parentOf("chat gpt-4o-mini")).isEqualTo(REMOTE);
    }

    @Test
    void aRemoteParentInsideOurStepIsNearer() {
        tracing.trace("step").around(call().contextWrite(remote())).block();
        assertThat(parentOf("chat gpt-4o-mini")).isEqualTo(REMOTE);
    }

    @Test
    void otherValuesThatAreRestoredDoNotMatter() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("mdc", ThreadLocal.withInitial(() -> ""));
        try {
            tracing.trace("step")
                    .around(call().contextWrite(context -> context.put("mdc", "request-1")))
                    .contextWrite(context -> Foreign.CONTEXT_PROPAGATION.write(context, other))
                    .block();
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor((Object) "mdc");
        }
        assertThat(parentOf("chat gpt-4o-mini")).isEqualTo(span("step").getSpanId());
    }

    @Test
    void aSpanThatIsRestoredOnTheThreadAlreadyIsStillNearerThanOurStep() {
        Mono<Response> restored = new MonoOperator<Response, Response>(call()) {
            @Override
            public void subscribe(CoreSubscriber<? super Response> actual) {
                try (Scope ignored = Context.root().with(other).makeCurrent()) {
                    source.subscribe(actual);
                }
            }
        };
        tracing.trace("step")
                .around(restored.contextWrite(context -> Foreign.CONTEXT_PROPAGATION.write(context, other)))
                .block();
        assertThat(parentOf("chat gpt-4o-mini")).isEqualTo(otherId());
    }

    @Test
    void injectedHeadersNameTheSameParentThatACallWouldHave() {
        for (Foreign foreign : List.of(Foreign.values())) {
            String header = tracing.inject()
                    .contextWrite(context -> foreign.write(context, other))
                    .contextWrite(remote())
                    .block()
                    .get("traceparent");
            assertThat(header).contains(otherId());
        }
    }
}
