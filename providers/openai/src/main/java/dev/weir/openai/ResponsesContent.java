package dev.weir.openai;

import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Locale;

/** Writes what a user, a developer or a tool says: a string where that says it all, else a list of parts. */
final class ResponsesContent {

    private final Body body;
    private final JsonWriter json;
    private final boolean marks;

    ResponsesContent(Body body) {
        this.body = body;
        this.json = body.json();
        this.marks = body.dialect().cacheMark() == Dialect.CacheMark.BREAKPOINT;
    }

    /** Returns whether an item of this family stands inside of a message, and not beside it. */
    static boolean isInside(Part part) {
        return !(part instanceof Part.Opaque item)
                || (ResponsesCodec.API.equals(item.provider()) && item.type().startsWith("input_"));
    }

    void write(List<Part> parts) {
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text only) {
            json.value(only.text());
            return;
        }
        list(parts);
    }

    /** Writes what a tool returned; texts alone become one string. */
    void output(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (!(part instanceof Part.Text piece)) {
                list(parts);
                return;
            }
            text.append(piece.text());
        }
        json.value(text.toString());
    }

    private void list(List<Part> parts) {
        json.beginArray();
        for (int i = 0; i < parts.size(); i++) {
            boolean marked = i + 1 < parts.size() && parts.get(i + 1) instanceof Part.CachePoint;
            part(parts.get(i), marked && marks);
        }
        json.endArray();
    }

    private void part(Part part, boolean marked) {
        if (part instanceof Part.Text text) {
            json.beginObject().name("type").value("input_text").name("text").value(text.text());
            end(marked);
        } else if (part instanceof Part.Image image) {
            image(image, marked);
        } else if (part instanceof Part.Document document) {
            document(document, marked);
        } else if (part instanceof Part.Opaque item && isInside(item)) {
            Body.userJson(json, item.json(), "The part of type " + item.type());
        } else if (part instanceof Part.CachePoint point) {
            if (marks && point.ttl() != null) {
                body.warn("cachePoint.ttl", "left out: the lifetime is not set here; see the provider's own options");
            }
        } else {
            String kind = part.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            body.warn("message.part", "left out: Responses take no part of kind " + kind + " here");
        }
    }

    private void end(boolean marked) {
        if (marked) {
            json.name("prompt_cache_breakpoint").beginObject();
            json.name("mode").value("explicit").endObject();
        }
        json.endObject();
    }

    private void image(Part.Image image, boolean marked) {
        MediaSource source = image.source();
        json.beginObject().name("type").value("input_image");
        if (source.fileId() != null) {
            json.name("file_id").value(source.fileId());
        } else {
            json.name("image_url").value(source.url() != null ? source.url() : source.dataUrl());
        }
        if (image.detail() != null) {
            json.name("detail").value(image.detail());
        }
        end(marked);
    }

    private void document(Part.Document document, boolean marked) {
        MediaSource source = document.source();
        json.beginObject().name("type").value("input_file");
        if (source.fileId() != null) {
            json.name("file_id").value(source.fileId());
        } else if (source.url() != null) {
            json.name("file_url").value(source.url());
        } else {
            json.name("filename").value(ChatContent.fileName(document));
            json.name("file_data").value(source.dataUrl());
        }
        end(marked);
    }
}
