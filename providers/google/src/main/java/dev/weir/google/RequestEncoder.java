package dev.weir.google;

import dev.weir.Options;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a <a href="https://ai.google.dev/api/generate-content#request-body">generateContent</a> request, the same for calls
 * and streams.
 */
final class RequestEncoder {

    private final Dialect dialect;
    private final boolean openApi;
    private final ModelTraits model;
    private final Request request;
    private final List<Warning> warnings;
    private final Map<String, String> headers = new LinkedHashMap<>();

    /**
     * Creates an encoder of one request.
     *
     * @param openApi whether schemas go in OpenAPI's form; null leaves it to the model's name
     */
    RequestEncoder(Dialect dialect, @Nullable Boolean openApi, String model, Request request, List<Warning> warnings) {
        this.dialect = dialect;
        this.model = ModelTraits.of(model);
        this.openApi = openApi != null ? openApi : this.model.isFirst();
        this.request = request;
        this.warnings = warnings;
    }

    /** Returns headers the request needs; known after {@link #body()}. */
    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        JsonWriter json = new JsonWriter(2048).beginObject();
        if (request.extras().get("cachedContent") == null) {
            new ContentWriter(dialect, model, warnings, json).write(request);
            new ToolWriter(dialect, model, openApi, warnings, json).write(request);
        } else {
            cached(json);
        }
        new ConfigWriter(model, openApi, warnings, json).write(request);
        options(request.options(), json);
        return RawJson.merge(json.endObject().toByteArray(), request.extras());
    }

    /** A request on top of cached content must not repeat what the cache holds. */
    private void cached(JsonWriter json) {
        if (!request.system().isEmpty()) {
            warnings.add(new Warning("system", "left out; with cachedContent the instructions are those of the cache"));
        }
        if (!request.tools().isEmpty()) {
            warnings.add(new Warning("tools", "left out; with cachedContent the tools are those of the cache"));
        }
        Request rest = Request.builder().messages(request.messages()).build();
        new ContentWriter(dialect, model, warnings, json).write(rest);
    }

    private void options(Options options, JsonWriter json) {
        if (!options.logitBias().isEmpty()) {
            warnings.add(new Warning("logitBias", "left out; Gemini has no such option"));
        }
        if (Boolean.FALSE.equals(options.parallelToolCalls())
                && !request.tools().isEmpty()) {
            warnings.add(new Warning("parallelToolCalls", "left out; Gemini always may call several tools at once"));
        }
        if (request.previousResponseId() != null) {
            warnings.add(new Warning("previousResponseId", "left out; Gemini stores no responses"));
        }
        if (options.serviceTier() != null) {
            tier(options.serviceTier(), json);
        }
        if (!options.metadata().isEmpty()) {
            if (dialect == Dialect.VERTEX) {
                json.name("labels").any(options.metadata());
            } else {
                warnings.add(new Warning("metadata", "left out; only Vertex AI takes labels"));
            }
        }
    }

    /** Vertex AI reads the <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/flex-paygo">tier</a> from headers. */
    private void tier(String tier, JsonWriter json) {
        if (dialect == Dialect.GEMINI) {
            json.name("serviceTier").value(tier);
            return;
        }
        switch (tier.toLowerCase(Locale.ROOT)) {
            case "flex", "priority" -> headers.put("X-Vertex-AI-LLM-Shared-Request-Type", tier);
            case "shared", "dedicated" -> headers.put("X-Vertex-AI-LLM-Request-Type", tier);
            case "standard", "default", "auto" -> {
                // what Vertex AI does without a header
            }
            default -> warnings.add(new Warning("serviceTier", "left out; Vertex AI has no tier of that name"));
        }
    }
}
