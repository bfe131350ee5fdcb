package dev.weir.google;

import dev.weir.Usage;
import dev.weir.Usage.Count;
import dev.weir.spi.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads <a href="https://ai.google.dev/api/generate-content#UsageMetadata">usageMetadata</a>. Google counts thoughts and the
 * prompts of its own tools apart; cached tokens are part of the prompt.
 */
final class UsageReader {

    private @Nullable Long prompt;
    private @Nullable Long toolPrompt;
    private @Nullable Long candidates;
    private @Nullable Long thoughts;

    private UsageReader() {}

    /** Returns the usage that {@code json} holds, an object. */
    static Usage read(String json) {
        return new UsageReader().parse(json);
    }

    private Usage parse(String json) {
        Usage.Builder usage = Usage.builder().raw(json);
        JsonReader reader = JsonReader.of(json);
        reader.beginObject();
        while (reader.nextField()) {
            field(reader, usage);
        }
        usage.add(Count.INPUT, prompt).add(Count.INPUT, toolPrompt);
        usage.add(Count.OUTPUT, candidates).add(Count.OUTPUT, thoughts);
        return usage.count(Count.REASONING, thoughts).build();
    }

    private void field(JsonReader reader, Usage.Builder usage) {
        if (reader.nameIs("promptTokenCount")) {
            prompt = reader.longOrNull();
        } else if (reader.nameIs("candidatesTokenCount")) {
            candidates = reader.longOrNull();
        } else if (reader.nameIs("totalTokenCount")) {
            usage.count(Count.TOTAL, reader.longOrNull());
        } else if (reader.nameIs("thoughtsTokenCount")) {
            thoughts = reader.longOrNull();
        } else if (reader.nameIs("cachedContentTokenCount")) {
            usage.count(Count.CACHE_READ, reader.longOrNull());
        } else if (reader.nameIs("toolUsePromptTokenCount")) {
            toolPrompt = reader.longOrNull();
        } else if (isInputDetails(reader)) {
            details(reader, usage, Count.TEXT_INPUT, Count.IMAGE_INPUT, Count.AUDIO_INPUT);
        } else if (reader.nameIs("candidatesTokensDetails")) {
            details(reader, usage, Count.TEXT_OUTPUT, Count.IMAGE_OUTPUT, Count.AUDIO_OUTPUT);
        } else if (reader.nameIs("cacheTokensDetails")) {
            details(reader, usage, Count.TEXT_CACHE_READ, Count.IMAGE_CACHE_READ, Count.AUDIO_CACHE_READ);
        } else {
            reader.skip();
        }
    }

    /** Returns whether the field breaks the input down; embeddings spell the name without the s. */
    private static boolean isInputDetails(JsonReader reader) {
        return reader.nameIs("promptTokensDetails")
                || reader.nameIs("toolUsePromptTokensDetails")
                || reader.nameIs("promptTokenDetails");
    }

    private static void details(JsonReader reader, Usage.Builder usage, Count text, Count image, Count audio) {
        if (!reader.isArray()) {
            reader.skip();
            return;
        }
        reader.beginArray();
        while (reader.nextElement()) {
            String modality = "";
            Long count = null;
            reader.beginObject();
            while (reader.nextField()) {
                if (reader.nameIs("modality")) {
                    String name = reader.stringOrNull();
                    modality = name == null ? "" : name;
                } else if (reader.nameIs("tokenCount")) {
                    count = reader.longOrNull();
                } else {
                    reader.skip();
                }
            }
            switch (modality) {
                case "TEXT", "1" -> usage.add(text, count);
                case "IMAGE", "2" -> usage.add(image, count);
                case "AUDIO", "4" -> usage.add(audio, count);
                default -> {
                    // video and documents have no count of their own; the raw object has them
                }
            }
        }
    }
}
