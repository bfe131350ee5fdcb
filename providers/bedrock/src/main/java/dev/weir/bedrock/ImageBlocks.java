package dev.weir.bedrock;

import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.spi.JsonReader;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads an image the model made. */
final class ImageBlocks {

    private ImageBlocks() {}

    /** Returns the image, null if its bytes are not in the block. */
    static @Nullable Part read(String raw) {
        String format = "png";
        @Nullable String bytes = null;
        JsonReader reader = JsonReader.of(raw);
        if (!reader.isObject()) {
            return null;
        }
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("format") && reader.isString()) {
                format = reader.string();
            } else if (reader.nameIs("source") && reader.isObject()) {
                reader.beginObject();
                while (reader.nextField()) {
                    if (reader.nameIs("bytes")) {
                        bytes = reader.stringOrNull();
                    } else {
                        reader.skip();
                    }
                }
            } else {
                reader.skip();
            }
        }
        try {
            return bytes == null
                    ? null
                    : new Part.Image(MediaSource.bytes(Base64.getDecoder().decode(bytes), "image/" + format));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
