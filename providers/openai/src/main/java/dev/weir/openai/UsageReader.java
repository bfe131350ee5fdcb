package dev.weir.openai;

import dev.weir.Usage;
import dev.weir.Usage.Count;
import dev.weir.spi.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code usage} object of Chat Completions, Responses or embeddings; they differ in names only
 * ({@code prompt_tokens} and {@code input_tokens}). A count that is missing or null stays absent.
 */
final class UsageReader {

    private @Nullable Long input;
    private @Nullable Long output;
    private @Nullable Long total;
    private @Nullable Long cacheRead;
    private @Nullable Long reasoning;
    private final Usage.Builder counts = Usage.builder();

    private UsageReader() {}

    static Usage read(String raw) {
        JsonReader json = JsonReader.of(raw);
        UsageReader reader = new UsageReader();
        if (json.isObject()) {
            reader.top(json);
        }
        return reader.build(raw);
    }

    private void top(JsonReader json) {
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("prompt_tokens") || json.nameIs("input_tokens")) {
                input = json.longOrNull();
            } else if (json.nameIs("completion_tokens") || json.nameIs("output_tokens")) {
                output = json.longOrNull();
            } else if (json.nameIs("total_tokens")) {
                total = json.longOrNull();
            } else if (json.nameIs("prompt_tokens_details")
                    || json.nameIs("input_tokens_details")
                    || json.nameIs("prompt_token_details")) {
                details(json, true);
            } else if (json.nameIs("completion_tokens_details") || json.nameIs("output_tokens_details")) {
                details(json, false);
            } else {
                flat(json);
            }
        }
    }

    /** Counts that some servers put beside the others instead of into the details. */
    private void flat(JsonReader json) {
        if (json.nameIs("reasoning_tokens")) {
            reasoning = either(reasoning, json.longOrNull());
        } else if (json.nameIs("cached_tokens") || json.nameIs("prompt_cache_hit_tokens")) {
            cacheRead = either(cacheRead, json.longOrNull());
        } else {
            json.skip();
        }
    }

    private void details(JsonReader json, boolean prompt) {
        if (!json.isObject()) {
            json.skip();
            return;
        }
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("cached_tokens")) {
                cacheRead = either(json.longOrNull(), cacheRead);
            } else if (json.nameIs("reasoning_tokens")) {
                reasoning = either(json.longOrNull(), reasoning);
            } else if (json.nameIs("cache_write_tokens") || json.nameIs("cache_creation_tokens")) {
                counts.count(Count.CACHE_WRITE, json.longOrNull());
            } else if (json.nameIs("text_tokens")) {
                counts.count(prompt ? Count.TEXT_INPUT : Count.TEXT_OUTPUT, json.longOrNull());
            } else if (json.nameIs("image_tokens")) {
                counts.count(prompt ? Count.IMAGE_INPUT : Count.IMAGE_OUTPUT, json.longOrNull());
            } else if (json.nameIs("audio_tokens")) {
                counts.count(prompt ? Count.AUDIO_INPUT : Count.AUDIO_OUTPUT, json.longOrNull());
            } else {
                json.skip();
            }
        }
    }

    private static @Nullable Long either(@Nullable Long first, @Nullable Long second) {
        return first != null ? first : second;
    }

    private Usage build(String raw) {
        Long allOutput = output;
        if (output != null && reasoning != null && leavesReasoningOut(output, reasoning)) {
            allOutput = output + reasoning;
        }
        Long allInput = input;
        if (input != null && cacheRead != null && cacheRead > input) {
            allInput = input + cacheRead; // seen at xAI: cached tokens outside of the prompt's
        }
        counts.count(Count.INPUT, allInput)
                .count(Count.OUTPUT, allOutput)
                .count(Count.TOTAL, total)
                .count(Count.CACHE_READ, cacheRead)
                .count(Count.REASONING, reasoning);
        boolean any = !counts.build().isAbsent();
        return any ? counts.raw(raw).build() : Usage.ABSENT;
    }

    /** xAI counts reasoning beside the completion, and only the total tells; https://docs.x.ai/docs/guides/reasoning. */
    private boolean leavesReasoningOut(long completion, long thought) {
        return thought > 0 && input != null && total != null && total == input + completion + thought;
    }
}
