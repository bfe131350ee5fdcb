package dev.weir.cohere;

import dev.weir.ApiError;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.Warning;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.WireRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** <a href="https://docs.cohere.com/v2/reference/embed">Embed v2</a>: one set of vectors per number format asked for. */
final class CohereEmbeddingCodec implements EmbeddingCodec {

    private static final int MAX_TEXTS = 96;

    @Override
    public String api() {
        return "cohere-embed";
    }

    @Override
    public int maxInputs() {
        return MAX_TEXTS;
    }

    @Override
    public WireRequest encode(EmbeddingRequest request, String model, List<Warning> warnings) {
        Map<String, Object> extras = request.extras();
        JsonWriter out = new JsonWriter().beginObject();
        if (!extras.containsKey("model")) {
            out.name("model").value(model);
        }
        // Exactly one of the three may be there.
        if (!extras.containsKey("texts") && !extras.containsKey("images") && !extras.containsKey("inputs")) {
            out.name("texts").any(request.inputs());
        }
        if (!extras.containsKey("input_type")) {
            out.name("input_type").value(request.purpose() == null ? "search_document" : request.purpose());
        }
        // The default differs by model.
        if (!extras.containsKey("embedding_types")) {
            out.name("embedding_types").any(List.of("float"));
        }
        if (request.dimensions() != null && !extras.containsKey("output_dimension")) {
            out.name("output_dimension").value(request.dimensions());
        }
        extras.forEach((name, value) -> out.name(name).any(value));
        return new WireRequest("/v2/embed", out.endObject().toByteArray());
    }

    @Override
    public EmbeddingResponse decode(byte[] body, Headers headers) {
        JsonReader reader = JsonReader.of(body);
        EmbeddingVectors vectors = new EmbeddingVectors();
        Usage usage = Usage.ABSENT;
        @Nullable String id = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("embeddings")) {
                vectors.read(reader);
            } else if (reader.nameIs("meta")) {
                usage = CohereUsage.read(reader);
            } else if (reader.nameIs("id")) {
                id = reader.stringOrNull();
            } else {
                reader.skip();
            }
        }
        reader.end();
        return new EmbeddingResponse(
                id,
                null,
                vectors.vectors(),
                vectors.encoding(),
                usage,
                Response.Metadata.ABSENT,
                vectors.others(),
                List.of());
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        return CohereErrors.read(status, headers, body);
    }

    @Override
    public ResponseHeaders headers() {
        return CohereHeaders.INSTANCE;
    }
}
