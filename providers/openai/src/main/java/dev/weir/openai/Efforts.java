package dev.weir.openai;

import dev.weir.Thinking;

/** Turns a budget of thinking tokens into the nearest effort level. */
final class Efforts {

    private static final int LOW = 2_048;
    private static final int MEDIUM = 16_384;

    private Efforts() {}

    static String nearest(Thinking thinking) {
        Integer budget = thinking.budgetTokens();
        if (budget == null || budget == 0) {
            return "none";
        }
        return budget <= LOW ? "low" : budget <= MEDIUM ? "medium" : "high";
    }
}
