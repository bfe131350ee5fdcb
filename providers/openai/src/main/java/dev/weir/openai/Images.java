package dev.weir.openai;

import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import java.net.URI;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * Images a model draws, in the form of <a href="https://openrouter.ai/docs/features/multimodal/image-generation">OpenRouter
 * </a>: a list of {@code image_url} parts.
 */
final class Images {

    private Images() {}

    static void read(String raw, Consumer<Part.Image> found) {
        JsonReader json = JsonReader.of(raw);
        if (!json.isArray()) {
            return;
        }
        json.beginArray();
        while (json.nextElement()) {
            if (!json.isObject()) {
                json.skip();
                continue;
            }
            json.beginObject();
            while (json.nextField()) {
                if (json.nameIs("image_url") && json.isObject()) {
                    address(json, found);
                } else {
                    json.skip();
                }
            }
        }
    }

    private static void address(JsonReader json, Consumer<Part.Image> found) {
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("url") && json.isString()) {
                found.accept(new Part.Image(source(json.string())));
            } else {
                json.skip();
            }
        }
    }

    private static MediaSource source(String url) {
        int comma = url.indexOf(";base64,");
        try {
            return url.startsWith("data:") && comma > 0
                    ? MediaSource.bytes(Base64.getDecoder().decode(url.substring(comma + 8)), url.substring(5, comma))
                    : MediaSource.url(URI.create(url));
        } catch (IllegalArgumentException malformed) {
            throw new JsonException("An image of the answer has neither an address nor base64");
        }
    }
}
