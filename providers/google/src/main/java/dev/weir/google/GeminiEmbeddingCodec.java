package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.Warning;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.WireRequest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Google's three ways to embed: <a href="https://ai.google.dev/api/embeddings">batchEmbedContents</a> of the Gemini API,
 * <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api">predict</a> of Vertex
 * AI, and embedContent of Vertex AI for models from gemini-embedding-2 on. Extras go into each item of a batch, and into the
 * body of the other two.
 */
final class GeminiEmbeddingCodec implements EmbeddingCodec {

    private static final int GEMINI_LIMIT = 100;
    private static final int PREDICT_LIMIT = 5;
    private static final Pattern NUMBERED = Pattern.compile("gemini-embedding-(\\d{1,4})(?:-.*)?");

    private final Dialect dialect;
    private final Tokens tokens;

    GeminiEmbeddingCodec(Dialect dialect) {
        this(dialect, Tokens.NONE);
    }

    GeminiEmbeddingCodec(Dialect dialect, Tokens tokens) {
        this.dialect = dialect;
        this.tokens = tokens;
    }

    @Override
    public String api() {
        return "gemini-embed";
    }

    @Override
    public int maxInputs() {
        return dialect == Dialect.GEMINI ? GEMINI_LIMIT : 1;
    }

    /** Vertex AI takes one text at a time, only the models before Gemini's take five in every region. */
    @Override
    public int maxInputs(String model) {
        return dialect == Dialect.VERTEX && number(model) == 0 ? PREDICT_LIMIT : maxInputs();
    }

    @Override
    public WireRequest encode(EmbeddingRequest request, String model, List<Warning> warnings) {
        String path = dialect.modelPath(model);
        if (dialect == Dialect.GEMINI) {
            return new WireRequest(path + ":batchEmbedContents", batch(request, model));
        }
        boolean predicts = number(model) < 2;
        byte[] body = predicts ? instances(request) : content(request);
        return new WireRequest(path + (predicts ? ":predict" : ":embedContent"), RawJson.merge(body, request.extras()));
    }

    @Override
    public EmbeddingResponse decode(byte[] body, Headers headers) {
        return new EmbeddingReader().read(body);
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        return tokens.judge(Errors.of(status, headers, body));
    }

    /** Returns the number in the name of a Gemini embedding model, 0 for all other models. */
    private static int number(String model) {
        Matcher matcher = NUMBERED.matcher(model.substring(model.lastIndexOf('/') + 1));
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private byte[] batch(EmbeddingRequest request, String model) {
        JsonWriter json = new JsonWriter(2048).beginObject().name("requests").beginArray();
        for (String input : request.inputs()) {
            JsonWriter item = new JsonWriter(input.length() + 256).beginObject();
            item.name("model").value(dialect.resourceName(model));
            text(item, input);
            if (request.purpose() != null) {
                item.name("taskType").value(request.purpose());
            }
            if (request.dimensions() != null) {
                item.name("outputDimensionality").value(request.dimensions().longValue());
            }
            byte[] merged = RawJson.merge(item.endObject().toByteArray(), request.extras());
            json.raw(new String(merged, UTF_8));
        }
        return json.endArray().endObject().toByteArray();
    }

    private static byte[] content(EmbeddingRequest request) {
        JsonWriter json = new JsonWriter().beginObject();
        text(json, String.join("\n", request.inputs()));
        if (request.purpose() != null || request.dimensions() != null) {
            json.name("embedContentConfig").beginObject();
            if (request.dimensions() != null) {
                json.name("outputDimensionality").value(request.dimensions().longValue());
            }
            if (request.purpose() != null) {
                json.name("taskType").value(request.purpose());
            }
            json.endObject();
        }
        return json.endObject().toByteArray();
    }

    private static byte[] instances(EmbeddingRequest request) {
        JsonWriter json = new JsonWriter(2048).beginObject().name("instances").beginArray();
        for (String input : request.inputs()) {
            json.beginObject().name("content").value(input);
            if (request.purpose() != null) {
                json.name("task_type").value(request.purpose());
            }
            json.endObject();
        }
        json.endArray();
        if (request.dimensions() != null) {
            json.name("parameters").beginObject();
            json.name("outputDimensionality")
                    .value(request.dimensions().longValue())
                    .endObject();
        }
        return json.endObject().toByteArray();
    }

    private static void text(JsonWriter json, String input) {
        json.name("content").beginObject().name("parts").beginArray();
        json.beginObject().name("text").value(input).endObject();
        json.endArray().endObject();
    }
}
