package dev.weir.tracing.cost;

import dev.weir.Usage;

/** Usages in few words. */
final class Usages {

    private Usages() {}

    static Usage of(long input, long output) {
        return Usage.builder()
                .count(Usage.Count.INPUT, input)
                .count(Usage.Count.OUTPUT, output)
                .build();
    }

    static Usage with(Usage usage, Object... countsAndTokens) {
        Usage.Builder builder = Usage.builder();
        for (Usage.Count count : Usage.Count.values()) {
            usage.get(count).ifPresent(tokens -> builder.count(count, tokens));
        }
        for (int i = 0; i < countsAndTokens.length; i += 2) {
            builder.count((Usage.Count) countsAndTokens[i], ((Number) countsAndTokens[i + 1]).longValue());
        }
        return builder.build();
    }
}
