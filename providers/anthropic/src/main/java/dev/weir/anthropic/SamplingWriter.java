package dev.weir.anthropic;

import dev.weir.Options;
import dev.weir.Warning;
import java.util.List;

/** The options of a request apart from tools and thinking, and the warnings for those Anthropic does not have. */
final class SamplingWriter {

    private final Options options;
    private final ModelProfile profile;
    private final boolean thinking;
    private final List<Warning> warnings;

    SamplingWriter(Options options, ModelProfile profile, boolean thinking, List<Warning> warnings) {
        this.options = options;
        this.profile = profile;
        this.thinking = thinking;
        this.warnings = warnings;
    }

    void write(RequestBody body) {
        boolean temperature = writeTemperature(body);
        writeTopP(body, temperature);
        writeTopK(body);
        writeStop(body);
        String tier = options.serviceTier();
        if (tier != null && body.field("service_tier")) {
            body.json().value(tier);
        }
        writeMetadata(body);
        warnUnknown();
    }

    /** The bounds and combinations are those of https://docs.anthropic.com/en/api/messages. */
    private boolean writeTemperature(RequestBody body) {
        Double temperature = options.temperature();
        if (temperature == null) {
            return false;
        }
        if (temperature != 1 && (profile.fixedSampling() || thinking)) {
            warn("temperature", "left out: " + fixedBecause());
            return false;
        }
        if (temperature > 1) {
            warn("temperature", "lowered from " + temperature + " to 1, the highest there is");
        }
        if (body.field("temperature")) {
            body.json().value(Math.min(temperature, 1));
        }
        return true;
    }

    private void writeTopP(RequestBody body, boolean temperature) {
        Double topP = options.topP();
        if (topP == null) {
            return;
        }
        if (temperature && profile.oneSamplingOption()) {
            warn("topP", "left out: the model takes temperature or topP, not both");
        } else if ((profile.fixedSampling() && topP < 0.99) || (thinking && topP < 0.95)) {
            warn("topP", "left out: " + fixedBecause());
        } else if (body.field("top_p")) {
            body.json().value(topP);
        }
    }

    private void writeTopK(RequestBody body) {
        Integer topK = options.topK();
        if (topK == null) {
            return;
        }
        if (profile.fixedSampling() || thinking) {
            warn("topK", "left out: " + fixedBecause());
        } else if (body.field("top_k")) {
            body.json().value(topK);
        }
    }

    private String fixedBecause() {
        return profile.fixedSampling() ? "the model's sampling is fixed" : "sampling is fixed while the model thinks";
    }

    private void writeStop(RequestBody body) {
        List<String> stop =
                options.stop().stream().filter(text -> !text.isBlank()).toList();
        if (stop.size() < options.stop().size()) {
            warn("stop", "sequences of white space only were left out: they are refused");
        }
        if (!stop.isEmpty() && body.field("stop_sequences")) {
            body.json().any(stop);
        }
    }

    private void writeMetadata(RequestBody body) {
        String user = options.metadata().get("user_id");
        if (options.metadata().size() > (user == null ? 0 : 1)) {
            warn("metadata", "all but user_id was left out: nothing else is stored");
        }
        if (user != null && body.field("metadata")) {
            body.json().beginObject().name("user_id").value(user).endObject();
        }
    }

    private void warnUnknown() {
        unless(options.seed() == null, "seed");
        unless(options.presencePenalty() == null, "presencePenalty");
        unless(options.frequencyPenalty() == null, "frequencyPenalty");
        unless(options.choiceCount() == null || options.choiceCount() == 1, "choiceCount");
        unless(!Boolean.TRUE.equals(options.logprobs()), "logprobs");
        unless(options.logitBias().isEmpty(), "logitBias");
    }

    private void unless(boolean absent, String option) {
        if (!absent) {
            warn(option, "left out: Anthropic has no such option");
        }
    }

    private void warn(String option, String reason) {
        warnings.add(new Warning(option, reason));
    }
}
