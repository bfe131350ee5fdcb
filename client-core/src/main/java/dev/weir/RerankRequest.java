package dev.weir;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Documents to rank.
 *
 * @param query what they should answer
 * @param documents the documents
 * @param topN how many of the best to return; null for all
 * @param extras fields merged last into the provider's request body
 */
public record RerankRequest(
        String query, List<String> documents, @Nullable Integer topN, Map<String, Object> extras) {

    /** Copies the collections. */
    public RerankRequest {
        documents = List.copyOf(documents);
        extras = Map.copyOf(extras);
    }

    /** Returns a request that ranks all documents. */
    public static RerankRequest of(String query, List<String> documents) {
        return new RerankRequest(query, documents, null, Map.of());
    }

    /** Tells the shape of the request, not its content. */
    @Override
    public String toString() {
        return "RerankRequest[" + documents.size() + " documents, topN=" + topN + "]";
    }
}
