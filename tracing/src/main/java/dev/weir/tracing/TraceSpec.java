package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
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

    TraceSpec(Telemetry telemetry, String name) {
        this(telemetry, name, List.of(), Attributes.empty());
    }

    private TraceSpec(Telemetry telemetry, String name, List<String> tags, Attributes attributes) {
        this.telemetry = telemetry;
        this.name = name;
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
                        attributes);
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
                telemetry, name, tags, attributes.toBuilder().put(key, value).build());
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
        return (parent, subscriber) -> new StepRecording<>(telemetry, name, all, parent, subscriber);
    }

    @Override
    public String toString() {
        return "TraceSpec[" + name + "]";
    }
}
