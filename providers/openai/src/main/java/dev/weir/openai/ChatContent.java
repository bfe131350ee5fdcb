package dev.weir.openai;

import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the content of system and user messages: a string where that says it all, else a list of parts. */
final class ChatContent {

    private final Body body;
    private final JsonWriter json;
    private final Dialect dialect;

    ChatContent(Body body) {
        this.body = body;
        this.json = body.json();
        this.dialect = body.dialect();
    }

    void write(List<Part> parts, boolean media) {
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text only) {
            json.value(only.text());
            return;
        }
        if (parts.isEmpty()) {
            json.value("");
            return;
        }
        json.beginArray();
        for (int i = 0; i < parts.size(); i++) {
            boolean marked = i + 1 < parts.size() && parts.get(i + 1) instanceof Part.CachePoint;
            part(parts.get(i), marked, media);
        }
        json.endArray();
    }

    /** Writes a text part without mark. */
    void text(String text) {
        json.beginObject().name("type").value("text").name("text").value(text).endObject();
    }

    private void part(Part part, boolean marked, boolean media) {
        if (part instanceof Part.Text text) {
            json.beginObject().name("type").value("text").name("text").value(text.text());
            end(marked);
        } else if (part instanceof Part.CachePoint point) {
            if (point.ttl() != null && dialect.cacheMark() != Dialect.CacheMark.NONE) {
                body.warn("cachePoint.ttl", "left out: the lifetime is not set here; see the provider's own options");
            }
        } else if (!media) {
            body.warn("message.part", "left out: a system message holds text only, not " + kind(part));
        } else if (part instanceof Part.Image image) {
            image(image, marked);
        } else if (part instanceof Part.Audio audio) {
            audio(audio, marked);
        } else if (part instanceof Part.Document document) {
            document(document, marked);
        } else if (part instanceof Part.Video video) {
            video(video, marked);
        } else if (part instanceof Part.Opaque item && ChatCodec.API.equals(item.provider())) {
            Body.userJson(json, item.json(), "The item of type " + item.type());
        } else {
            body.warn("message.part", "left out: a user message holds no " + kind(part));
        }
    }

    private static String kind(Part part) {
        return part instanceof Part.Opaque item
                ? item.provider() + " item of type " + item.type()
                : part.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private void end(boolean marked) {
        if (marked) {
            switch (dialect.cacheMark()) {
                case BREAKPOINT ->
                    json.name("prompt_cache_breakpoint")
                            .beginObject()
                            .name("mode")
                            .value("explicit")
                            .endObject();
                case CACHE_CONTROL ->
                    json.name("cache_control")
                            .beginObject()
                            .name("type")
                            .value("ephemeral")
                            .endObject();
                case NONE -> {}
            }
        }
        json.endObject();
    }

    private void image(Part.Image image, boolean marked) {
        String url = address(image.source());
        if (url == null) {
            body.warn("image", "left out: Chat Completions take images by address or as bytes, not by file id");
            return;
        }
        json.beginObject().name("type").value("image_url").name("image_url").beginObject();
        json.name("url").value(url);
        if (image.detail() != null) {
            json.name("detail").value(image.detail());
        }
        json.endObject();
        end(marked);
    }

    private static @Nullable String address(MediaSource source) {
        return source.url() != null ? source.url() : source.dataUrl();
    }

    private void audio(Part.Audio audio, boolean marked) {
        String data = audio.source().base64();
        if (data == null || !dialect.knows("content[].input_audio")) {
            body.warn("audio", "left out: this provider's chat takes sound as bytes only, or not at all");
            return;
        }
        json.beginObject().name("type").value("input_audio").name("input_audio").beginObject();
        json.name("data")
                .value(data)
                .name("format")
                .value(AudioTypes.format(audio.source().mimeType()));
        json.endObject();
        end(marked);
    }

    private void video(Part.Video video, boolean marked) {
        String url = address(video.source());
        if (url == null || !dialect.knows("content[].video_url")) {
            body.warn("video", "left out: this provider's chat takes no moving pictures in this form");
            return;
        }
        json.beginObject().name("type").value("video_url").name("video_url").beginObject();
        json.name("url").value(url).endObject();
        end(marked);
    }

    private void document(Part.Document document, boolean marked) {
        MediaSource source = document.source();
        if (dialect.documents() == Dialect.DocumentStyle.DOCUMENT_URL) {
            documentUrl(document, marked);
            return;
        }
        String data = dialect.documents() == Dialect.DocumentStyle.FILE_OR_URL ? address(source) : source.dataUrl();
        if (!dialect.knows("content[].file") || (data == null && source.fileId() == null)) {
            body.warn("document", "left out: this provider's chat takes no documents in this form");
            return;
        }
        json.beginObject().name("type").value("file").name("file").beginObject();
        if (source.fileId() != null) {
            json.name("file_id").value(source.fileId());
        } else {
            json.name("filename").value(fileName(document)).name("file_data").value(data);
        }
        json.endObject();
        end(marked);
    }

    private void documentUrl(Part.Document document, boolean marked) {
        String url = address(document.source());
        if (url == null) {
            body.warn("document", "left out: this provider takes documents by address or as bytes, not by file id");
            return;
        }
        json.beginObject()
                .name("type")
                .value("document_url")
                .name("document_url")
                .value(url);
        if (document.name() != null) {
            json.name("document_name").value(document.name());
        }
        end(marked);
    }

    /** OpenAI demands a name beside the bytes, and goes by its ending. */
    static String fileName(Part.Document document) {
        if (document.name() != null) {
            return document.name();
        }
        String type = document.source().mimeType();
        int slash = type == null ? -1 : type.lastIndexOf('/');
        String ending = type == null || slash < 0 ? "pdf" : type.substring(slash + 1);
        return "document." + (ending.equals("plain") ? "txt" : ending);
    }
}
