package dev.weir.tracing;

import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads texts that may be JSON: what models write as arguments, what tools return, what providers add. */
final class JsonTexts {

    /** Deeper values are recorded as text; backends do not care for them either. */
    private static final int MAX_DEPTH = 64;

    private JsonTexts() {}

    /** Returns an object or array as plain Java; null if the text is neither, or is nested too deeply. */
    static @Nullable Object containerOrNull(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) <= ' ') {
            start++;
        }
        if (start == text.length() || (text.charAt(start) != '{' && text.charAt(start) != '[')) {
            return null;
        }
        try {
            JsonReader reader = JsonReader.of(text);
            Object value = reader.any();
            return reader.isAtEnd() && isShallow(value, MAX_DEPTH) ? value : null;
        } catch (JsonException notJson) {
            return null;
        }
    }

    private static boolean isShallow(@Nullable Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            return depth > 0 && map.values().stream().allMatch(inner -> isShallow(inner, depth - 1));
        }
        if (value instanceof List<?> list) {
            return depth > 0 && list.stream().allMatch(inner -> isShallow(inner, depth - 1));
        }
        return true;
    }

    /** Returns an object as plain Java, null if the text is none. */
    static @Nullable Map<?, ?> objectOrNull(String text) {
        return containerOrNull(text) instanceof Map<?, ?> map ? map : null;
    }

    /** Returns a value that is an object: the text's own, else one with the text or array under that name. */
    static Map<?, ?> object(String text, String otherwise, Limits limits) {
        Object value = containerOrNull(text);
        if (value instanceof Map<?, ?> map) {
            return new Bounded(limits).object(map);
        }
        return fields(otherwise, value == null ? limits.cut(text) : new Bounded(limits).value(value));
    }

    /** Returns an object or array as it is, anything else as text. */
    static Object containerOrText(String text, Limits limits) {
        Object value = containerOrNull(text);
        return value == null ? limits.cut(text) : new Bounded(limits).any(value);
    }

    /** Returns an object of these fields, names and values taking turns; fields without value are left out. */
    static Map<String, Object> fields(@Nullable Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                fields.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return fields;
    }
}
