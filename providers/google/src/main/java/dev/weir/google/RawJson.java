package dev.weir.google;

import dev.weir.InvalidRequestException;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON that comes from the caller and goes into a body: checked first, because one slip breaks the whole request. */
final class RawJson {

    private RawJson() {}

    /**
     * Reads an object.
     *
     * @throws InvalidRequestException if it is not one; {@code what} begins the message
     */
    static Map<String, @Nullable Object> object(String json, String what) {
        Map<String, @Nullable Object> object = objectOrNull(json);
        if (object == null) {
            throw new InvalidRequestException(what + " is not a JSON object");
        }
        return object;
    }

    /** Reads an object, null if {@code json} is anything else. */
    @SuppressWarnings("unchecked")
    static @Nullable Map<String, @Nullable Object> objectOrNull(String json) {
        try {
            JsonReader reader = JsonReader.of(json);
            if (!reader.isObject()) {
                return null;
            }
            Object value = reader.any();
            reader.end();
            return (Map<String, @Nullable Object>) value;
        } catch (JsonException malformed) {
            return null;
        }
    }

    /** Returns {@code body}, an object, with {@code extras} laid over it: objects are merged, all else is replaced. */
    static byte[] merge(byte[] body, Map<String, ?> extras) {
        if (extras.isEmpty()) {
            return body;
        }
        Object tree = JsonReader.of(body).any();
        Map<?, ?> base = tree instanceof Map<?, ?> map ? map : Map.of();
        return new JsonWriter(body.length + 256).any(merged(base, extras)).toByteArray();
    }

    private static Map<Object, @Nullable Object> merged(Map<?, ?> base, Map<?, ?> over) {
        Map<Object, @Nullable Object> merged = new LinkedHashMap<>(base);
        over.forEach((name, value) -> {
            Object present = merged.get(name);
            merged.put(
                    name,
                    present instanceof Map<?, ?> below && value instanceof Map<?, ?> above
                            ? merged(below, above)
                            : value);
        });
        return merged;
    }
}
