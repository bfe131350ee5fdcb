package dev.weir;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much a model should think before it answers: an effort level in the provider's words, or a token budget. Providers
 * that know only one of the two get the nearest equivalent, with a {@link Warning}.
 */
public final class Thinking {

    /** No thinking. */
    public static final Thinking OFF = new Thinking("none", null);
    /** The least effort. */
    public static final Thinking MINIMAL = new Thinking("minimal", null);
    /** Little effort. */
    public static final Thinking LOW = new Thinking("low", null);
    /** Ordinary effort. */
    public static final Thinking MEDIUM = new Thinking("medium", null);
    /** Much effort. */
    public static final Thinking HIGH = new Thinking("high", null);

    private final @Nullable String level;
    private final @Nullable Integer budgetTokens;

    private Thinking(@Nullable String level, @Nullable Integer budgetTokens) {
        this.level = level;
        this.budgetTokens = budgetTokens;
    }

    /** Returns a level in the provider's own words, for example {@code xhigh}. */
    public static Thinking level(String level) {
        return new Thinking(Objects.requireNonNull(level, "level").toLowerCase(Locale.ROOT), null);
    }

    /** Returns a limit in tokens; must not be negative. */
    public static Thinking budget(int tokens) {
        if (tokens < 0) {
            throw new InvalidRequestException("The thinking budget must not be negative, was " + tokens);
        }
        return new Thinking(null, tokens);
    }

    /** Returns the effort level, null if a budget was given. */
    public @Nullable String level() {
        return level;
    }

    /** Returns the budget in tokens, null if a level was given. */
    public @Nullable Integer budgetTokens() {
        return budgetTokens;
    }

    /** Returns whether thinking is switched off. */
    public boolean isOff() {
        return "none".equals(level) || Integer.valueOf(0).equals(budgetTokens);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Thinking that
                && Objects.equals(level, that.level)
                && Objects.equals(budgetTokens, that.budgetTokens);
    }

    @Override
    public int hashCode() {
        return Objects.hash(level, budgetTokens);
    }

    @Override
    public String toString() {
        return level != null ? level : budgetTokens + " tokens";
    }
}
