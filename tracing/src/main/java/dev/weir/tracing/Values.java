package dev.weir.tracing;

import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns plain Java, as JSON is read into it, into OpenTelemetry's structured values. */
final class Values {

    private Values() {}

    static Value<?> of(@Nullable Object tree) {
        if (tree instanceof Map<?, ?> map) {
            return Value.of(map.entrySet().stream()
                    .map(field -> KeyValue.of(String.valueOf(field.getKey()), of(field.getValue())))
                    .toArray(KeyValue[]::new));
        } else if (tree instanceof List<?> list) {
            return Value.of(list.stream().<Value<?>>map(Values::of).toList());
        } else if (tree instanceof Boolean truth) {
            return Value.of(truth.booleanValue());
        } else if (tree instanceof Integer || tree instanceof Long) {
            return Value.of(((Number) tree).longValue());
        } else if (tree instanceof Number number) {
            return Value.of(number.doubleValue());
        }
        return tree == null ? Value.empty() : Value.of(tree.toString());
    }
}
