package dev.weir.tracing;

import org.jspecify.annotations.Nullable;

/**
 * A document that a search found, as its span tells it.
 *
 * @param id which one, null if unknown; not content by itself, but told with the rest only
 * @param score how well it fits, null if unknown
 * @param content what it says, null to leave that out
 */
public record RetrievedDocument(
        @Nullable String id,
        @Nullable Double score,
        @Nullable String content) {

    /** Tells which document it is, not what it says. */
    @Override
    public String toString() {
        return "RetrievedDocument[" + id + ", " + score + "]";
    }
}
