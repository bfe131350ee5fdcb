package dev.weir.google;

import dev.weir.Thinking;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.List;

/**
 * Writes <a href="https://ai.google.dev/gemini-api/docs/thinking">thinkingConfig</a>: a budget of tokens up to Gemini 2.5, a
 * level from Gemini 3 on, never both.
 */
final class ThinkingWriter {

    private static final int DYNAMIC = -1;
    private static final int PRO_MINIMUM = 128;
    private static final int LOW = 1024;
    private static final int MEDIUM = 8192;
    private static final int HIGH = 24576;

    private final ModelTraits model;
    private final List<Warning> warnings;
    private final JsonWriter json;

    ThinkingWriter(ModelTraits model, List<Warning> warnings, JsonWriter json) {
        this.model = model;
        this.warnings = warnings;
        this.json = json;
    }

    /** Writes the object after its name. */
    void write(Thinking thinking) {
        json.beginObject();
        if (!thinking.isOff()) {
            json.name("includeThoughts").value(true);
        }
        Integer budget = thinking.budgetTokens();
        String level = thinking.level();
        if (thinking.isOff()) {
            off();
        } else if (budget != null) {
            json.name("thinkingBudget").value(budget.longValue());
        } else if (level != null && model.isBeforeThird()) {
            json.name("thinkingBudget").value(budgetOf(level));
        } else if (level != null) {
            level(level);
        }
        json.endObject();
    }

    private void off() {
        if (model.isBeforeThird() && model.isPro()) {
            changed("this model cannot stop thinking; the least budget was set");
            json.name("thinkingBudget").value(PRO_MINIMUM);
        } else if (model.generation() == ModelTraits.UNKNOWN || model.isBeforeThird()) {
            json.name("thinkingBudget").value(0);
        } else {
            changed("this model cannot stop thinking; the least level was set");
            json.name("thinkingLevel").value(model.isPro() ? "low" : "minimal");
        }
    }

    private void level(String level) {
        switch (level) {
            case "dynamic" -> json.name("thinkingBudget").value(DYNAMIC);
            case "xhigh", "max" -> {
                changed("the highest level of this model is high");
                json.name("thinkingLevel").value("high");
            }
            default -> json.name("thinkingLevel").value(level);
        }
    }

    /** The budgets that <a href="https://ai.google.dev/gemini-api/docs/openai#thinking">Google itself</a> takes. */
    private int budgetOf(String level) {
        int budget = switch (level) {
            case "dynamic" -> DYNAMIC;
            case "minimal", "low" -> LOW;
            case "medium" -> MEDIUM;
            default -> HIGH;
        };
        if (budget != DYNAMIC) {
            changed("this model knows no levels; " + level + " was sent as a budget of " + budget + " tokens");
        }
        return budget;
    }

    private void changed(String reason) {
        warnings.add(new Warning("thinking", reason));
    }
}
