package dev.weir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ranked documents.
 *
 * @param id the provider's id of the answer, null if it gives none
 * @param results best first
 * @param usage what the call consumed
 * @param metadata how the answer travelled
 * @param warnings what of the request could not be honoured
 */
public record RerankResponse(
        @Nullable String id, List<Result> results, Usage usage, Response.Metadata metadata, List<Warning> warnings) {

    /**
     * One ranked document.
     *
     * @param index its position in the request
     * @param score its relevance, higher is better
     */
    public record Result(int index, double score) {}

    /** Copies the lists. */
    public RerankResponse {
        results = List.copyOf(results);
        warnings = List.copyOf(warnings);
    }
}
