package dev.weir.bedrock;

import dev.weir.ApiError;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.InvalidRequestException;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.Warning;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.WireRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings through InvokeModel, each family in its own format:
 * <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html">Titan</a>,
 * <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html">Cohere</a> and
 * <a href="https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html">Nova</a>. A model that names none of
 * these, such as an ARN, is taken for a Titan. Answers are told apart by their shape.
 */
final class InvokeEmbeddingCodec implements EmbeddingCodec {

    private static final int COHERE_TEXTS = 96;

    private enum Family {
        TITAN_1,
        TITAN,
        COHERE,
        NOVA;

        static Family of(String model) {
            String id = model.toLowerCase(Locale.ROOT);
            if (id.contains("cohere.")) {
                return COHERE;
            } else if (id.contains("nova")) {
                return NOVA;
            }
            return id.contains("titan-embed-text-v1") || id.contains("titan-embed-g1") ? TITAN_1 : TITAN;
        }
    }

    private final ClockSkew clock;

    InvokeEmbeddingCodec(ClockSkew clock) {
        this.clock = clock;
    }

    @Override
    public String api() {
        return "bedrock-invoke";
    }

    @Override
    public int maxInputs(String model) {
        return Family.of(model) == Family.COHERE ? COHERE_TEXTS : 1;
    }

    @Override
    public WireRequest encode(EmbeddingRequest request, String model, List<Warning> warnings) {
        Family family = Family.of(model);
        if (family != Family.COHERE && request.inputs().size() != 1) {
            throw new InvalidRequestException("The model " + model + " embeds one text per request, not "
                    + request.inputs().size());
        }
        Map<String, Object> fields = switch (family) {
            case TITAN_1, TITAN -> titan(request, family, warnings);
            case COHERE -> cohere(request);
            case NOVA -> nova(request);
        };
        fields.putAll(request.extras());
        return new WireRequest(
                ModelPath.of(model, "invoke"), new JsonWriter().any(fields).toByteArray());
    }

    private static Map<String, Object> titan(EmbeddingRequest request, Family family, List<Warning> warnings) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("inputText", request.inputs().get(0));
        if (request.dimensions() != null) {
            if (family == Family.TITAN_1) {
                warnings.add(new Warning("dimensions", "left out: this model knows only one length"));
            } else {
                fields.put("dimensions", request.dimensions());
            }
        }
        if (request.purpose() != null) {
            warnings.add(new Warning("purpose", "left out: Titan knows no purposes"));
        }
        return fields;
    }

    private static Map<String, Object> cohere(EmbeddingRequest request) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("texts", request.inputs());
        fields.put("input_type", request.purpose() == null ? "search_document" : request.purpose());
        if (request.dimensions() != null) {
            fields.put("output_dimension", request.dimensions());
        }
        return fields;
    }

    private static Map<String, Object> nova(EmbeddingRequest request) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("value", request.inputs().get(0));
        text.put("truncationMode", "NONE");
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("embeddingPurpose", request.purpose() == null ? "GENERIC_INDEX" : request.purpose());
        if (request.dimensions() != null) {
            parameters.put("embeddingDimension", request.dimensions());
        }
        parameters.put("text", text);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("taskType", "SINGLE_EMBEDDING");
        fields.put("singleEmbeddingParams", parameters);
        return fields;
    }

    @Override
    public EmbeddingResponse decode(byte[] body, Headers headers) {
        JsonReader reader = JsonReader.of(body);
        EmbeddingVectors vectors = new EmbeddingVectors();
        @Nullable String id = null;
        @Nullable Long tokens = ResponseHeaders.number(headers.get("x-amzn-bedrock-input-token-count"));
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("embedding") && reader.isArray()) {
                vectors.readOne(reader);
            } else if (reader.nameIs("embeddings")) {
                vectors.read(reader);
            } else if (reader.nameIs("embeddingsByType") && reader.isObject()) {
                vectors.readTypes(reader);
            } else if (reader.nameIs("inputTextTokenCount")) {
                Long said = reader.longOrNull();
                tokens = said != null ? said : tokens;
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
                Usage.builder().count(Usage.Count.INPUT, tokens).build(),
                Response.Metadata.ABSENT,
                vectors.others(),
                List.of());
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        return BedrockErrors.read(status, headers, body, clock);
    }

    @Override
    public ResponseHeaders headers() {
        return BedrockHeaders.INSTANCE;
    }
}
