package dev.weir.anthropic;

import dev.weir.Citation;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Sources of a text.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/citations">Citations</a>
 */
final class Citations {

    private Citations() {}

    /** Reads one; its indexes point into the source and not into the text, so the text's range stays unknown. */
    static Citation read(String raw) {
        JsonReader reader = JsonReader.of(raw);
        String url = null;
        String title = null;
        String quote = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("cited_text")) {
                quote = reader.stringOrNull();
            } else if (reader.nameIs("url") || reader.nameIs("source")) {
                url = reader.stringOrNull();
            } else if (reader.nameIs("title") || reader.nameIs("document_title")) {
                title = reader.stringOrNull();
            } else {
                reader.skip();
            }
        }
        return new Citation(url, title, quote, null, null, raw);
    }

    /** Returns whether Anthropic wrote this and so takes it back: all its kinds are called something location. */
    static boolean isOurs(String raw) {
        String type = type(raw);
        return type != null && type.endsWith("_location");
    }

    private static @Nullable String type(String raw) {
        try {
            JsonReader reader = JsonReader.of(raw);
            reader.beginObject();
            while (reader.nextField()) {
                if (reader.nameIs("type")) {
                    return reader.stringOrNull();
                }
                reader.skip();
            }
        } catch (JsonException foreign) {
            return null;
        }
        return null;
    }
}
