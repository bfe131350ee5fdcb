package dev.weir.bedrock;

import java.util.Locale;

/** Whose model it is, told by its id; what Converse leaves to the models' own fields depends on that. */
enum ModelFamily {
    ANTHROPIC,
    NOVA,
    NOVA_2,
    MISTRAL,
    COHERE,
    OPENAI,
    REASONING_CONFIG,
    OTHER;

    static ModelFamily of(String model) {
        String id = model.toLowerCase(Locale.ROOT);
        if (id.contains("anthropic.")) {
            return ANTHROPIC;
        } else if (id.contains("amazon.nova-2")) {
            return NOVA_2;
        } else if (id.contains("amazon.nova")) {
            return NOVA;
        } else if (id.contains("mistral.")) {
            return MISTRAL;
        } else if (id.contains("cohere.")) {
            return COHERE;
        } else if (id.contains("openai.")) {
            return OPENAI;
        } else if (id.contains("qwen.") || id.contains("moonshot") || id.contains("deepseek.")) {
            return REASONING_CONFIG;
        }
        return OTHER;
    }
}
