package dev.weir;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the model should answer. Immutable; every setter returns a changed copy. An option that was never set is absent
 * ({@code null}) and is not sent, so that the provider's own default applies. An option the provider cannot honour becomes
 * a {@link Warning} on the response, or an error under {@link Request.UnsupportedPolicy#ERROR}.
 */
public final class Options {

    /** Nothing set. */
    public static final Options EMPTY = new Options(new Object[Slot.values().length]);

    private enum Slot {
        TEMPERATURE,
        TOP_P,
        TOP_K,
        MAX_TOKENS,
        STOP,
        SEED,
        PRESENCE_PENALTY,
        FREQUENCY_PENALTY,
        CHOICE_COUNT,
        LOGPROBS,
        TOP_LOGPROBS,
        LOGIT_BIAS,
        THINKING,
        PARALLEL_TOOL_CALLS,
        SERVICE_TIER,
        METADATA,
        TIMEOUTS
    }

    private final @Nullable Object[] values;

    private Options(@Nullable Object[] values) {
        this.values = values;
    }

    /** Returns the sampling temperature, usually 0 to 2. */
    public @Nullable Double temperature() {
        return (Double) get(Slot.TEMPERATURE);
    }

    /** Sets the sampling temperature. */
    public Options temperature(double temperature) {
        return set(Slot.TEMPERATURE, temperature);
    }

    /** Returns the nucleus sampling mass, 0 to 1. */
    public @Nullable Double topP() {
        return (Double) get(Slot.TOP_P);
    }

    /** Sets the nucleus sampling mass. */
    public Options topP(double topP) {
        return set(Slot.TOP_P, topP);
    }

    /** Returns how many of the likeliest tokens are sampled from. */
    public @Nullable Integer topK() {
        return (Integer) get(Slot.TOP_K);
    }

    /** Sets how many of the likeliest tokens are sampled from. */
    public Options topK(int topK) {
        return set(Slot.TOP_K, topK);
    }

    /** Returns the upper bound of generated tokens, reasoning included. */
    public @Nullable Integer maxTokens() {
        return (Integer) get(Slot.MAX_TOKENS);
    }

    /** Sets the upper bound of generated tokens; must be positive. */
    public Options maxTokens(int maxTokens) {
        if (maxTokens <= 0) {
            throw new InvalidRequestException("maxTokens must be positive, was " + maxTokens);
        }
        return set(Slot.MAX_TOKENS, maxTokens);
    }

    /** Returns the sequences at which generation stops; never null, empty by default. */
    @SuppressWarnings("unchecked")
    public List<String> stop() {
        Object stop = get(Slot.STOP);
        return stop == null ? List.of() : (List<String>) stop;
    }

    /** Sets the sequences at which generation stops; an empty array removes them. */
    public Options stop(String... sequences) {
        return set(Slot.STOP, sequences.length == 0 ? null : List.of(sequences));
    }

    /** Returns the seed for repeatable sampling. */
    public @Nullable Long seed() {
        return (Long) get(Slot.SEED);
    }

    /** Sets the seed for repeatable sampling; providers treat it as best effort. */
    public Options seed(long seed) {
        return set(Slot.SEED, seed);
    }

    /** Returns the presence penalty. */
    public @Nullable Double presencePenalty() {
        return (Double) get(Slot.PRESENCE_PENALTY);
    }

    /** Sets the penalty on tokens that occurred at all, -2 to 2. */
    public Options presencePenalty(double penalty) {
        return set(Slot.PRESENCE_PENALTY, penalty);
    }

    /** Returns the frequency penalty. */
    public @Nullable Double frequencyPenalty() {
        return (Double) get(Slot.FREQUENCY_PENALTY);
    }

    /** Sets the penalty on tokens by how often they occurred, -2 to 2. */
    public Options frequencyPenalty(double penalty) {
        return set(Slot.FREQUENCY_PENALTY, penalty);
    }

    /** Returns how many alternative answers are asked for. */
    public @Nullable Integer choiceCount() {
        return (Integer) get(Slot.CHOICE_COUNT);
    }

    /** Sets how many alternative answers are asked for ({@code n}). */
    public Options choiceCount(int count) {
        return set(Slot.CHOICE_COUNT, count);
    }

    /** Returns whether token log probabilities are asked for. */
    public @Nullable Boolean logprobs() {
        return (Boolean) get(Slot.LOGPROBS);
    }

    /** Asks for token log probabilities; they arrive as {@link Response.Choice#logprobs()}. */
    public Options logprobs(boolean logprobs) {
        return set(Slot.LOGPROBS, logprobs);
    }

    /** Returns how many alternatives per token come with the log probabilities. */
    public @Nullable Integer topLogprobs() {
        return (Integer) get(Slot.TOP_LOGPROBS);
    }

    /** Sets how many alternatives per token come with the log probabilities; switches {@link #logprobs()} on. */
    public Options topLogprobs(int count) {
        return set(Slot.LOGPROBS, true).set(Slot.TOP_LOGPROBS, count);
    }

    /** Returns the bias per token id; never null, empty by default. */
    @SuppressWarnings("unchecked")
    public Map<String, Integer> logitBias() {
        Object bias = get(Slot.LOGIT_BIAS);
        return bias == null ? Map.of() : (Map<String, Integer>) bias;
    }

    /** Sets the bias per token id, -100 to 100. */
    public Options logitBias(Map<String, Integer> bias) {
        return set(Slot.LOGIT_BIAS, Map.copyOf(bias));
    }

    /** Returns how much the model should think before it answers. */
    public @Nullable Thinking thinking() {
        return (Thinking) get(Slot.THINKING);
    }

    /** Sets how much the model should think before it answers. */
    public Options thinking(Thinking thinking) {
        return set(Slot.THINKING, Objects.requireNonNull(thinking, "thinking"));
    }

    /** Returns whether the model may ask for several tools at once. */
    public @Nullable Boolean parallelToolCalls() {
        return (Boolean) get(Slot.PARALLEL_TOOL_CALLS);
    }

    /** Sets whether the model may ask for several tools at once; ignored without tools. */
    public Options parallelToolCalls(boolean parallel) {
        return set(Slot.PARALLEL_TOOL_CALLS, parallel);
    }

    /** Returns the processing tier, in the provider's own words. */
    public @Nullable String serviceTier() {
        return (String) get(Slot.SERVICE_TIER);
    }

    /** Sets the processing tier, in the provider's own words. */
    public Options serviceTier(String tier) {
        return set(Slot.SERVICE_TIER, Objects.requireNonNull(tier, "tier"));
    }

    /** Returns labels stored with the request at the provider; never null, empty by default. */
    @SuppressWarnings("unchecked")
    public Map<String, String> metadata() {
        Object metadata = get(Slot.METADATA);
        return metadata == null ? Map.of() : (Map<String, String>) metadata;
    }

    /** Sets labels stored with the request at the provider. */
    public Options metadata(Map<String, String> metadata) {
        return set(Slot.METADATA, Map.copyOf(metadata));
    }

    /** Returns the time limits of the call, null for those of the client. */
    public @Nullable Timeouts timeouts() {
        return (Timeouts) get(Slot.TIMEOUTS);
    }

    /** Sets the time limits of the call. */
    public Options timeouts(Timeouts timeouts) {
        return set(Slot.TIMEOUTS, Objects.requireNonNull(timeouts, "timeouts"));
    }

    /** Sets only the total time limit, keeping the others at their defaults. */
    public Options timeout(Duration total) {
        Timeouts present = timeouts();
        return timeouts((present == null ? Timeouts.DEFAULT : present).total(total));
    }

    /** Returns these options with every absent one taken from {@code defaults}. */
    public Options orElse(Options defaults) {
        if (this == EMPTY || defaults == EMPTY) {
            return this == EMPTY ? defaults : this;
        }
        @Nullable Object[] merged = values.clone();
        for (int i = 0; i < merged.length; i++) {
            if (merged[i] == null) {
                merged[i] = defaults.values[i];
            }
        }
        return new Options(merged);
    }

    /** Returns what is set, by a name that stays the same; for {@link Prompt#version()}. */
    SortedMap<String, Object> present() {
        SortedMap<String, Object> present = new TreeMap<>();
        for (Slot slot : Slot.values()) {
            Object value = get(slot);
            if (value != null) {
                present.put(slot.name().toLowerCase(Locale.ROOT), value);
            }
        }
        return present;
    }

    private @Nullable Object get(Slot slot) {
        return values[slot.ordinal()];
    }

    private Options set(Slot slot, @Nullable Object value) {
        if (Objects.equals(values[slot.ordinal()], value)) {
            return this;
        }
        @Nullable Object[] copy = values.clone();
        copy[slot.ordinal()] = value;
        return new Options(copy);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Options options && Arrays.equals(values, options.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Lists the options that are set; stop sequences, bias and metadata only by their number. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Options[");
        for (Slot slot : Slot.values()) {
            Object value = get(slot);
            if (value != null) {
                text.append(text.length() > 8 ? ", " : "").append(slot.name().toLowerCase(Locale.ROOT));
                if (value instanceof List<?> list) {
                    text.append("=").append(list.size()).append(" values");
                } else if (value instanceof Map<?, ?> map) {
                    text.append("=").append(map.size()).append(" entries");
                } else {
                    text.append("=").append(value);
                }
            }
        }
        return text.append("]").toString();
    }
}
