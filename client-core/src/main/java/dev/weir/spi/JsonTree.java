package dev.weir.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a JSON value of any shape as plain Java: for what is small and irregular, never for the chunks of a stream. */
final class JsonTree {

    private JsonTree() {}

    static @Nullable Object read(JsonReader reader) {
        return switch (reader.peek()) {
            case '{' -> object(reader);
            case '[' -> array(reader);
            case '"' -> reader.string();
            case 't', 'f' -> reader.booleanOrNull();
            case 'n' -> {
                reader.literal("null");
                yield null;
            }
            default -> reader.number();
        };
    }

    private static Map<String, @Nullable Object> object(JsonReader reader) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.nextField()) {
            String name = reader.name();
            map.put(name, read(reader));
        }
        return map;
    }

    private static List<@Nullable Object> array(JsonReader reader) {
        List<@Nullable Object> list = new ArrayList<>();
        reader.beginArray();
        while (reader.nextElement()) {
            list.add(read(reader));
        }
        return list;
    }
}
