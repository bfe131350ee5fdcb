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

/** The <a href="https://platform.openai.com/docs/api-reference/responses">Responses</a> API. */
final class ResponsesCodec implements Codec {

    static final String API = "openai-responses";

    /** What Responses lack on purpose is warned about; https://platform.openai.com/docs/guides/migrate-to-responses. */
    private static Dialect responses(Dialect chat) {
        return chat.without("stop", "seed", "n", "logit_bias", "frequency_penalty", "presence_penalty");
    }

    private final Dialect dialect;
    private final String origin;
    private final ResponseHeaders headers;

    /**
     * Takes over what a dialect of Chat Completions says about headers and tools.
     *
     * @param origin the provider's name: its ids and encrypted thoughts are nothing to other providers
     */
    ResponsesCodec(Dialect chat, String origin) {
        this.dialect = responses(chat);
        this.origin = origin;
        this.headers = new DialectHeaders(chat);
    }

    @Override
    public String api() {
        return API;
    }

    @Override
    public WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings) {
        if (request.extras().containsKey(Resumption.STARTING_AFTER)) {
            return Resumption.encode(request, stream, warnings);
        }
        ResponsesEncoder encoder = new ResponsesEncoder(request, dialect, origin, warnings);
        return new WireRequest("/responses", encoder.encode(model, stream));
    }

    @Override
    public void decode(byte[] body, ChunkEmitter out) {
        ResponsesReader reader = new ResponsesReader(origin);
        JsonReader json = JsonReader.of(body);
        boolean answer = reader.read(json, out);
        json.end();
        if (!answer || reader.isFailed()) {
            throw ErrorReader.insideResponse(body);
        }
        reader.finish(null, out);
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new ResponsesStreamDecoder(origin);
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
