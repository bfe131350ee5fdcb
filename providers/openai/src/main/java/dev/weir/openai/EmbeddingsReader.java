package dev.weir.openai;

import dev.weir.EmbeddingResponse;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one embeddings answer. Numbers come as JSON or as base64, whatever was asked for. */
final class EmbeddingsReader {

    private final Map<Integer, float[]> vectors = new TreeMap<>();
    private final Map<String, String> extras = new TreeMap<>();
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String encoding;
    private Usage usage = Usage.ABSENT;
    private boolean sawData;
    private boolean sawError;

    private EmbeddingsReader() {}

    static EmbeddingResponse read(byte[] body) {
        EmbeddingsReader reader = new EmbeddingsReader();
        JsonReader json = JsonReader.of(body);
        reader.document(json);
        json.end();
        if (reader.sawError) {
            throw ErrorReader.insideAnswer(body, ErrorDocument.ERROR_FIELD);
        }
        if (!reader.sawData) {
            throw new JsonException("The answer has no \"data\"");
        }
        return reader.build();
    }

    private void document(JsonReader json) {
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("data") && json.isArray()) {
                sawData = true;
                json.beginArray();
                while (json.nextElement()) {
                    entry(json);
                }
            } else if (json.nameIs("model")) {
                model = json.stringOrNull();
            } else if (json.nameIs("id")) {
                id = json.stringOrNull();
            } else if (json.nameIs("usage")) {
                usage = UsageReader.read(json.raw());
            } else if (json.nameIs("error")) {
                sawError = !json.nextNull();
                if (sawError) {
                    json.skip();
                }
            } else if (json.nameIs("object")) {
                json.skip();
            } else {
                extra(json);
            }
        }
    }

    private void extra(JsonReader json) {
        String name = json.name();
        if (!json.nextNull()) {
            extras.put(name, json.raw());
        }
    }

    private void entry(JsonReader json) {
        int index = vectors.size();
        float[] vector = null;
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("index")) {
                index = json.intOr(index);
            } else if (json.nameIs("embedding")) {
                vector = vector(json);
            } else {
                json.skip();
            }
        }
        if (vector == null) {
            throw new JsonException("Entry " + index + " has no embedding");
        }
        if (vectors.put(index, vector) != null) {
            throw new JsonException("There are two embeddings of index " + index);
        }
    }

    private float[] vector(JsonReader json) {
        if (json.isString()) {
            encoding = "base64";
            return base64(json.string());
        }
        encoding = "float";
        float[] numbers = new float[1536];
        int count = 0;
        json.beginArray();
        while (json.nextElement()) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count++] = number(json.stringOrNull());
        }
        return Arrays.copyOf(numbers, count);
    }

    private static float number(@Nullable String text) {
        try {
            return Float.parseFloat(text == null ? "" : text);
        } catch (NumberFormatException malformed) {
            throw new JsonException("An embedding holds something else than numbers");
        }
    }

    private static float[] base64(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            throw new JsonException("An embedding is not base64 of the standard alphabet");
        }
        if (bytes.length % Float.BYTES != 0) {
            throw new JsonException("An embedding of " + bytes.length + " bytes is no list of 32-bit numbers");
        }
        float[] numbers = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return numbers;
    }

    private EmbeddingResponse build() {
        List<float[]> ordered = new ArrayList<>(vectors.size());
        for (Map.Entry<Integer, float[]> entry : vectors.entrySet()) {
            if (entry.getKey() != ordered.size()) {
                throw new JsonException("The embedding of index " + ordered.size() + " is missing");
            }
            ordered.add(entry.getValue());
        }
        return new EmbeddingResponse(id, model, ordered, encoding, usage, Response.Metadata.ABSENT, extras, List.of());
    }
}
