package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/** Lets one dialect write to one span, and only add. */
final class DialectSink implements AttributeDialect.Sink {

    private final AttributeDialect dialect;
    private final KnownSpan span;
    private final Guard guard;

    DialectSink(AttributeDialect dialect, KnownSpan span, Guard guard) {
        this.dialect = dialect;
        this.span = span;
        this.guard = guard;
    }

    @Override
    public <T> AttributeDialect.Sink attribute(AttributeKey<T> key, @Nullable T value) {
        if (value == null || value.equals("")) {
            return this;
        }
        Object present = span.setIfAbsent(key, value);
        if (present != null && !present.equals(value)) {
            guard.failed(new IllegalStateException("The dialect " + dialect + " writes another " + key.getKey()
                    + " than the one the span has already, which stays; use a name of your own"));
        }
        return this;
    }

    @Override
    public AttributeDialect.Sink event(String name, Attributes attributes) {
        span.addEvent(name, attributes);
        return this;
    }
}
