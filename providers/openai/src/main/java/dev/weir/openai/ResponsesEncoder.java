package dev.weir.openai;

import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the body of a Responses request: the options; items and tools have writers of their own. */
final class ResponsesEncoder {

    private final Request request;
    private final Body body;
    private final JsonWriter json;

    ResponsesEncoder(Request request, Dialect dialect, List<Warning> warnings) {
        this.request = request;
        this.body = new Body(dialect, request.extras(), warnings);
        this.json = body.json();
    }

    byte[] encode(String model, boolean stream) {
        if (body.field("model")) {
            json.value(model);
        }
        instructions();
        if (body.field("input")) {
            new ResponsesInput(body).write(request);
        }
        if (request.previousResponseId() != null && body.field("previous_response_id")) {
            json.value(request.previousResponseId());
        }
        options(request.options());
        thinking(request.options().thinking());
        new ResponsesTools(body, request).write();
        outputFormat(request.outputFormat());
        if (stream && body.field("stream")) {
            json.value(true);
        }
        return body.finish();
    }

    private void instructions() {
        StringBuilder text = new StringBuilder();
        for (Part part : request.system()) {
            if (part instanceof Part.Text piece) {
                text.append(text.isEmpty() ? "" : "\n\n").append(piece.text());
            } else if (!(part instanceof Part.CachePoint)) {
                body.warn("system", "left out: instructions are text only");
            }
        }
        if (!text.isEmpty() && body.field("instructions")) {
            json.value(text.toString());
        }
    }

    private void options(Options options) {
        number("maxTokens", "max_completion_tokens", options.maxTokens());
        number("temperature", "temperature", options.temperature());
        number("topP", "top_p", options.topP());
        number("topK", "top_k", options.topK());
        number("seed", "seed", options.seed());
        number("choiceCount", "n", options.choiceCount());
        number("presencePenalty", "presence_penalty", options.presencePenalty());
        number("frequencyPenalty", "frequency_penalty", options.frequencyPenalty());
        if (!options.stop().isEmpty() && body.option("stop", "stop")) {
            json.any(options.stop());
        }
        if (!options.logitBias().isEmpty() && body.option("logitBias", "logit_bias")) {
            json.any(options.logitBias());
        }
        if (Boolean.TRUE.equals(options.logprobs()) && body.field("include")) {
            json.beginArray().value("message.output_text.logprobs").endArray();
        }
        number("topLogprobs", "top_logprobs", options.topLogprobs());
        String tier = options.serviceTier();
        if (tier != null && body.option("serviceTier", "service_tier")) {
            json.value(tier);
        }
        if (!options.metadata().isEmpty() && body.option("metadata", "metadata")) {
            json.any(options.metadata());
        }
    }

    private void number(String option, String field, @Nullable Number value) {
        if (value != null && body.option(option, field)) {
            json.any(value);
        }
    }

    private void thinking(@Nullable Thinking thinking) {
        if (thinking == null) {
            return;
        }
        String level = thinking.isOff() ? "none" : thinking.level();
        if (level == null) {
            level = Efforts.nearest(thinking);
            body.warn("thinking", "a budget of tokens is not known here; sent as effort \"" + level + "\" instead");
        }
        if (body.field("reasoning")) {
            json.beginObject().name("effort").value(level).endObject();
        }
    }

    private void outputFormat(@Nullable OutputFormat format) {
        if (format == null || !body.field("text")) {
            return;
        }
        json.beginObject().name("format").beginObject();
        switch (format.type()) {
            case TEXT -> json.name("type").value("text");
            case JSON -> json.name("type").value("json_object");
            case JSON_SCHEMA -> {
                json.name("type").value("json_schema").name("name").value(format.name());
                if (format.description() != null) {
                    json.name("description").value(format.description());
                }
                json.name("schema");
                String what = "The schema of output format \"" + format.name() + "\"";
                Body.userJson(json, String.valueOf(format.schema()), what);
                json.name("strict").value(format.strict());
            }
        }
        json.endObject().endObject();
    }
}
