package dev.weir.google;

import dev.weir.EmbeddingResponse;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.Warning;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.WireException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the answers of all of Google's embedding methods; which one answered shows in the names of the fields. */
final class EmbeddingReader {

    private final List<float[]> vectors = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();
    private final Map<String, String> extras = new HashMap<>();
    private final Usage.Builder counted = Usage.builder();
    private Usage usage = Usage.ABSENT;
    private int length = 1024;

    EmbeddingResponse read(byte[] body) {
        JsonReader reader = JsonReader.of(body);
        reader.beginObject();
        boolean found = false;
        while (reader.nextField()) {
            if (reader.nameIs("embeddings") || reader.nameIs("predictions")) {
                found = true;
                reader.beginArray();
                while (reader.nextElement()) {
                    embedding(reader);
                }
            } else if (reader.nameIs("embedding")) {
                found = true;
                embedding(reader);
            } else if (reader.nameIs("usageMetadata") && reader.isObject()) {
                usage = UsageReader.read(reader.raw());
            } else if (reader.nameIs("error") && reader.isObject()) {
                throw new WireException(Errors.inStream(reader.raw()));
            } else {
                String name = reader.name();
                extras.put(name, reader.raw());
            }
        }
        reader.end();
        if (!found) {
            throw new JsonException("The answer has no embeddings");
        }
        Usage reported = usage.isAbsent() ? counted.build() : usage;
        return new EmbeddingResponse(null, null, vectors, null, reported, Response.Metadata.ABSENT, extras, warnings);
    }

    /** Reads {@code {values}}, wrapped into {@code {embeddings: ...}} in predictions. */
    private void embedding(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("values")) {
                float[] vector = reader.floats(length);
                length = vector.length;
                vectors.add(vector);
            } else if (reader.nameIs("embeddings") && reader.isObject()) {
                embedding(reader);
            } else if (reader.nameIs("statistics") && reader.isObject()) {
                statistics(reader);
            } else {
                reader.skip();
            }
        }
    }

    private void statistics(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("token_count")) {
                counted.add(Usage.Count.INPUT, reader.longOrNull());
            } else if (reader.nameIs("truncated")) {
                if (Boolean.TRUE.equals(reader.booleanOrNull())) {
                    warnings.add(new Warning("inputs", "a text was too long and was cut by the provider"));
                }
            } else {
                reader.skip();
            }
        }
    }
}
