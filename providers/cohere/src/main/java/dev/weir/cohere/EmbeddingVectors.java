package dev.weir.cohere;

import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads vectors that come in one or several number formats. The response's vectors are the {@code float} ones, else those of
 * {@code base64}, else of the first format there is; the other formats are kept as JSON.
 */
final class EmbeddingVectors {

    private static final String FLOAT = "float";
    private static final String BASE64 = "base64";

    private final Map<String, String> formats = new LinkedHashMap<>();
    private List<float[]> vectors = List.of();
    private @Nullable String encoding;

    void read(JsonReader reader) {
        if (!reader.isObject()) {
            vectors = lists(reader);
            encoding = FLOAT;
            return;
        }
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs(FLOAT) && reader.isArray()) {
                vectors = lists(reader);
                encoding = FLOAT;
            } else if (!reader.nextNull()) {
                String name = reader.name();
                formats.put(name, reader.raw());
            }
        }
        if (encoding == null && !formats.isEmpty()) {
            choose();
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

    private void choose() {
        String chosen = formats.containsKey(BASE64)
                ? BASE64
                : formats.keySet().iterator().next();
        JsonReader reader = JsonReader.of(formats.getOrDefault(chosen, "[]"));
        vectors = chosen.equals(BASE64) ? decoded(reader) : lists(reader);
        encoding = chosen;
        formats.remove(chosen);
    }

    private static List<float[]> lists(JsonReader reader) {
        List<float[]> all = new ArrayList<>();
        int length = 1024;
        reader.beginArray();
        while (reader.nextElement()) {
            float[] vector = reader.floats(length);
            length = vector.length;
            all.add(vector);
        }
        return all;
    }

    private static List<float[]> decoded(JsonReader reader) {
        List<float[]> all = new ArrayList<>();
        reader.beginArray();
        while (reader.nextElement()) {
            try {
                ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(reader.string()));
                float[] vector = new float[bytes.remaining() / Float.BYTES];
                bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
                all.add(vector);
            } catch (IllegalArgumentException notBase64) {
                throw new JsonException("A vector is not base64");
            }
        }
        return all;
    }
}
