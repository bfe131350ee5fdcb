package dev.weir.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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
        return of(key, value, text -> text);
    }

    /** Adds an attribute, none for null. */
    static void put(AttributesBuilder builder, String key, @Nullable Object value) {
        put(builder, key, value, text -> text);
    }

    /** Makes one attribute of content, whose texts pass through {@code admitted}; null for what may not be told. */
    static Attributes of(String key, @Nullable Object value, Function<String, @Nullable String> admitted) {
        AttributesBuilder builder = Attributes.builder();
        put(builder, key, value, admitted);
        return builder.build();
    }

    /** Adds an attribute, none for null; texts pass through {@code admitted}. */
    static void put(
            AttributesBuilder builder,
            String key,
            @Nullable Object value,
            Function<String, @Nullable String> admitted) {
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
                            .map(element -> admitted.apply(String.valueOf(element)))
                            .filter(Objects::nonNull)
                            .toArray(String[]::new));
        } else {
            String text = admitted.apply(String.valueOf(value));
            if (text != null) {
                builder.put(key, text);
            }
        }
    }
}
