package dev.weir.cohere;

import dev.weir.Usage;
import dev.weir.spi.JsonReader;
import org.jspecify.annotations.Nullable;

/** Reads what Cohere says about consumption; counts may be written with a fraction. */
final class CohereUsage {

    private @Nullable Long input;
    private @Nullable Long output;
    private @Nullable Long billedInput;
    private @Nullable Long billedOutput;
    private @Nullable Long images;
    private @Nullable Long cached;

    private CohereUsage() {}

    /** Reads {@code usage} of an answer or {@code meta} of an embedding; {@link Usage#ABSENT} if it is null. */
    static Usage read(JsonReader reader) {
        if (reader.nextNull()) {
            return Usage.ABSENT;
        }
        String raw = reader.raw();
        CohereUsage usage = new CohereUsage();
        JsonReader inner = JsonReader.of(raw);
        if (inner.isObject()) {
            usage.readObject(inner);
        }
        return usage.build(raw);
    }

    private void readObject(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("tokens") && reader.isObject()) {
                readTokens(reader);
            } else if (reader.nameIs("billed_units") && reader.isObject()) {
                readBilled(reader);
            } else if (reader.nameIs("cached_tokens")) {
                cached = reader.longOrNull();
            } else {
                reader.skip();
            }
        }
    }

    private void readTokens(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("input_tokens")) {
                input = reader.longOrNull();
            } else if (reader.nameIs("output_tokens")) {
                output = reader.longOrNull();
            } else {
                reader.skip();
            }
        }
    }

    private void readBilled(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("input_tokens")) {
                billedInput = reader.longOrNull();
            } else if (reader.nameIs("output_tokens")) {
                billedOutput = reader.longOrNull();
            } else if (reader.nameIs("image_tokens")) {
                images = reader.longOrNull();
            } else {
                reader.skip();
            }
        }
    }

    private Usage build(String raw) {
        return Usage.builder()
                .count(Usage.Count.INPUT, input != null ? input : billedInput)
                .count(Usage.Count.OUTPUT, output != null ? output : billedOutput)
                .add(Usage.Count.INPUT, input == null ? images : null)
                .count(Usage.Count.IMAGE_INPUT, images)
                .count(Usage.Count.CACHE_READ, cached)
                .count(Usage.Count.BILLED_INPUT, billedInput)
                .count(Usage.Count.BILLED_OUTPUT, billedOutput)
                .raw(raw)
                .build();
    }
}
