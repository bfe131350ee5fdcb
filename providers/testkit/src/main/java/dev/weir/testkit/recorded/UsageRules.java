package dev.weir.testkit.recorded;

import dev.weir.Usage;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Works out from the counts as each provider reports them what {@link Usage} must say: input with everything read, cached or
 * not; output with everything generated, reasoning too. The rest is unchanged, and absent stays absent.
 */
final class UsageRules {

    private UsageRules() {}

    static @Nullable String difference(RecordedExchange exchange, Usage read) {
        JsonNode reported = exchange.expected().path("usage");
        Long cacheRead = count(reported, "cache_read");
        Long cacheWrite = count(reported, "cache_write");
        Long reasoning = count(reported, "reasoning");
        String[] names = {"input", "output", "cache_read", "cache_write", "reasoning"};
        Long[] wanted = {
            input(exchange, count(reported, "input"), cacheRead, cacheWrite),
            output(exchange, count(reported, "output"), reasoning),
            cacheRead,
            cacheWrite,
            reasoning
        };
        OptionalLong[] counts = {
            read.inputTokens(),
            read.outputTokens(),
            read.cacheReadTokens(),
            read.cacheWriteTokens(),
            read.reasoningTokens()
        };
        for (int i = 0; i < names.length; i++) {
            Long found = counts[i].isPresent() ? counts[i].getAsLong() : null;
            if (!java.util.Objects.equals(wanted[i], found)) {
                return "usage." + names[i] + ": expected " + wanted[i] + " but read " + found + " (reported " + reported
                        + ")";
            }
        }
        return null;
    }

    private static @Nullable Long input(
            RecordedExchange exchange, @Nullable Long input, @Nullable Long cacheRead, @Nullable Long cacheWrite) {
        return switch (exchange.api()) {
            // these two leave cached tokens out
            case "anthropic-messages", "bedrock-converse" -> plus(plus(input, cacheRead), cacheWrite);
            // what Google's own tools fed to the model is counted apart
            case "gemini" -> plus(input, count(exchange.expected().path("usage_raw"), "toolUsePromptTokenCount"));
            default -> input;
        };
    }

    private static @Nullable Long output(RecordedExchange exchange, @Nullable Long output, @Nullable Long reasoning) {
        boolean apart = exchange.api().equals("gemini")
                || (exchange.provider().equals("xai") && exchange.api().equals("openai-chat"));
        if (!apart) {
            return output;
        }
        return output == null ? reasoning : plus(output, reasoning);
    }

    private static @Nullable Long plus(@Nullable Long one, @Nullable Long other) {
        return one == null || other == null ? one : Long.valueOf(one + other);
    }

    private static @Nullable Long count(JsonNode counts, String name) {
        JsonNode count = counts.path(name);
        return count.isNumber() ? Long.valueOf(count.asLong()) : null;
    }
}
