package dev.weir.tracing.cost;

/**
 * Guesses how many tokens a piece of text is, for a {@link Budget} while the provider has not yet reported anything. What it
 * says is compared with the budget and never reported as usage.
 */
@FunctionalInterface
public interface TokenEstimator {

    /** A quarter of the number of characters, which suits English; the default. */
    TokenEstimator CHARACTERS = text -> text.length() / 4.0;

    /** Guesses nothing, so that only what providers report counts. */
    TokenEstimator NONE = text -> 0;

    /**
     * Returns about how many tokens the text is; fractions are summed up. Called for every piece of a stream, on its event
     * loop: it must not block.
     */
    double tokens(String text);
}
