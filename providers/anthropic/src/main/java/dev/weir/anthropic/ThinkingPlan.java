package dev.weir.anthropic;

import dev.weir.Options;
import dev.weir.Thinking;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much a model thinks, in the words its generation knows: a budget up to Claude 4.6, an effort from 4.6 on. The
 * bound of the answer belongs here because it includes the thoughts.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking">Extended thinking</a>
 */
final class ThinkingPlan {

    private static final int LEAST_BUDGET = 1024;
    private static final int ROOM_FOR_ANSWER = 4096;
    private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");

    private final @Nullable String mode;
    private final int budget;
    private final @Nullable String effort;
    private final int maxTokens;

    private ThinkingPlan(@Nullable String mode, int budget, @Nullable String effort, int maxTokens) {
        this.mode = mode;
        this.budget = budget;
        this.effort = effort;
        this.maxTokens = maxTokens;
    }

    /** Decides; {@code forced} says that a tool must be called, which the API does not allow to a model that thinks. */
    static ThinkingPlan of(Options options, ModelProfile profile, boolean forced, List<Warning> warnings) {
        Thinking asked = options.thinking();
        Integer set = options.maxTokens();
        int maxTokens = set == null ? profile.defaultMaxTokens() : set;
        if (asked == null) {
            return new ThinkingPlan(null, 0, null, maxTokens);
        }
        if (!profile.thinks()) {
            if (!asked.isOff()) {
                warnings.add(new Warning("thinking", "left out: the model does not think"));
            }
            return new ThinkingPlan(null, 0, null, maxTokens);
        }
        if (asked.isOff()) {
            return new ThinkingPlan("disabled", 0, null, maxTokens);
        }
        String effort = profile.thinksAdaptively() ? effort(asked, profile, warnings) : null;
        if (forced) {
            warnings.add(new Warning("thinking", "left out: a model that must call a tool cannot think first"));
            return new ThinkingPlan(profile.takesThinkingBudget() ? null : "disabled", 0, effort, maxTokens);
        }
        return effort != null
                ? new ThinkingPlan("adaptive", 0, effort, maxTokens)
                : budget(asked, profile, set, warnings);
    }

    /** Returns the effort to be sent, null if a budget is. */
    private static @Nullable String effort(Thinking asked, ModelProfile profile, List<Warning> warnings) {
        Integer budget = asked.budgetTokens();
        if (budget == null) {
            String level = asked.level();
            if ("minimal".equals(level)) {
                warnings.add(new Warning("thinking", "changed from minimal to low, the least effort there is"));
                return "low";
            }
            return level;
        }
        if (profile.takesThinkingBudget()) {
            return null;
        }
        String nearest = budget <= 4096 ? "low" : budget <= 16_384 ? "medium" : "high";
        warnings.add(new Warning(
                "thinking", "changed from " + asked + " to effort " + nearest + ": the model takes no budget"));
        return nearest;
    }

    private static ThinkingPlan budget(
            Thinking asked, ModelProfile profile, @Nullable Integer set, List<Warning> warnings) {
        Integer tokens = asked.budgetTokens();
        int unset = profile.defaultMaxTokens();
        int maxTokens =
                set != null ? set : tokens == null ? unset : (int) Math.max(unset, (long) tokens + ROOM_FOR_ANSWER);
        if (maxTokens <= LEAST_BUDGET) {
            warnings.add(new Warning(
                    "thinking",
                    "left out: thoughts count towards maxTokens, which must exceed " + LEAST_BUDGET + " for them"));
            return new ThinkingPlan(null, 0, null, maxTokens);
        }
        int budget = tokens == null ? share(asked, maxTokens) : Math.max(tokens, LEAST_BUDGET);
        if (budget >= maxTokens) {
            budget = Math.max(LEAST_BUDGET, (int) (maxTokens * 0.8));
        }
        if (tokens == null || budget != tokens) {
            warnings.add(new Warning("thinking", "changed from " + asked + " to a budget of " + budget + " tokens"));
        }
        return new ThinkingPlan("enabled", budget, null, maxTokens);
    }

    private static int share(Thinking asked, int maxTokens) {
        String level = String.valueOf(asked.level());
        double share = switch (level) {
            case "minimal" -> 0;
            case "low" -> 0.2;
            case "medium" -> 0.5;
            default -> EFFORTS.contains(level) ? 0.8 : 0.5;
        };
        return Math.max(LEAST_BUDGET, (int) (maxTokens * share));
    }

    int maxTokens() {
        return maxTokens;
    }

    @Nullable
    String effort() {
        return effort;
    }

    /** Returns whether anything is said about thinking. */
    boolean hasMode() {
        return mode != null;
    }

    /** Returns whether the model was asked to think, which restricts sampling. */
    boolean isOn() {
        return mode != null && !mode.equals("disabled");
    }

    /** Writes the value of {@code thinking}. */
    void write(JsonWriter json) {
        json.beginObject().name("type").value(mode);
        if (budget > 0) {
            json.name("budget_tokens").value(budget);
        }
        json.endObject();
    }
}
