package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A span around any {@link Mono} or {@link Flux}: a step of the caller's own program, under which the calls it makes appear.
 * Immutable; every setter returns a changed copy. Made by {@link Tracing#trace(String)}.
 */
public final class TraceSpec {

    private final Telemetry telemetry;
    private final String name;
    private final List<String> tags;
    private final Attributes attributes;
    private final StepExtras extras;

    TraceSpec(Telemetry telemetry, String name) {
        this(telemetry, name, List.of(), Attributes.empty(), StepExtras.NONE);
    }

    private TraceSpec(Telemetry telemetry, String name, List<String> tags, Attributes attributes, StepExtras extras) {
        this.telemetry = telemetry;
        this.name = name;
        this.tags = tags;
        this.attributes = attributes;
        this.extras = extras;
    }

    /** Adds labels to find the span by; they become {@code weir.trace.tags}. */
    public TraceSpec tags(String... more) {
        return more.length == 0
                ? this
                : new TraceSpec(
                        telemetry,
                        name,
                        Stream.concat(tags.stream(), Stream.of(more)).distinct().toList(),
                        attributes,
                        extras);
    }

    /** Adds a note; it becomes {@code weir.trace.metadata.<key>}. A second value for a key replaces the first. */
    public TraceSpec metadata(String key, String value) {
        Objects.requireNonNull(key, "key");
        return attribute(AttributeKey.stringKey(Names.WEIR_TRACE_METADATA + key), value);
    }

    /** Adds an attribute of any name; samplers see it. */
    public <A> TraceSpec attribute(AttributeKey<A> key, A value) {
        Objects.requireNonNull(value, "value");
        return new TraceSpec(
                telemetry, name, tags, attributes.toBuilder().put(key, value).build(), extras);
    }

    /** Adds an attribute that tells content; it is left out where content must not go onto spans, which is the default. */
    public TraceSpec content(AttributeKey<String> key, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        return new TraceSpec(telemetry, name, tags, attributes, extras.content(key, value));
    }

    /**
     * Adds, at the end of the span, how many tokens the calls inside reported, input and output together. Absent if none
     * reported any; never estimated. None by default.
     *
     * @param key the attribute it becomes
     */
    public TraceSpec totalTokens(AttributeKey<Long> key) {
        Objects.requireNonNull(key, "key");
        return new TraceSpec(telemetry, name, tags, attributes, extras.totalTokens(key));
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
        Attributes all = tags.isEmpty()
                ? attributes
                : attributes.toBuilder().put(Names.WEIR_TRACE_TAGS, tags).build();
        return extras.around(
                telemetry, (parent, subscriber) -> new StepRecording<>(telemetry, name, all, parent, subscriber));
    }

    @Override
    public String toString() {
        return "TraceSpec[" + name + "]";
    }
}
