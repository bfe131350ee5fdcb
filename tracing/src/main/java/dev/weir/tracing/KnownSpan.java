package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A span that remembers which attributes it has, so that dialects can only add to them. Recordings alone see it. */
final class KnownSpan implements Span {

    private final Span span;
    private final Map<String, Object> known = new ConcurrentHashMap<>();

    /** Wraps a span that was started with these attributes. */
    KnownSpan(Span span, Attributes started) {
        this.span = span;
        started.forEach((key, value) -> known.put(key.getKey(), value));
    }

    /** Sets an attribute unless the span has one of that name; returns the one it has, null if it had none. */
    <T> @Nullable Object setIfAbsent(AttributeKey<T> key, T value) {
        Object present = known.putIfAbsent(key.getKey(), value);
        if (present == null) {
            span.setAttribute(key, value);
        }
        return present;
    }

    @Override
    public <T> Span setAttribute(AttributeKey<T> key, @Nullable T value) {
        if (value != null) {
            known.put(key.getKey(), value);
            span.setAttribute(key, value);
        }
        return this;
    }

    @Override
    public Span addEvent(String name, Attributes attributes) {
        span.addEvent(name, attributes);
        return this;
    }

    @Override
    public Span addEvent(String name, Attributes attributes, long timestamp, TimeUnit unit) {
        span.addEvent(name, attributes, timestamp, unit);
        return this;
    }

    @Override
    public Span setStatus(StatusCode statusCode, String description) {
        span.setStatus(statusCode, description);
        return this;
    }

    @Override
    public Span recordException(Throwable exception, Attributes additional) {
        span.recordException(exception, additional);
        return this;
    }

    @Override
    public Span updateName(String name) {
        span.updateName(name);
        return this;
    }

    @Override
    public Span addLink(SpanContext context, Attributes attributes) {
        span.addLink(context, attributes);
        return this;
    }

    @Override
    public void end() {
        span.end();
    }

    @Override
    public void end(long timestamp, TimeUnit unit) {
        span.end(timestamp, unit);
    }

    @Override
    public SpanContext getSpanContext() {
        return span.getSpanContext();
    }

    @Override
    public boolean isRecording() {
        return span.isRecording();
    }
}
