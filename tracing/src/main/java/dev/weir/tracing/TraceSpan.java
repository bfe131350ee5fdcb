package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span of the caller's own while it runs. What is recorded here is recorded as it is, whatever the content policy says.
 * Safe to use by any thread; does nothing once the span has ended, and where nothing is traced. Never fails.
 */
public final class TraceSpan {

    private final Telemetry telemetry;
    private final Span span;

    TraceSpan(Telemetry telemetry, Span span) {
        this.telemetry = telemetry;
        this.span = span;
    }

    /**
     * Sets an attribute: numbers and truth values keep their type, collections become lists of text, the rest text. Null is
     * left out.
     */
    public TraceSpan set(String key, @Nullable Object value) {
        if (span.isRecording()) {
            telemetry.guard().run(() -> span.setAllAttributes(AnyAttributes.of(key, value)));
        }
        return this;
    }

    /** Sets an attribute of a known type. */
    public <A> TraceSpan set(AttributeKey<A> key, A value) {
        telemetry.guard().run(() -> span.setAttribute(key, value));
        return this;
    }

    /** Records that something happened. */
    public TraceSpan event(String name) {
        return event(name, Map.of());
    }

    /** Records that something happened, and what of it; for values see {@link #set(String, Object)}. */
    public TraceSpan event(String name, Map<String, ?> attributes) {
        if (span.isRecording()) {
            telemetry.guard().run(() -> span.addEvent(name, AnyAttributes.of(attributes)));
        }
        return this;
    }

    /** Notes a detail: a span event {@code weir.log} with {@code weir.log.level} and {@code weir.log.message}. */
    public TraceSpan debug(String message) {
        return debug(message, Map.of());
    }

    /** Notes a detail, with attributes; see {@link #debug(String)}. */
    public TraceSpan debug(String message, Map<String, ?> attributes) {
        return log("debug", message, attributes);
    }

    /** Notes something worth knowing; see {@link #debug(String)}. */
    public TraceSpan info(String message) {
        return info(message, Map.of());
    }

    /** Notes something worth knowing, with attributes; see {@link #debug(String)}. */
    public TraceSpan info(String message, Map<String, ?> attributes) {
        return log("info", message, attributes);
    }

    /** Notes something that may go wrong; see {@link #debug(String)}. */
    public TraceSpan warn(String message) {
        return warn(message, Map.of());
    }

    /** Notes something that may go wrong, with attributes; see {@link #debug(String)}. */
    public TraceSpan warn(String message, Map<String, ?> attributes) {
        return log("warn", message, attributes);
    }

    /** Notes that the step failed, which makes the span one with an error, also if nothing is thrown. */
    public TraceSpan error(String message) {
        return error(message, Map.of());
    }

    /** Notes that the step failed, with attributes; see {@link #error(String)}. */
    public TraceSpan error(String message, Map<String, ?> attributes) {
        return log("error", message, attributes).failed(message);
    }

    /** Notes that more than the step failed; see {@link #error(String)}. */
    public TraceSpan critical(String message) {
        return critical(message, Map.of());
    }

    /** Notes that more than the step failed, with attributes; see {@link #error(String)}. */
    public TraceSpan critical(String message, Map<String, ?> attributes) {
        return log("critical", message, attributes).failed(message);
    }

    private TraceSpan log(String level, String message, Map<String, ?> attributes) {
        if (span.isRecording()) {
            telemetry.guard().run(() -> {
                AttributesBuilder all =
                        Attributes.builder().put(Names.WEIR_LOG_LEVEL, level).put(Names.WEIR_LOG_MESSAGE, message);
                attributes.forEach((key, value) -> AnyAttributes.put(all, key, value));
                span.addEvent(Names.WEIR_LOG, all.build());
            });
        }
        return this;
    }

    private TraceSpan failed(String message) {
        telemetry.guard().run(() -> {
            span.setStatus(StatusCode.ERROR, Limits.cut(message, SpanFailure.MAX_DESCRIPTION));
            span.setAttribute(Names.ERROR_TYPE, ErrorTypes.of(null));
        });
        return this;
    }

    /** Records an evaluation of the step; see {@link Trace#annotate(Evaluation)}. */
    public TraceSpan annotate(Evaluation evaluation) {
        new Trace<>(telemetry, this, span.getSpanContext()).annotate(evaluation);
        return this;
    }

    /** Returns the span's id, 16 hexadecimal digits; zeros where nothing is traced. */
    public String spanId() {
        return span.getSpanContext().getSpanId();
    }

    /** Returns the trace's id, 32 hexadecimal digits; zeros where nothing is traced. */
    public String traceId() {
        return span.getSpanContext().getTraceId();
    }

    SpanContext spanContext() {
        return span.getSpanContext();
    }

    @Override
    public String toString() {
        return "TraceSpan[" + traceId() + "-" + spanId() + "]";
    }
}
