package dev.weir.bedrock;

import dev.weir.Citation;
import dev.weir.spi.JsonReader;
import org.jspecify.annotations.Nullable;

/** Reads a citation; where it stands in the source is in its raw form. */
final class ConverseCitations {

    private @Nullable String url;
    private @Nullable String title;
    private @Nullable String source;
    private @Nullable StringBuilder quote;

    private ConverseCitations() {}

    static Citation of(String raw) {
        ConverseCitations found = new ConverseCitations();
        JsonReader reader = JsonReader.of(raw);
        if (reader.isObject()) {
            found.read(reader);
        }
        String quoted = found.quote == null ? null : found.quote.toString();
        boolean address = found.source != null && found.source.contains("://");
        return new Citation(
                found.url == null && address ? found.source : found.url, found.title, quoted, null, null, raw);
    }

    private void read(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("title")) {
                title = reader.stringOrNull();
            } else if (reader.nameIs("source")) {
                source = reader.stringOrNull();
            } else if (reader.nameIs("sourceContent") && reader.isArray()) {
                reader.beginArray();
                while (reader.nextElement()) {
                    quoted(reader);
                }
            } else if (reader.nameIs("location") && reader.isObject()) {
                location(reader);
            } else {
                reader.skip();
            }
        }
    }

    private void quoted(JsonReader reader) {
        if (!reader.isObject()) {
            reader.skip();
            return;
        }
        reader.beginObject();
        while (reader.nextField()) {
            String text = reader.nameIs("text") ? reader.stringOrNull() : null;
            if (text != null) {
                quote = quote == null ? new StringBuilder() : quote;
                quote.append(text);
            } else if (!reader.nameIs("text")) {
                reader.skip();
            }
        }
    }

    private void location(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("web") && reader.isObject()) {
                reader.beginObject();
                while (reader.nextField()) {
                    if (reader.nameIs("url")) {
                        url = reader.stringOrNull();
                    } else {
                        reader.skip();
                    }
                }
            } else {
                reader.skip();
            }
        }
    }
}
