package dev.weir.openai;

import dev.weir.Citation;
import dev.weir.spi.JsonReader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads {@code annotations}: sources of an answer's text. */
final class Annotations {

    private @Nullable String url;
    private @Nullable String title;
    private @Nullable String quote;
    private @Nullable Integer start;
    private @Nullable Integer end;

    private Annotations() {}

    static void read(String raw, Consumer<Citation> found) {
        JsonReader json = JsonReader.of(raw);
        if (!json.isArray()) {
            return;
        }
        json.beginArray();
        while (json.nextElement()) {
            String one = json.raw();
            if (one.startsWith("{")) {
                found.accept(citation(one));
            }
        }
    }

    /** Reads one annotation; one of another type than {@code url_citation} keeps at least its JSON. */
    static Citation citation(String raw) {
        Annotations fields = new Annotations();
        JsonReader json = JsonReader.of(raw);
        fields.read(json);
        return new Citation(fields.url, fields.title, fields.quote, fields.start, fields.end, raw);
    }

    private void read(JsonReader json) {
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("url_citation") && json.isObject()) {
                read(json);
            } else if (json.nameIs("url")) {
                url = json.stringOrNull();
            } else if (json.nameIs("title")) {
                title = json.stringOrNull();
            } else if (json.nameIs("filename") && title == null) {
                title = json.stringOrNull();
            } else if (json.nameIs("content")) {
                quote = json.stringOrNull();
            } else if (json.nameIs("start_index")) {
                start = position(json);
            } else if (json.nameIs("end_index")) {
                end = position(json);
            } else {
                json.skip();
            }
        }
    }

    private static @Nullable Integer position(JsonReader json) {
        int at = json.intOr(-1);
        return at < 0 ? null : at;
    }
}
