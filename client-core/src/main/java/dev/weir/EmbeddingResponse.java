package dev.weir;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Embedded texts.
 *
 * @param id the provider's id of the answer, null if it gives none
 * @param model the model that answered, null if the provider does not say
 * @param vectors one vector per input, in input order
 * @param encoding how the numbers travelled, {@code float} or {@code base64}; null if the format knows only one
 * @param usage what the call consumed
 * @param metadata how the answer travelled
 * @param extras further vectors (other number formats) and values by the provider's names, as JSON
 * @param warnings what of the request could not be honoured
 */
public record EmbeddingResponse(
        @Nullable String id,
        @Nullable String model,
        List<float[]> vectors,
        @Nullable String encoding,
        Usage usage,
        Response.Metadata metadata,
        Map<String, String> extras,
        List<Warning> warnings) {

    /** Copies the lists. */
    public EmbeddingResponse {
        vectors = List.copyOf(vectors);
        extras = Map.copyOf(extras);
        warnings = List.copyOf(warnings);
    }

    /** Tells the number and length of the vectors, not their numbers. */
    @Override
    public String toString() {
        return "EmbeddingResponse[model=" + model + ", " + vectors.size() + " vectors"
                + (vectors.isEmpty() ? "" : " of " + vectors.get(0).length) + ", " + usage + "]";
    }
}
