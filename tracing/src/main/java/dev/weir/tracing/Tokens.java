package dev.weir.tracing;

import dev.weir.Usage;
import java.util.OptionalLong;

/** Sums of tokens. */
final class Tokens {

    private Tokens() {}

    /** Returns input plus output, also where a provider's own total counts something else; its total if one is absent. */
    static OptionalLong total(Usage usage) {
        OptionalLong input = usage.inputTokens();
        OptionalLong output = usage.outputTokens();
        return input.isPresent() && output.isPresent()
                ? OptionalLong.of(input.getAsLong() + output.getAsLong())
                : usage.totalTokens();
    }
}
