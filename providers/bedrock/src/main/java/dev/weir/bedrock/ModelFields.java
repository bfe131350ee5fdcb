package dev.weir.bedrock;

import dev.weir.Options;
import dev.weir.Thinking;
import dev.weir.Warning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills {@code additionalModelRequestFields}: what Converse has no word for and each model family calls by another name,
 * <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html">documented per model</a>.
 */
final class ModelFields {

    private static final int MIN_BUDGET = 1024;

    private final String model;
    private final ModelFamily family;
    private final Options options;
    private final List<Warning> warnings;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    private ModelFields(String model, Options options, List<Warning> warnings) {
        this.model = model.toLowerCase(Locale.ROOT);
        this.family = ModelFamily.of(model);
        this.options = options;
        this.warnings = warnings;
    }

    /** Returns the fields; {@code own} are those the request brings, which win where both have one. */
    static Map<String, Object> of(String model, Options options, @Nullable Object own, List<Warning> warnings) {
        ModelFields made = new ModelFields(model, options, warnings);
        made.topK();
        made.thinking();
        if (own instanceof Map<?, ?> map) {
            merge(made.fields, map);
        }
        return made.fields;
    }

    @SuppressWarnings("unchecked")
    private static void merge(Map<String, Object> into, Map<?, ?> own) {
        own.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (value instanceof Map<?, ?> inner && into.get(name) instanceof Map<?, ?> present) {
                Map<String, Object> merged = new LinkedHashMap<>((Map<String, Object>) present);
                merge(merged, inner);
                into.put(name, merged);
            } else {
                into.put(name, value);
            }
        });
    }

    private void topK() {
        Integer topK = options.topK();
        if (topK == null) {
            return;
        }
        switch (family) {
            case ANTHROPIC, MISTRAL -> fields.put("top_k", topK);
            case NOVA, NOVA_2 -> fields.put("inferenceConfig", Map.of("topK", topK));
            case COHERE -> fields.put("k", topK);
            default ->
                warn(
                        "topK",
                        "left out: Converse has no such option and this model's name for it is not known; set it"
                                + " in the extra field additionalModelRequestFields");
        }
    }

    private void thinking() {
        Thinking thinking = options.thinking();
        if (thinking == null) {
            return;
        }
        switch (family) {
            case ANTHROPIC -> claude(thinking);
            case NOVA_2 -> nova(thinking);
            case OPENAI -> effort(thinking, "reasoning_effort");
            case REASONING_CONFIG -> effort(thinking, "reasoning_config");
            default -> {
                if (!thinking.isOff()) {
                    warn(
                            "thinking",
                            "left out: how this model is told to think is not known; set it in the extra field"
                                    + " additionalModelRequestFields");
                }
            }
        }
    }

    private void claude(Thinking thinking) {
        Integer budget = thinking.budgetTokens();
        if (thinking.isOff()) {
            fields.put("thinking", Map.of("type", "disabled"));
        } else if (knowsAdaptive() && (budget == null || !knowsBudget())) {
            fields.put("thinking", Map.of("type", "adaptive"));
            if (budget == null) {
                String level = String.valueOf(thinking.level());
                fields.put("output_config", Map.of("effort", level.equals("minimal") ? "low" : level));
            } else {
                warn("thinking", "left to the model: it takes a level of effort, no budget");
            }
        } else {
            fields.put("thinking", claudeBudget(thinking));
        }
    }

    private Map<String, Object> claudeBudget(Thinking thinking) {
        Integer budget = thinking.budgetTokens();
        if (budget == null) {
            budget = switch (String.valueOf(thinking.level())) {
                case "minimal" -> MIN_BUDGET;
                case "low" -> 2048;
                case "medium" -> 8192;
                default -> 16384;
            };
            if (options.maxTokens() != null && options.maxTokens() > MIN_BUDGET) {
                budget = Math.min(budget, options.maxTokens() - 1);
            }
            warn("thinking", "sent as a budget of " + budget + " tokens: this model knows no levels of effort");
        }
        Map<String, Object> enabled = new LinkedHashMap<>();
        enabled.put("type", "enabled");
        enabled.put("budget_tokens", budget);
        return enabled;
    }

    /** Generations from 4.6 on decide by themselves how long to think; see Anthropic's page on adaptive thinking. */
    private boolean knowsAdaptive() {
        boolean older = model.contains("claude-3")
                || model.contains("claude-v")
                || model.contains("claude-instant")
                || model.contains("-4-2025")
                || model.contains("-4-0")
                || model.contains("-4-1")
                || model.contains("-4-5");
        return !older;
    }

    private boolean knowsBudget() {
        return !knowsAdaptive() || model.contains("-4-6");
    }

    private void nova(Thinking thinking) {
        if (thinking.isOff()) {
            fields.put("reasoningConfig", Map.of("type", "disabled"));
            return;
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("type", "enabled");
        config.put("maxReasoningEffort", level(thinking));
        fields.put("reasoningConfig", config);
    }

    private void effort(Thinking thinking, String field) {
        if (thinking.isOff()) {
            warn("thinking", "left out: this model's thinking cannot be switched off");
        } else {
            fields.put(field, level(thinking));
        }
    }

    private String level(Thinking thinking) {
        String level = thinking.level();
        if (level == null) {
            warn("thinking", "sent as medium effort: this model knows levels, no budget");
            return "medium";
        }
        return level.equals("minimal") ? "low" : level;
    }

    private void warn(String option, String reason) {
        warnings.add(new Warning(option, reason));
    }
}
