package dev.weir.bedrock;

import dev.weir.spi.JsonReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads vectors in the shapes of all families: one list of numbers, a list of lists, a list of objects that hold a list, or an
 * object of any of these by number format. The {@code float} ones count, else the first format; the others are kept as JSON.
 */
final class EmbeddingVectors {

    private static final int USUAL_LENGTH = 1024;

    private final List<float[]> vectors = new ArrayList<>();
    private final Map<String, String> formats = new LinkedHashMap<>();
    private @Nullable String encoding;

    /** Reads one vector. */
    void readOne(JsonReader reader) {
        vectors.clear();
        vectors.add(reader.floats(USUAL_LENGTH));
        encoding = "float";
    }

    /** Reads several vectors, or an object of them by format. */
    void read(JsonReader reader) {
        if (reader.isObject()) {
            readTypes(reader);
            return;
        }
        reader.beginArray();
        while (reader.nextElement()) {
            if (reader.isArray()) {
                vectors.add(reader.floats(USUAL_LENGTH));
            } else {
                readTyped(reader);
            }
        }
        encoding = "float";
    }

    /** Reads an object whose fields are named after number formats. */
    void readTypes(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            String name = reader.name();
            if (reader.nextNull()) {
                continue;
            }
            String json = reader.raw();
            // Titan's one vector takes the form of the other families' lists of vectors.
            formats.put(name, isList(json) ? json : "[" + json + "]");
        }
        if (!vectors.isEmpty()) {
            formats.remove("float");
            return;
        }
        String chosen = formats.containsKey("float") || formats.isEmpty()
                ? "float"
                : formats.keySet().iterator().next();
        String json = formats.remove(chosen);
        if (json != null) {
            readLists(json);
            encoding = chosen;
        }
    }

    private static boolean isList(String json) {
        JsonReader reader = JsonReader.of(json);
        if (!reader.isArray()) {
            return false;
        }
        reader.beginArray();
        return !reader.nextElement() || reader.isArray();
    }

    private void readLists(String json) {
        JsonReader reader = JsonReader.of(json);
        reader.beginArray();
        while (reader.nextElement()) {
            vectors.add(reader.floats(USUAL_LENGTH));
        }
    }

    private void readTyped(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("embedding") && reader.isArray()) {
                vectors.add(reader.floats(USUAL_LENGTH));
            } else {
                reader.skip();
            }
        }
    }

    List<float[]> vectors() {
        return vectors;
    }

    @Nullable
    String encoding() {
        return encoding;
    }

    Map<String, String> others() {
        return formats;
    }
}
