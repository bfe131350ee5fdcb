package dev.weir.tracing;

import dev.weir.Prompt;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A span around a step of the caller's own program, under which the calls it makes appear: any {@link Mono} or {@link Flux},
 * a future, or code that just runs. Immutable; every setter returns a changed copy. Made by {@link Tracing#trace(String)}.
 *
 * <pre>{@code
 * TraceSpec recommend = tracing.trace("recommend_book").tags("production");
 *
 * Mono<Response> book = model.call("Recommend a fantasy book").transform(recommend::around);
 * }</pre>
 */
public final class TraceSpec {

    private final Telemetry telemetry;
    private final StepPlan plan;
    private final StepExtras extras;

    TraceSpec(Telemetry telemetry, String name) {
        this(telemetry, StepPlan.named(name));
    }

    TraceSpec(Telemetry telemetry, StepPlan plan) {
        this(telemetry, plan, StepExtras.NONE);
    }

    private TraceSpec(Telemetry telemetry, StepPlan plan, StepExtras extras) {
        this.telemetry = telemetry;
        this.plan = plan;
        this.extras = extras;
    }

    private TraceSpec with(StepPlan changed) {
        return new TraceSpec(telemetry, changed, extras);
    }

    /** Adds labels to find the span by; they become {@code weir.trace.tags}. */
    public TraceSpec tags(String... more) {
        return more.length == 0 ? this : with(plan.tag(more));
    }

    /** Adds a note; it becomes {@code weir.trace.metadata.<key>}. A second value for a key replaces the first. */
    public TraceSpec metadata(String key, String value) {
        Objects.requireNonNull(key, "key");
        return attribute(AttributeKey.stringKey(Names.WEIR_TRACE_METADATA + key), value);
    }

    /** Adds an attribute of any name; samplers see it. */
    public <A> TraceSpec attribute(AttributeKey<A> key, A value) {
        Objects.requireNonNull(value, "value");
        return with(plan.attribute(key, value));
    }

    /** Sets which function this is, as {@code code.function.name}; nothing by default. */
    public TraceSpec function(Class<?> type, String method) {
        Objects.requireNonNull(method, "method");
        return attribute(Names.CODE_FUNCTION_NAME, type.getName() + "." + method);
    }

    /** Sets which version of the step this is, as {@code weir.version.id}; nothing by default. */
    public TraceSpec version(String id) {
        return attribute(Names.WEIR_VERSION_ID, id);
    }

    /** Sets the version of a prompt as the step's, with its label as {@code weir.version.label}. */
    public TraceSpec version(Prompt prompt) {
        TraceSpec versioned = version(prompt.version());
        return prompt.label() == null ? versioned : versioned.attribute(Names.WEIR_VERSION_LABEL, prompt.label());
    }

    /**
     * Adds what the step is given, as {@code weir.trace.argument.<name>}. This is content: it is recorded only where content
     * capture is on. Numbers and truth values keep their type, the rest becomes text; null is left out.
     */
    public TraceSpec arg(String name, @Nullable Object value) {
        return with(plan.argument(Objects.requireNonNull(name, "name"), value));
    }

    /**
     * Records what the step gives back, of a {@link Flux} the last element, as {@code weir.trace.result}; see
     * {@link #recordResult(Class, Function)}.
     */
    public TraceSpec recordResult() {
        return recordResult(Object.class, value -> value);
    }

    /**
     * Records part of what the step gives back, of a {@link Flux} of the last element, as {@code weir.trace.result}. This is
     * content: it is recorded only where content capture is on, and the function only called then.
     *
     * @param type other results are not recorded
     */
    public <R> TraceSpec recordResult(Class<R> type, Function<? super R, ? extends @Nullable Object> teller) {
        Objects.requireNonNull(teller, "teller");
        Objects.requireNonNull(type, "type");
        return with(plan.result(value -> type.isInstance(value) ? teller.apply(type.cast(value)) : null));
    }

    /** Links to a span that has to do with this one without being its parent. */
    public TraceSpec link(SpanContext span) {
        return with(plan.link(Objects.requireNonNull(span, "span")));
    }

    /** Links to the span of a shared stream, as soon as the step gets something from it. */
    public TraceSpec link(SpanLink stream) {
        return with(plan.link(Objects.requireNonNull(stream, "stream")));
    }

    /** Adds an attribute that tells content; it is left out where content must not go onto spans, which is the default. */
    public TraceSpec content(AttributeKey<String> key, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        return new TraceSpec(telemetry, plan, extras.content(key, value));
    }

    /**
     * Adds, at the end of the span, how many tokens the calls inside reported, input and output together. Absent if none
     * reported any; never estimated. None by default.
     *
     * @param key the attribute it becomes
     */
    public TraceSpec totalTokens(AttributeKey<Long> key) {
        Objects.requireNonNull(key, "key");
        return new TraceSpec(telemetry, plan, extras.totalTokens(key));
    }

    /**
     * Sets what the step is to other processes: one that serves them, calls them, or exchanges messages with them;
     * {@link SpanKind#INTERNAL} by default.
     */
    public TraceSpec kind(SpanKind role) {
        return with(plan.kind(Objects.requireNonNull(role, "role")));
    }

    /**
     * Returns the source with a span around every subscription. The span ends before the terminal signal is passed on, or when
     * the subscriber cancels.
     */
    public <T> Mono<T> around(Mono<T> source) {
        return new TracedMono<>(Objects.requireNonNull(source, "source"), telemetry, recordings(), null);
    }

    /** Returns the source with a span around every subscription; see {@link #around(Mono)}. */
    public <T> Flux<T> around(Flux<T> source) {
        return new TracedFlux<>(Objects.requireNonNull(source, "source"), telemetry, recordings(), null);
    }

    /**
     * Returns the source with a span around every subscription, on which may be noted what the value says.
     *
     * <pre>{@code
     * tracing.trace("rag.vector_search")
     *         .around(search, (span, hits) -> span.setAttribute("rag.results_count", hits.size()))
     * }</pre>
     *
     * @param note called with the value before it is passed on, if the span records. What it throws is logged, and the value
     *     goes on.
     */
    public <T> Mono<T> around(Mono<T> source, BiConsumer<Span, ? super T> note) {
        return new TracedMono<>(Objects.requireNonNull(source, "source"), telemetry, noting(note), null);
    }

    /** Returns the source with a span around every subscription; see {@link #around(Mono, BiConsumer)}. */
    public <T> Flux<T> around(Flux<T> source, BiConsumer<Span, ? super T> note) {
        return new TracedFlux<>(Objects.requireNonNull(source, "source"), telemetry, noting(note), null);
    }

    private <T> Recording.Factory<T> noting(BiConsumer<Span, ? super T> note) {
        Objects.requireNonNull(note, "note");
        Recording.Factory<T> recordings = recordings();
        return (parent, subscriber) ->
                new NotingRecording<>(recordings.start(parent, subscriber), telemetry.guard(), note);
    }

    private <T> Recording.Factory<T> recordings() {
        Attributes known = plan.known();
        return extras.around(
                telemetry, (parent, subscriber) -> new StepRecording<>(telemetry, plan, known, parent, subscriber));
    }

    /** Returns the source like {@link #around(Mono)}, with the ids of its span beside the result. */
    public <T> Mono<Trace<T>> wrap(Mono<T> source) {
        Objects.requireNonNull(source, "source");
        return around(Mono.deferContextual(context -> {
            SpanContext span = Tracing.currentSpan(context).getSpanContext();
            return source.map(result -> new Trace<>(telemetry, result, span));
        }));
    }

    /** Runs code like {@link #get(Supplier)}, with the ids of its span beside the result. */
    public <T extends @Nullable Object> Trace<T> wrap(Supplier<T> code) {
        return StepRun.now(telemetry, plan, span -> new Trace<>(telemetry, code.get(), span.spanContext()));
    }

    /**
     * Returns what the function makes of the span, with that span around every subscription; the function is called once per
     * subscription.
     */
    public <T> Mono<T> span(Function<? super TraceSpan, ? extends Mono<T>> step) {
        return around(
                Mono.deferContextual(context -> step.apply(new TraceSpan(telemetry, Tracing.currentSpan(context)))));
    }

    /** Returns what the function makes of the span; see {@link #span(Function)}. */
    public <T> Flux<T> spanMany(Function<? super TraceSpan, ? extends Flux<T>> step) {
        return around(
                Flux.deferContextual(context -> step.apply(new TraceSpan(telemetry, Tracing.currentSpan(context)))));
    }

    /**
     * Runs code at once, on this thread, with the span current: spans it starts, and calls it subscribes to, are children of
     * {@link Context#current()}. What it throws is recorded and thrown on unchanged.
     */
    public <T extends @Nullable Object> T call(Callable<T> code) throws Exception {
        return StepRun.<T, Exception>now(telemetry, plan, span -> code.call());
    }

    /** Runs code at once; see {@link #call(Callable)}. */
    public <T extends @Nullable Object> T get(Supplier<T> code) {
        return StepRun.<T, RuntimeException>now(telemetry, plan, span -> code.get());
    }

    /** Runs code that uses the span at once; see {@link #call(Callable)}. */
    public <T extends @Nullable Object> T get(Function<? super TraceSpan, T> code) {
        return StepRun.<T, RuntimeException>now(telemetry, plan, code::apply);
    }

    /** Runs code at once; see {@link #call(Callable)}. */
    public void run(Runnable code) {
        StepRun.<@Nullable Object, RuntimeException>now(telemetry, plan, span -> {
            code.run();
            return null;
        });
    }

    /**
     * Runs code at once, with the span current, and returns a future that is done when the returned stage is. The span ends
     * before that; a cancel ends it, and is passed on to the stage if that is a {@link CompletableFuture}.
     */
    public <T extends @Nullable Object> CompletableFuture<T> future(Supplier<? extends CompletionStage<T>> code) {
        return StepRun.<T, RuntimeException>later(telemetry, plan, span -> code.get());
    }

    @Override
    public String toString() {
        return "TraceSpec[" + plan.name() + "]";
    }
}
