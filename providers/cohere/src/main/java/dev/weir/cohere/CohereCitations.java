package dev.weir.cohere;

import dev.weir.Citation;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Hands <a href="https://docs.cohere.com/docs/documents-and-citations">citations</a> on: those of text to the text part they
 * name, those of a tool plan or of thoughts, which are not text of the answer, to the extra {@code citations}.
 */
final class CohereCitations {

    private @Nullable StringBuilder others;

    /** Reads one citation object; {@code textKey} is the first text part, -1 if there is none. */
    void read(JsonReader reader, ChunkEmitter out, int textKey) {
        String raw = reader.raw();
        Found found = new Found();
        JsonReader inner = JsonReader.of(raw);
        if (inner.isObject()) {
            found.read(inner);
        }
        boolean ofText = found.type == null || found.type.equals("TEXT_CONTENT");
        if (!ofText || textKey < 0) {
            others = others == null ? new StringBuilder() : others.append(',');
            others.append(raw);
            return;
        }
        int key = found.contentIndex >= textKey ? found.contentIndex : textKey;
        out.citation(0, key, new Citation(found.url, found.title, found.quote, found.start, found.end, raw));
    }

    /** Emits the citations of what is not text. */
    void finish(ChunkEmitter out) {
        if (others != null) {
            out.extra("citations", "[" + others + "]");
            others = null;
        }
    }

    private static final class Found {

        private @Nullable String type;
        private int contentIndex = -1;
        private @Nullable Integer start;
        private @Nullable Integer end;
        private @Nullable String url;
        private @Nullable String title;
        private @Nullable String quote;
        private boolean sourced;

        void read(JsonReader reader) {
            reader.beginObject();
            while (reader.nextField()) {
                if (reader.nameIs("start")) {
                    start = offset(reader.intOr(-1));
                } else if (reader.nameIs("end")) {
                    end = offset(reader.intOr(-1));
                } else if (reader.nameIs("type")) {
                    type = reader.stringOrNull();
                } else if (reader.nameIs("content_index")) {
                    contentIndex = reader.intOr(-1);
                } else if (reader.nameIs("sources") && reader.isArray()) {
                    reader.beginArray();
                    while (reader.nextElement()) {
                        source(reader);
                    }
                } else {
                    reader.skip();
                }
            }
        }

        private static @Nullable Integer offset(int value) {
            return value < 0 ? null : Integer.valueOf(value);
        }

        /** Of several sources the first is named; all are in the raw citation. */
        private void source(JsonReader reader) {
            if (sourced || !reader.isObject()) {
                reader.skip();
                return;
            }
            sourced = true;
            reader.beginObject();
            while (reader.nextField()) {
                boolean content = reader.nameIs("document") || reader.nameIs("tool_output");
                if (content && reader.isObject()) {
                    content(reader);
                } else {
                    reader.skip();
                }
            }
        }

        private void content(JsonReader reader) {
            reader.beginObject();
            while (reader.nextField()) {
                if (reader.nameIs("title")) {
                    title = reader.stringOrNull();
                } else if (reader.nameIs("url")) {
                    url = reader.stringOrNull();
                } else if (reader.nameIs("text") || reader.nameIs("snippet") || reader.nameIs("content")) {
                    quote = reader.stringOrNull();
                } else {
                    reader.skip();
                }
            }
        }
    }
}
