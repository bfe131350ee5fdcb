package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import java.util.List;
import java.util.Objects;
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
    private final SpanKind kind;

    TraceSpec(Telemetry telemetry, String name) {
        this(telemetry, name, List.of(), Attributes.empty(), SpanKind.INTERNAL);
    }

    private TraceSpec(Telemetry telemetry, String name, List<String> tags, Attributes attributes, SpanKind kind) {
        this.telemetry = telemetry;
        this.name = name;
        this.kind = kind;
        this.tags = tags;
        this.attributes = attributes;
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
                        kind);
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
                telemetry, name, tags, attributes.toBuilder().put(key, value).build(), kind);
    }

    /**
     * Sets what the step is to other processes: one that serves them, calls them, or exchanges messages with them;
     * {@link SpanKind#INTERNAL} by default.
     */
    public TraceSpec kind(SpanKind role) {
        return new TraceSpec(telemetry, name, tags, attributes, Objects.requireNonNull(role, "role"));
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

    private <T> Recording.Factory<T> recordings() {
        Attributes all = tags.isEmpty()
                ? attributes
                : attributes.toBuilder().put(Names.WEIR_TRACE_TAGS, tags).build();
        return (parent, subscriber) -> new StepRecording<>(telemetry, name, kind, all, parent, subscriber);
    }

    @Override
    public String toString() {
        return "TraceSpec[" + name + "]";
    }
}
