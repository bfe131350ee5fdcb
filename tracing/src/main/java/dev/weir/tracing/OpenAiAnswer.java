package dev.weir.tracing;

import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the conventions add about answers of OpenAI's: on spans, and on the metrics of duration and tokens, but not on those
 * of chunks.
 *
 * @param serviceTier the tier that answered, null if it was not told
 * @param fingerprint of OpenAI's configuration, null likewise
 */
record OpenAiAnswer(@Nullable String serviceTier, @Nullable String fingerprint) {

    /** Of every other provider, and of answers that tell nothing. */
    static final OpenAiAnswer NONE = new OpenAiAnswer(null, null);

    /** Reads the rest of an answer, whose values are JSON. */
    static OpenAiAnswer of(Map<String, String> extras) {
        String tier = text(extras.get("service_tier"));
        String fingerprint = text(extras.get("system_fingerprint"));
        return tier == null && fingerprint == null ? NONE : new OpenAiAnswer(tier, fingerprint);
    }

    private static @Nullable String text(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try {
            String text = JsonReader.of(json).stringOrNull();
            return text == null || text.isEmpty() ? null : text;
        } catch (JsonException notText) {
            return null;
        }
    }

    /** Returns this in the words of a generation. */
    Attributes attributes(Names names) {
        if (equals(NONE)) {
            return Attributes.empty();
        }
        AttributesBuilder builder = Attributes.builder();
        if (serviceTier != null) {
            builder.put(names.openaiResponseServiceTier(), serviceTier);
        }
        if (fingerprint != null) {
            builder.put(names.openaiResponseSystemFingerprint(), fingerprint);
        }
        return builder.build();
    }
}
