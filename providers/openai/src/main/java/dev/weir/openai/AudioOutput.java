package dev.weir.openai;

import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sound the model speaks; in a stream each piece is base64 of its own. */
final class AudioOutput {

    private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    private final StringBuilder transcript = new StringBuilder();
    private final Map<String, String> data = new TreeMap<>();

    void add(String raw) {
        JsonReader json = JsonReader.of(raw);
        if (!json.isObject()) {
            return;
        }
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("data")) {
                sound.writeBytes(decode(json.stringOrNull()));
            } else if (json.nameIs("transcript")) {
                String words = json.stringOrNull();
                transcript.append(words == null ? "" : words);
            } else if (json.nameIs("id") || json.nameIs("expires_at")) {
                String name = json.name();
                String value = json.stringOrNull();
                if (value != null && !value.isEmpty()) {
                    data.put(name, value);
                }
            } else {
                json.skip();
            }
        }
    }

    private static byte[] decode(@Nullable String base64) {
        try {
            return Base64.getDecoder().decode(base64 == null ? "" : base64);
        } catch (IllegalArgumentException malformed) {
            throw new JsonException("The sound of the answer is not base64");
        }
    }

    boolean isEmpty() {
        return sound.size() == 0 && transcript.isEmpty() && !data.containsKey("id");
    }

    Part.Audio take() {
        byte[] bytes = sound.toByteArray();
        return new Part.Audio(
                MediaSource.bytes(bytes, AudioTypes.sniff(bytes)),
                transcript.isEmpty() ? null : transcript.toString(),
                data.isEmpty() ? null : new ProviderData(ChatCodec.API, data));
    }
}
