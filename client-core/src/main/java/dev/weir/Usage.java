package dev.weir;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a call consumed, in tokens. A count the provider did not report is absent, which is not the same as 0.
 *
 * <p>One convention for all providers: {@link #inputTokens()} includes tokens read from and written to a cache,
 * {@link #outputTokens()} includes reasoning; the other counts are subsets of these two, except that billed counts follow the
 * provider's own rules. Nothing is estimated.
 */
public final class Usage {

    /** Nothing reported. */
    public static final Usage ABSENT = builder().build();

    /** Kinds of tokens that are counted. */
    public enum Count {
        /** Everything read, cache included. */
        INPUT,
        /** Everything generated, reasoning included. */
        OUTPUT,
        /** Input and output, if the provider names the sum. */
        TOTAL,
        /** Part of the input that came from a cache. */
        CACHE_READ,
        /** Part of the input that was written to a cache. */
        CACHE_WRITE,
        /** Part of the output that was reasoning. */
        REASONING,
        /** Part of the input that was text. */
        TEXT_INPUT,
        /** Part of the input that was images. */
        IMAGE_INPUT,
        /** Part of the input that was sound. */
        AUDIO_INPUT,
        /** Part of the output that was text. */
        TEXT_OUTPUT,
        /** Part of the output that was images. */
        IMAGE_OUTPUT,
        /** Part of the output that was sound. */
        AUDIO_OUTPUT,
        /** Part of the cached input that was text. */
        TEXT_CACHE_READ,
        /** Part of the cached input that was images. */
        IMAGE_CACHE_READ,
        /** Part of the cached input that was sound. */
        AUDIO_CACHE_READ,
        /** What is paid of the input, where the provider tells it apart from what was read. */
        BILLED_INPUT,
        /** What is paid of the output, where the provider tells it apart from what was generated. */
        BILLED_OUTPUT
    }

    private final EnumMap<Count, Long> counts;
    private final Map<String, Long> providerTools;
    private final @Nullable String raw;

    private Usage(EnumMap<Count, Long> counts, Map<String, Long> providerTools, @Nullable String raw) {
        this.counts = counts;
        this.providerTools = providerTools;
        this.raw = raw;
    }

    /** Starts an empty usage. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns one count. */
    public OptionalLong get(Count count) {
        Long value = counts.get(count);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Returns all tokens read, cached ones included. */
    public OptionalLong inputTokens() {
        return get(Count.INPUT);
    }

    /** Returns all tokens generated, reasoning included. */
    public OptionalLong outputTokens() {
        return get(Count.OUTPUT);
    }

    /** Returns the sum the provider names, else input plus output if both are present. */
    public OptionalLong totalTokens() {
        Long input = counts.get(Count.INPUT);
        Long output = counts.get(Count.OUTPUT);
        if (counts.containsKey(Count.TOTAL) || input == null || output == null) {
            return get(Count.TOTAL);
        }
        return OptionalLong.of(input + output);
    }

    /** Returns the part of the input that was read from a cache. */
    public OptionalLong cacheReadTokens() {
        return get(Count.CACHE_READ);
    }

    /** Returns the part of the input that was written to a cache. */
    public OptionalLong cacheWriteTokens() {
        return get(Count.CACHE_WRITE);
    }

    /** Returns the part of the output that was reasoning. */
    public OptionalLong reasoningTokens() {
        return get(Count.REASONING);
    }

    /**
     * Returns this usage with what is paid in the place of what was read and generated, where the provider tells the two
     * apart; else itself. Telemetry and cost count what is paid.
     */
    public Usage billed() {
        Long input = counts.get(Count.BILLED_INPUT);
        Long output = counts.get(Count.BILLED_OUTPUT);
        if (input == null && output == null) {
            return this;
        }
        return new Builder(this)
                .count(Count.INPUT, input)
                .count(Count.OUTPUT, output)
                .build();
    }

    /** Returns how often each tool of the provider's own ran, by the provider's name for it; empty by default. */
    public Map<String, Long> providerTools() {
        return providerTools;
    }

    /** Returns the usage object as the provider wrote it, JSON; null if there was none. */
    public @Nullable String raw() {
        return raw;
    }

    /** Returns whether nothing was reported. */
    public boolean isAbsent() {
        return counts.isEmpty() && raw == null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Usage usage
                && counts.equals(usage.counts)
                && providerTools.equals(usage.providerTools)
                && Objects.equals(raw, usage.raw);
    }

    @Override
    public int hashCode() {
        return Objects.hash(counts, providerTools);
    }

    @Override
    public String toString() {
        return isAbsent() ? "Usage[absent]" : "Usage" + counts;
    }

    /** Collects a usage; not thread-safe. */
    public static final class Builder {

        private final EnumMap<Count, Long> counts = new EnumMap<>(Count.class);
        private Map<String, Long> providerTools = Map.of();
        private @Nullable String raw;

        private Builder() {}

        private Builder(Usage from) {
            counts.putAll(from.counts);
            providerTools = from.providerTools;
            raw = from.raw;
        }

        /** Sets one count; null leaves it as it is. */
        public Builder count(Count count, @Nullable Long tokens) {
            if (tokens != null) {
                counts.put(count, tokens);
            }
            return this;
        }

        /** Adds to one count, which stays absent if {@code tokens} is null. */
        public Builder add(Count count, @Nullable Long tokens) {
            if (tokens != null) {
                counts.merge(count, tokens, Long::sum);
            }
            return this;
        }

        /** Sets how often each provider-side tool ran. */
        public Builder providerTools(Map<String, Long> uses) {
            providerTools = Map.copyOf(uses);
            return this;
        }

        /** Sets the provider's own JSON. */
        public Builder raw(@Nullable String json) {
            raw = json;
            return this;
        }

        /** Returns the usage. */
        public Usage build() {
            return new Usage(new EnumMap<>(counts), providerTools, raw);
        }
    }
}
