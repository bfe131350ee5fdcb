package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Response;
import dev.weir.spi.CallEvents;
import io.micrometer.context.ContextRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.reactor.v3_1.ContextPropagationOperator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Where the parent of a span is looked for, and whom its context reaches. */
class ParentTest {

    private static final String KEY = CurrentContext.KEY;

    private final Telemetries telemetries = new Telemetries();

    @AfterEach
    void nothingStaysCurrent() {
        assertThat(Context.current()).isSameAs(Context.root());
        Hooks.disableAutomaticContextPropagation();
        ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
        telemetries.close();
    }

    private Mono<Response> call() {
        return telemetries.tracing.call(Fixtures.call(), Mono.just(Fixtures.response()));
    }

    private Span span(String name) {
        return telemetries.tracer().spanBuilder(name).setNoParent().startSpan();
    }

    private String parentOfCall() {
        return telemetries.span("chat gpt-4o-mini").getParentSpanId();
    }

    private static String id(Span span) {
        return span.getSpanContext().getSpanId();
    }

    @Test
    void theCurrentContextAtSubscriptionIsTheLastResort() {
        Span assembly = span("assembly");
        Span subscription = span("subscription");
        Mono<Response> call;
        try (Scope ignored = assembly.makeCurrent()) {
            call = call();
        }
        try (Scope ignored = subscription.makeCurrent()) {
            call.block();
        }
        assertThat(parentOfCall()).isEqualTo(id(subscription));
    }

    @Test
    void theInstrumentationLibrarysEntryWinsOverTheCurrentContext() {
        Span stored = span("stored");
        Span current = span("current");
        try (Scope ignored = current.makeCurrent()) {
            call().contextWrite(context -> ContextPropagationOperator.storeOpenTelemetryContext(
                            context, Context.root().with(stored)))
                    .block();
        }
        assertThat(parentOfCall()).isEqualTo(id(stored));
    }

    @Test
    void ourEntryWinsOverTheCurrentContext() {
        Span own = span("own");
        Span current = span("current");
        try (Scope ignored = current.makeCurrent()) {
            call().contextWrite(Telemetries.parent(own)).block();
        }
        assertThat(parentOfCall()).isEqualTo(id(own));
    }

    @Test
    void whatTheInstrumentationLibraryWroteInsideOurStepIsNearer() {
        Span inner = span("inner");
        telemetries
                .tracing
                .trace("step")
                .around(call().contextWrite(context -> ContextPropagationOperator.storeOpenTelemetryContext(
                        context, Context.root().with(inner))))
                .block();
        assertThat(parentOfCall()).isEqualTo(id(inner));
    }

    @Test
    void ourStepInsideTheInstrumentationLibrarysSpanIsNearer() {
        Span outer = span("outer");
        telemetries
                .tracing
                .trace("step")
                .around(call())
                .contextWrite(context -> ContextPropagationOperator.storeOpenTelemetryContext(
                        context, Context.root().with(outer)))
                .block();
        assertThat(parentOfCall()).isEqualTo(telemetries.span("step").getSpanId());
        assertThat(telemetries.span("step").getParentSpanId()).isEqualTo(id(outer));
    }

    @Test
    void threadLocalsThatContextPropagationRestoresWinOverTheCurrentContext() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(new CurrentContext());
        Span restored = span("restored");
        Span current = span("current");
        try (Scope ignored = current.makeCurrent()) {
            call().contextWrite(context -> context.put(KEY, Context.root().with(restored)))
                    .block();
        }
        assertThat(parentOfCall()).isEqualTo(id(restored));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hopsKeepTheParentWithAutomaticContextPropagationOffAndOn(boolean automatic) {
        if (automatic) {
            ContextRegistry.getInstance().registerThreadLocalAccessor(new CurrentContext());
            Hooks.enableAutomaticContextPropagation();
        }
        telemetries
                .tracing
                .trace("step")
                .around(Mono.delay(Duration.ofMillis(1))
                        .publishOn(Schedulers.boundedElastic())
                        .flatMap(tick -> telemetries
                                .tracing
                                .call(
                                        Fixtures.call(),
                                        Mono.just(Fixtures.response()).delayElement(Duration.ofMillis(1)))
                                .subscribeOn(Schedulers.parallel()))
                        .publishOn(Schedulers.single()))
                .block();
        assertThat(parentOfCall()).isEqualTo(telemetries.span("step").getSpanId());
    }

    @Test
    void upstreamSeesTheSpanWhileItIsSubscribedToAndDownstreamNeverDoes() {
        List<Span> upstream = new ArrayList<>();
        List<Span> downstream = new ArrayList<>();
        Flux<dev.weir.Chunk> source = Flux.defer(() -> {
            upstream.add(Span.current());
            return Flux.fromIterable(Fixtures.answer());
        });
        telemetries.tracing.stream(Fixtures.stream(), source)
                .doOnSubscribe(subscription -> downstream.add(Span.current()))
                .doOnNext(chunk -> downstream.add(Span.current()))
                .doOnComplete(() -> downstream.add(Span.current()))
                .blockLast();

        assertThat(upstream)
                .hasSize(1)
                .allMatch(seen -> id(seen).equals(telemetries.onlySpan().getSpanId()));
        assertThat(downstream)
                .hasSize(Fixtures.answer().size() + 2)
                .noneMatch(seen -> seen.getSpanContext().isValid());
    }

    @Test
    void downstreamOfASynchronousSourceKeepsTheContextOfTheCaller() {
        Span caller = span("caller");
        List<String> downstream = new ArrayList<>();
        try (Scope ignored = caller.makeCurrent()) {
            telemetries.tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer()))
                    .doOnNext(chunk -> downstream.add(id(Span.current())))
                    .doOnComplete(() -> downstream.add(id(Span.current())))
                    .blockLast();
        }
        assertThat(downstream).hasSize(Fixtures.answer().size() + 1).containsOnly(id(caller));
    }

    @Test
    void aCallableRunsInsideTheSpan() {
        AtomicReference<String> seen = new AtomicReference<>();
        telemetries
                .tracing
                .trace("step")
                .around(Mono.fromCallable(() -> {
                    seen.set(id(Span.current()));
                    return 1;
                }))
                .block();
        assertThat(seen).hasValue(telemetries.span("step").getSpanId());
    }

    @Test
    void theSpanIsCurrentAgainWhereTheTransportIsSubscribed() {
        AtomicReference<String> seen = new AtomicReference<>();
        AtomicReference<Span> after = new AtomicReference<>();
        Mono<Response> transport = Mono.deferContextual(context -> {
            try (CallEvents.Scope ignored = CallEvents.from(context).enter()) {
                seen.set(id(Span.current()));
            }
            after.set(Span.current());
            return Mono.just(Fixtures.response());
        });
        telemetries
                .tracing
                .call(Fixtures.call(), transport.subscribeOn(Schedulers.parallel()))
                .block();

        assertThat(seen).hasValue(telemetries.onlySpan().getSpanId());
        assertThat(after.get().getSpanContext().isValid()).isFalse();
    }

    @Test
    void theReactorContextTellsTheCurrentSpan() {
        String seen = telemetries
                .tracing
                .trace("step")
                .around(Mono.deferContextual(context -> Mono.just(id(Tracing.currentSpan(context)))))
                .block();

        assertThat(seen).isEqualTo(telemetries.span("step").getSpanId());
        assertThat(Tracing.currentSpan(reactor.util.context.Context.empty())
                        .getSpanContext()
                        .isValid())
                .isFalse();
    }

    @Test
    void anOperationThatIsTracedAlreadyIsNotTracedAgain() {
        dev.weir.Operation.Inference operation = Fixtures.call();
        telemetries
                .tracing
                .call(operation, telemetries.tracing.call(operation, Mono.just(Fixtures.response())))
                .block();

        assertThat(telemetries.spans()).hasSize(1);
    }

    @Test
    void aListenerThatWasThereBeforeStillHears() {
        List<Integer> heard = new ArrayList<>();
        CallEvents listener = new CallEvents() {
            @Override
            public void attemptStarted(int attempt) {
                heard.add(attempt);
            }
        };
        telemetries
                .tracing
                .call(Fixtures.call(), Mono.deferContextual(context -> {
                    CallEvents.from(context).attemptStarted(1);
                    return Mono.just(Fixtures.response());
                }))
                .contextWrite(listener::into)
                .block();

        assertThat(heard).containsExactly(1);
    }
}
