package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The life of a span, the same for every kind of operation. What fails on the way does not keep the span from ending. */
abstract class SpanRecording<T> implements Recording<T> {

    private static final double NANOS = 1e-9;

    final Telemetry telemetry;
    final Span span;
    final ContextView subscriber;
    final Surroundings surroundings;
    private final Context context;
    private final long started;
    private final SpanFailure failure;

    /** What the span gets, once more, for an event; null if there is none. */
    private @Nullable AttributesBuilder details;

    /** The span as dialects may add to it; null if there are none or the span does not record. */
    private final @Nullable KnownSpan shared;

    /**
     * Starts the span.
     *
     * @param subscriber what the subscriber's Reactor Context says
     * @param known what samplers may look at
     */
    SpanRecording(
            Telemetry telemetry, Context parent, ContextView subscriber, String name, SpanKind kind, Attributes known) {
        this(telemetry, parent, subscriber, name, kind, known, List.of());
    }

    /** Starts the span with links to others; see the other constructor. */
    SpanRecording(
            Telemetry telemetry,
            Context parent,
            ContextView subscriber,
            String name,
            SpanKind kind,
            Attributes known,
            List<SpanContext> links) {
        this.telemetry = telemetry;
        this.subscriber = subscriber;
        this.started = telemetry.now();
        Ambient ambient = telemetry.settings().ambient();
        this.surroundings = Surroundings.of(subscriber, parent, ambient);
        SpanBuilder builder =
                telemetry.tracer().spanBuilder(name).setParent(parent).setSpanKind(kind);
        Attributes all = withSurroundings(known);
        links.forEach(builder::addLink);
        Span real = builder.setAllAttributes(all).startSpan();
        boolean spoken = !telemetry.settings().dialects().isEmpty() && real.isRecording();
        this.shared = spoken ? new KnownSpan(real, all) : null;
        this.span = shared == null ? real : shared;
        this.failure = new SpanFailure(telemetry, span, real, kind, parent);
        this.context = surroundings.into(failure.context(), ambient);
        SpanLink.captured(subscriber, real);
    }

    /** Returns what the span starts with: what is known of the operation, and on whose behalf it runs. */
    private Attributes withSurroundings(Attributes known) {
        if (surroundings == Surroundings.NONE) {
            return known;
        }
        AttributesBuilder all = Attributes.builder();
        boolean conversation = telemetry.names().hasConversation(known.get(Names.OPERATION_NAME));
        surroundings.describe(telemetry.settings().ambient(), conversation, all::put);
        return all.putAll(known).build();
    }

    @Override
    public final Context context() {
        return context;
    }

    @Override
    public final void requestHeaders(URI uri, BiConsumer<String, String> setter) {
        telemetry.settings().ambient().write(surroundings, uri, setter, telemetry.guard());
    }

    final double secondsUntil(long nanoTime) {
        return (nanoTime - started) * NANOS;
    }

    @Override
    public final void end(Ending ending, @Nullable Throwable error) {
        double seconds = secondsUntil(telemetry.now());
        String errorType = errorType(ending, error);
        Guard guard = telemetry.guard();
        try {
            guard.run(() -> ended(ending, error));
            if (telemetry.settings().has(Extra.OUTCOME)) {
                guard.run(() -> put(Names.WEIR_OUTCOME, UsageCounters.outcome(ending, errorType)));
            }
            if (errorType != null) {
                guard.run(() -> failure.record(errorType, error, failure(), said()));
                detail(Names.ERROR_TYPE, errorType);
            }
            guard.run(() -> settled(ending, error));
            if (shared != null) {
                guard.run(() -> describe(Conclusion.of(ending, error, errorType, seconds, surroundings)));
            }
            guard.run(() -> measure(ending, errorType, seconds));
        } finally {
            guard.run(span::end);
        }
    }

    /** Returns why the operation failed, null if it did not. */
    @Nullable
    String errorType(Ending ending, @Nullable Throwable error) {
        return switch (ending) {
            case COMPLETE -> null;
            case ERROR -> ErrorTypes.of(error);
            case CANCEL -> telemetry.settings().cancelAsError() ? ErrorTypes.CANCELLED : null;
        };
    }

    /** Says in words what went wrong where there is no exception that does. */
    String failure() {
        return "cancelled by the subscriber";
    }

    /** Puts on the span what is known at its end; also called if the span does not record. */
    abstract void ended(Ending ending, @Nullable Throwable error);

    /** Tells the dialects how it went; called after {@link #ended} if there are any and the span records. */
    void describe(Conclusion conclusion) {}

    /** Returns whether {@link #describe} will be called. */
    final boolean hasDialects() {
        return shared != null;
    }

    /** Lets every dialect write; one that fails does not keep the others from it. */
    final void speak(BiConsumer<AttributeDialect, AttributeDialect.Sink> words) {
        KnownSpan target = shared;
        if (target == null) {
            return;
        }
        Guard guard = telemetry.guard();
        for (AttributeDialect dialect : telemetry.settings().dialects()) {
            guard.run(() -> words.accept(dialect, new DialectSink(dialect, target, guard)));
        }
    }

    /** Records metrics; called after {@link #ended}, whether or not the span records. */
    abstract void measure(Ending ending, @Nullable String errorType, double seconds);

    /** Writes down what was said; called last, whether or not the span records. */
    void settled(Ending ending, @Nullable Throwable error) {}

    /** Returns the texts that must not come out through the message of an error. */
    List<String> said() {
        return List.of();
    }

    /** From now on notes what the span gets, on top of what it got when it started. */
    final void keepDetails(Attributes known) {
        details = withSurroundings(known).toBuilder();
    }

    /** Returns what the span got, nothing if it was not noted. */
    final Attributes details() {
        return details == null ? Attributes.empty() : details.build();
    }

    /** Returns whether attributes go anywhere. */
    final boolean isRecorded() {
        return details != null || span.isRecording();
    }

    /** Sets an attribute. */
    final <A> void put(AttributeKey<A> key, A value) {
        span.setAttribute(key, value);
        detail(key, value);
    }

    private <A> void detail(AttributeKey<A> key, A value) {
        if (details != null) {
            details.put(key, value);
        }
    }

    /** Sets attributes. */
    final void putAll(Attributes more) {
        span.setAllAttributes(more);
        detail(more);
    }

    /** Notes attributes for the event only. */
    final void detail(Attributes more) {
        if (details != null) {
            details.putAll(more);
        }
    }

    /** Sets an attribute unless there is nothing to say. */
    final void set(AttributeKey<String> key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            put(key, value);
        }
    }

    /** Sets an attribute that this generation may not have. */
    final void setIfNamed(@Nullable AttributeKey<String> key, @Nullable String value) {
        if (key != null) {
            set(key, value);
        }
    }

    final void set(AttributeKey<Double> key, @Nullable Double value) {
        if (value != null) {
            put(key, value);
        }
    }

    final void set(AttributeKey<Long> key, @Nullable Number value) {
        if (value != null) {
            put(key, value.longValue());
        }
    }

    final void set(AttributeKey<List<String>> key, List<String> values) {
        if (!values.isEmpty()) {
            put(key, values);
        }
    }
}
