package dev.weir.openai;

import dev.weir.ApiError;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.InvalidRequestException;
import dev.weir.Warning;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.WireRequest;
import java.util.List;

/** <a href="https://platform.openai.com/docs/api-reference/embeddings">Embeddings</a> in one dialect. */
final class EmbeddingsCodec implements EmbeddingCodec {

    private final Dialect dialect;
    private final ResponseHeaders headers;

    EmbeddingsCodec(Dialect dialect) {
        this.dialect = dialect;
        this.headers = new DialectHeaders(dialect);
    }

    @Override
    public String api() {
        return "openai-embeddings";
    }

    @Override
    public int maxInputs(String model) {
        return dialect.embeddingBatch();
    }

    @Override
    public WireRequest encode(EmbeddingRequest request, String model, List<Warning> warnings) {
        if (request.inputs().isEmpty()) {
            throw new InvalidRequestException("There is no text to embed");
        }
        Body body = new Body(dialect, request.extras(), warnings);
        JsonWriter json = body.json();
        if (body.field("model")) {
            json.value(model);
        }
        if (body.field("input")) {
            json.any(request.inputs());
        }
        if (!dialect.embeddingEncoding().isEmpty() && body.field("encoding_format")) {
            json.value(dialect.embeddingEncoding());
        }
        Integer dimensions = request.dimensions();
        if (dimensions != null && body.option("dimensions", "dimensions")) {
            json.value(dimensions.longValue());
        }
        String purpose = request.purpose();
        if (purpose != null && body.option("purpose", "input_type")) {
            json.value(purpose);
        }
        return new WireRequest("/embeddings", body.finish());
    }

    @Override
    public EmbeddingResponse decode(byte[] body, Headers responseHeaders) {
        return EmbeddingsReader.read(body);
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
