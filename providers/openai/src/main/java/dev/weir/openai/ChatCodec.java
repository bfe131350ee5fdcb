package dev.weir.openai;

import dev.weir.ApiError;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonReader;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireRequest;
import java.util.List;

/** <a href="https://platform.openai.com/docs/api-reference/chat">Chat Completions</a> in one dialect. */
final class ChatCodec implements Codec {

    static final String API = "openai-chat";

    private final Dialect dialect;
    private final ResponseHeaders headers;

    ChatCodec(Dialect dialect) {
        this.dialect = dialect;
        this.headers = new DialectHeaders(dialect);
    }

    @Override
    public String api() {
        return API;
    }

    @Override
    public WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings) {
        return new WireRequest("/chat/completions", new ChatEncoder(request, dialect, warnings).encode(model, stream));
    }

    @Override
    public void decode(byte[] body, ChunkEmitter out) {
        ChatReader reader = new ChatReader(dialect, true);
        JsonReader json = JsonReader.of(body);
        ErrorDocument error = reader.read(json, false, out);
        json.end();
        if (error != ErrorDocument.NONE || !reader.sawChoices()) {
            throw ErrorReader.insideAnswer(body, error);
        }
        reader.finishAll(out);
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new ChatStreamDecoder(dialect);
    }

    @Override
    public ApiError error(int status, Headers responseHeaders, byte[] body) {
        return ErrorReader.read(status, responseHeaders, body, headers);
    }

    @Override
    public ResponseHeaders headers() {
        return headers;
    }
}
