package dev.weir.tracing.rag;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that a search found. Immutable.
 *
 * @param id the store's id of it, null if it has none
 * @param text what the model is to read
 * @param score how well it fits, by the store's or the reranker's own measure
 * @param metadata whatever else is known about it; empty by default
 */
public record Hit(@Nullable String id, String text, double score, Map<String, Object> metadata) {

    /** Copies the map. */
    public Hit {
        Objects.requireNonNull(text, "text");
        metadata = Map.copyOf(metadata);
    }

    /** Returns a hit without metadata. */
    public Hit(@Nullable String id, String text, double score) {
        this(id, text, score, Map.of());
    }

    /** Returns this hit with another score. */
    public Hit scored(double other) {
        return new Hit(id, text, other, metadata);
    }

    /** Tells the length of the text, not the text. */
    @Override
    public String toString() {
        return "Hit[" + id + ", " + text.length() + " characters, score=" + score + "]";
    }
}
