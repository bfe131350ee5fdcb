package dev.weir.google;

import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes <a href="https://ai.google.dev/api/generate-content#generationconfig">generationConfig</a>, never empty. */
final class ConfigWriter {

    private final ModelTraits model;
    private final boolean openApi;
    private final List<Warning> warnings;
    private final JsonWriter json;
    private boolean begun;

    ConfigWriter(ModelTraits model, boolean openApi, List<Warning> warnings, JsonWriter json) {
        this.model = model;
        this.openApi = openApi;
        this.warnings = warnings;
        this.json = json;
    }

    void write(Request request) {
        Options options = request.options();
        number("temperature", options.temperature());
        number("topP", options.topP());
        number("topK", options.topK());
        number("maxOutputTokens", options.maxTokens());
        number("candidateCount", options.choiceCount());
        if (!options.stop().isEmpty()) {
            name("stopSequences").any(options.stop());
        }
        number("presencePenalty", options.presencePenalty());
        number("frequencyPenalty", options.frequencyPenalty());
        seed(options.seed());
        if (options.logprobs() != null) {
            name("responseLogprobs").value(options.logprobs().booleanValue());
        }
        number("logprobs", options.topLogprobs());
        if (request.outputFormat() != null) {
            format(request.outputFormat());
        }
        thinking(options.thinking());
        if (begun) {
            json.endObject();
        }
    }

    private JsonWriter name(String name) {
        if (!begun) {
            begun = true;
            json.name("generationConfig").beginObject();
        }
        return json.name(name);
    }

    private void number(String name, @Nullable Number value) {
        if (value != null) {
            name(name).any(value);
        }
    }

    private void seed(@Nullable Long seed) {
        if (seed != null && seed == seed.intValue()) {
            name("seed").value(seed.longValue());
        } else if (seed != null) {
            warnings.add(new Warning("seed", "left out; Gemini takes seeds of 32 bits"));
        }
    }

    private void thinking(@Nullable Thinking thinking) {
        if (thinking == null) {
            return;
        }
        if (!model.cannotThink()) {
            name("thinkingConfig");
            new ThinkingWriter(model, warnings, json).write(thinking);
        } else if (!thinking.isOff()) {
            warnings.add(new Warning("thinking", "left out; this model does not think"));
        }
    }

    private void format(OutputFormat format) {
        if (format.type() == OutputFormat.Type.TEXT) {
            name("responseMimeType").value("text/plain");
            return;
        }
        name("responseMimeType").value("application/json");
        if (format.type() == OutputFormat.Type.JSON_SCHEMA) {
            String written = String.valueOf(format.schema());
            Map<String, @Nullable Object> schema =
                    RawJson.object(written, "The schema of output format \"" + format.name() + "\"");
            boolean described = format.description() == null || schema.containsKey("description");
            if (!described) {
                schema.put("description", format.description());
            }
            if (openApi) {
                name("responseSchema").any(OpenApiSchema.of(schema));
            } else if (described) {
                name("responseJsonSchema").raw(written);
            } else {
                name("responseJsonSchema").any(schema);
            }
        }
    }
}
