package dev.weir;

import org.jspecify.annotations.Nullable;

/**
 * A source that a piece of text rests on. What a provider does not say is null.
 *
 * @param url address of the source
 * @param title title of the source
 * @param quote the cited words of the source
 * @param start first character of the supported text, null if unknown
 * @param end character after the supported text, null if unknown
 * @param raw the citation as the provider wrote it, JSON
 */
public record Citation(
        @Nullable String url,
        @Nullable String title,
        @Nullable String quote,
        @Nullable Integer start,
        @Nullable Integer end,
        String raw) {

    /** Says that this is a citation, not of what. */
    @Override
    public String toString() {
        return "Citation[" + raw.length() + " characters]";
    }
}
