package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.Options;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.TokenCountCodec;
import dev.weir.spi.WireException;
import dev.weir.spi.WireRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tokens of a request by <a href="https://ai.google.dev/api/tokens">countTokens</a>. The Gemini API takes a whole
 * request in a wrapper, Vertex AI some fields of it without one.
 */
final class GeminiTokenCountCodec implements TokenCountCodec {

    private static final Set<String> COUNTED_BY_VERTEX =
            Set.of("contents", "systemInstruction", "tools", "generationConfig");

    private final Dialect dialect;
    private final GeminiCodec codec;

    GeminiTokenCountCodec(Dialect dialect, GeminiCodec codec) {
        this.dialect = dialect;
        this.codec = codec;
    }

    @Override
    public String api() {
        return "gemini-count-tokens";
    }

    @Override
    public WireRequest encode(Request request, String model, List<Warning> warnings) {
        Request input = request.mutate().options(set -> Options.EMPTY).build();
        byte[] whole = codec.encode(input, model, false, warnings).body();
        return new WireRequest(
                dialect.modelPath(model) + ":countTokens",
                dialect == Dialect.GEMINI ? wrapped(whole, model) : counted(whole));
    }

    private byte[] wrapped(byte[] whole, String model) {
        byte[] named = RawJson.merge(whole, Map.of("model", dialect.resourceName(model)));
        return new JsonWriter(named.length + 64)
                .beginObject()
                .name("generateContentRequest")
                .raw(new String(named, UTF_8))
                .endObject()
                .toByteArray();
    }

    private static byte[] counted(byte[] whole) {
        Map<String, @Nullable Object> fields = RawJson.object(new String(whole, UTF_8), "The request");
        fields.keySet().retainAll(COUNTED_BY_VERTEX);
        return new JsonWriter(whole.length).any(fields).toByteArray();
    }

    @Override
    public long decode(byte[] body) {
        JsonReader reader = JsonReader.of(body);
        Long count = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("totalTokens")) {
                count = reader.longOrNull();
            } else if (reader.nameIs("error") && reader.isObject()) {
                throw new WireException(Errors.inStream(reader.raw()));
            } else {
                reader.skip();
            }
        }
        if (count == null) {
            throw new JsonException("The answer has no totalTokens");
        }
        return count;
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        return codec.error(status, headers, body);
    }
}
