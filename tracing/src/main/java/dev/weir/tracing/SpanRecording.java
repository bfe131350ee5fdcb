package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The life of a span, the same for every kind of operation. What fails on the way does not keep the span from ending. */
abstract class SpanRecording<T> implements Recording<T> {

    private static final int MAX_DESCRIPTION = 256;
    private static final double NANOS = 1e-9;

    final Telemetry telemetry;
    final Span span;
    final ContextView subscriber;
    private final Context context;
    private final long started;

    /**
     * Starts the span.
     *
     * @param subscriber what the subscriber's Reactor Context says
     * @param known what samplers may look at
     */
    SpanRecording(
            Telemetry telemetry, Context parent, ContextView subscriber, String name, SpanKind kind, Attributes known) {
        this.telemetry = telemetry;
        this.subscriber = subscriber;
        this.started = telemetry.now();
        this.span = telemetry
                .tracer()
                .spanBuilder(name)
                .setParent(parent)
                .setSpanKind(kind)
                .setAllAttributes(known)
                .startSpan();
        this.context = parent.with(span);
    }

    @Override
    public final Context context() {
        return context;
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
            if (errorType != null && span.isRecording()) {
                guard.run(() -> fail(errorType, error));
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

    private void fail(String errorType, @Nullable Throwable error) {
        String message = error == null ? failure() : error.getMessage();
        span.setStatus(StatusCode.ERROR, message == null ? "" : cut(message));
        span.setAttribute(Names.ERROR_TYPE, errorType);
        if (error != null) {
            span.recordException(error);
        }
    }

    /** Says in words what went wrong where there is no exception that does. */
    String failure() {
        return "cancelled by the subscriber";
    }

    private static String cut(String message) {
        return message.length() <= MAX_DESCRIPTION ? message : message.substring(0, MAX_DESCRIPTION);
    }

    /** Puts on the span what is known at its end; also called if the span does not record. */
    abstract void ended(Ending ending, @Nullable Throwable error);

    /** Records metrics; called after {@link #ended}, whether or not the span records. */
    abstract void measure(Ending ending, @Nullable String errorType, double seconds);

    /** Sets an attribute unless there is nothing to say. */
    final void set(AttributeKey<String> key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            span.setAttribute(key, value);
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
            span.setAttribute(key, value);
        }
    }

    final void set(AttributeKey<Long> key, @Nullable Number value) {
        if (value != null) {
            span.setAttribute(key, value.longValue());
        }
    }

    final void set(AttributeKey<List<String>> key, List<String> values) {
        if (!values.isEmpty()) {
            span.setAttribute(key, values);
        }
    }
}
