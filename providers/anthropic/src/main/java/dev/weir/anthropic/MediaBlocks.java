package dev.weir.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of images and documents.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/vision">Vision</a>
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/pdf-support">PDF support</a>
 */
final class MediaBlocks {

    private static final Set<String> TEXT_TYPES =
            Set.of("application/json", "application/xml", "application/yaml", "application/x-yaml");

    private final List<Warning> warnings;
    private boolean usesFiles;

    MediaBlocks(List<Warning> warnings) {
        this.warnings = warnings;
    }

    boolean usesFiles() {
        return usesFiles;
    }

    Block image(Part.Image image) {
        if (image.detail() != null) {
            warnings.add(new Warning("image.detail", "left out: Claude has one way of looking"));
        }
        MediaSource source = image.source();
        noteFile(source);
        return Block.of(json -> {
            json.name("type").value("image").name("source");
            writeSource(json, source, imageType(source.mimeType()));
        });
    }

    /** Returns the block of a document; null if it is neither PDF nor text and its bytes were given. */
    @Nullable
    Block document(Part.Document document) {
        MediaSource source = document.source();
        noteFile(source);
        byte[] bytes = source.bytes();
        String type = source.mimeType() == null ? "" : source.mimeType().toLowerCase(Locale.ROOT);
        boolean text = bytes != null && (type.startsWith("text/") || TEXT_TYPES.contains(bareType(type)));
        if (bytes != null && !text && !bareType(type).equals("application/pdf")) {
            warnings.add(new Warning("document", "left out: Claude reads PDF and text, not " + type));
            return null;
        }
        return Block.of(json -> {
            json.name("type").value("document").name("source");
            if (text) {
                json.beginObject().name("type").value("text").name("media_type").value("text/plain");
                json.name("data").value(new String(bytes, UTF_8)).endObject();
            } else {
                writeSource(json, source, "application/pdf");
            }
            if (document.name() != null) {
                json.name("title").value(document.name());
            }
        });
    }

    private void noteFile(MediaSource source) {
        usesFiles |= source.fileId() != null;
    }

    private static void writeSource(JsonWriter json, MediaSource source, String mediaType) {
        String url = source.url();
        json.beginObject().name("type");
        if (source.fileId() != null) {
            json.value("file").name("file_id").value(source.fileId());
        } else if (url == null) {
            json.value("base64").name("media_type").value(mediaType);
            json.name("data").value(source.base64());
        } else if (isDataUrl(url)) {
            String declared = url.substring("data:".length(), url.indexOf(';'));
            json.value("base64").name("media_type").value(declared.isEmpty() ? mediaType : declared);
            json.name("data").value(url.substring(url.indexOf(',') + 1));
        } else {
            json.value("url").name("url").value(url);
        }
        json.endObject();
    }

    /** Addresses that are data themselves are not fetched by the API. */
    private static boolean isDataUrl(String url) {
        int semicolon = url.indexOf(';');
        return url.startsWith("data:") && semicolon > 0 && url.startsWith(";base64,", semicolon);
    }

    private static String imageType(@Nullable String type) {
        if (type == null) {
            return "image/png";
        }
        return type.equalsIgnoreCase("image/jpg") ? "image/jpeg" : type.toLowerCase(Locale.ROOT);
    }

    private static String bareType(String type) {
        int semicolon = type.indexOf(';');
        return semicolon < 0 ? type : type.substring(0, semicolon).trim();
    }
}
