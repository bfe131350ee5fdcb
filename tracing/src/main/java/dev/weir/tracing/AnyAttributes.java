package dev.weir.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes attributes of values of any type: numbers and truth values stay what they are, the rest becomes text. */
final class AnyAttributes {

    private AnyAttributes() {}

    static Attributes of(Map<String, ?> values) {
        AttributesBuilder builder = Attributes.builder();
        values.forEach((key, value) -> put(builder, key, value));
        return builder.build();
    }

    static Attributes of(String key, @Nullable Object value) {
        AttributesBuilder builder = Attributes.builder();
        put(builder, key, value);
        return builder.build();
    }

    /** Adds an attribute, none for null. */
    static void put(AttributesBuilder builder, String key, @Nullable Object value) {
        if (value == null) {
            return;
        }
        if (value instanceof Boolean truth) {
            builder.put(key, truth.booleanValue());
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            builder.put(key, ((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            builder.put(key, ((Number) value).doubleValue());
        } else if (value instanceof Collection<?> elements) {
            builder.put(
                    key,
                    elements.stream()
                            .filter(Objects::nonNull)
                            .map(String::valueOf)
                            .toArray(String[]::new));
        } else {
            builder.put(key, String.valueOf(value));
        }
    }
}
