package dev.weir.openai;

import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Thinking;
import dev.weir.spi.JsonWriter;

/** What Chat Completions and Responses write alike. */
final class CommonOptions {

    private final Body body;
    private final JsonWriter json;

    CommonOptions(Body body) {
        this.body = body;
        this.json = body.json();
    }

    void stop(Options options) {
        if (!options.stop().isEmpty() && body.option("stop", "stop")) {
            json.any(options.stop());
        }
    }

    void sampling(Options options) {
        body.number("temperature", "temperature", options.temperature());
        body.number("topP", "top_p", options.topP());
        body.number("topK", "top_k", options.topK());
        body.number("seed", "seed", options.seed());
        body.number("presencePenalty", "presence_penalty", options.presencePenalty());
        body.number("frequencyPenalty", "frequency_penalty", options.frequencyPenalty());
        if (!options.logitBias().isEmpty() && body.option("logitBias", "logit_bias")) {
            json.any(options.logitBias());
        }
    }

    void labels(Options options) {
        String tier = options.serviceTier();
        if (tier != null && body.option("serviceTier", "service_tier")) {
            json.value(tier);
        }
        if (!options.metadata().isEmpty() && body.option("metadata", "metadata")) {
            json.any(options.metadata());
        }
    }

    /** Returns the level of thinking, with a warning where it stands for a budget. */
    String effort(Thinking thinking) {
        String level = thinking.isOff() ? "none" : thinking.level();
        if (level == null) {
            level = Efforts.nearest(thinking);
            body.warn("thinking", "a budget of tokens is not known here; sent as effort \"" + level + "\" instead");
        }
        return level;
    }

    /** Writes the fields that describe a schema, all but whether it is strict. */
    void schema(OutputFormat format) {
        json.name("name").value(format.name());
        if (format.description() != null) {
            json.name("description").value(format.description());
        }
        json.name("schema");
        Body.userJson(json, String.valueOf(format.schema()), "The schema of output format \"" + format.name() + "\"");
    }
}
