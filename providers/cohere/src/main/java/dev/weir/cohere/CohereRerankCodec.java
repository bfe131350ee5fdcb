package dev.weir.cohere;

import dev.weir.ApiError;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.Warning;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.RerankCodec;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** <a href="https://docs.cohere.com/v2/reference/rerank">Rerank v2</a>; what is paid, search units, is in the raw usage. */
final class CohereRerankCodec implements RerankCodec {

    @Override
    public String api() {
        return "cohere-rerank";
    }

    @Override
    public WireRequest encode(RerankRequest request, String model, List<Warning> warnings) {
        Map<String, Object> extras = request.extras();
        JsonWriter out = new JsonWriter().beginObject();
        if (!extras.containsKey("model")) {
            out.name("model").value(model);
        }
        if (!extras.containsKey("query")) {
            out.name("query").value(request.query());
        }
        if (!extras.containsKey("documents")) {
            out.name("documents").any(request.documents());
        }
        Integer topN = request.topN();
        if (topN != null && !extras.containsKey("top_n")) {
            out.name("top_n").value(Math.min(topN, request.documents().size()));
        }
        extras.forEach((name, value) -> out.name(name).any(value));
        return new WireRequest("/v2/rerank", out.endObject().toByteArray());
    }

    @Override
    public RerankResponse decode(byte[] body) {
        JsonReader reader = JsonReader.of(body);
        List<RerankResponse.Result> results = new ArrayList<>();
        Usage usage = Usage.ABSENT;
        @Nullable String id = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("results")) {
                reader.beginArray();
                while (reader.nextElement()) {
                    results.add(result(reader));
                }
            } else if (reader.nameIs("meta")) {
                usage = CohereUsage.read(reader);
            } else if (reader.nameIs("id")) {
                id = reader.stringOrNull();
            } else {
                reader.skip();
            }
        }
        reader.end();
        return new RerankResponse(id, results, usage, Response.Metadata.ABSENT, List.of());
    }

    private static RerankResponse.Result result(JsonReader reader) {
        int index = -1;
        @Nullable Double score = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("index")) {
                index = reader.intOr(-1);
            } else if (reader.nameIs("relevance_score")) {
                score = reader.doubleOrNull();
            } else {
                reader.skip();
            }
        }
        if (index < 0 || score == null) {
            throw new JsonException("A ranked document has no index or no relevance_score");
        }
        return new RerankResponse.Result(index, score);
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
