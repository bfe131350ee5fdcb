package dev.weir.tracing.cost;

import dev.weir.Usage;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one model charges, in US dollars per million tokens. Immutable; every setter returns a changed copy and takes its
 * figure in the unit the price was started with.
 *
 * <pre>{@code
 * Price.per1M(2.50, 10).cacheRead(1.25)
 * Price.per1K(0.0025, 0.01).cacheRead(0.00125)                       // the same
 * Price.per1M(3, 15).above(200_000, Price.per1M(6, 22.50))           // dearer for long prompts
 * }</pre>
 *
 * <p>No token is charged twice: cached tokens are part of the input and cost their own rate instead of the input's, and so do
 * reasoning within the output, sound and images. A rate that is not set falls back: cache and sound and images to the input's
 * or output's, reasoning to the output's.
 */
public final class Price {

    /** What is charged for. */
    public enum Rate {
        /** Tokens read. */
        INPUT,
        /** Tokens generated. */
        OUTPUT,
        /** Tokens read from a cache; {@link #INPUT} by default. */
        CACHE_READ,
        /** Tokens written to a cache; {@link #INPUT} by default. */
        CACHE_WRITE,
        /** Tokens generated as reasoning; {@link #OUTPUT} by default. */
        REASONING,
        /** Tokens of sound read; {@link #INPUT} by default. */
        AUDIO_INPUT,
        /** Tokens of sound generated; {@link #OUTPUT} by default. */
        AUDIO_OUTPUT,
        /** Tokens of sound read from a cache; {@link #CACHE_READ} by default. */
        AUDIO_CACHE_READ,
        /** Tokens of images read; {@link #INPUT} by default. */
        IMAGE_INPUT,
        /** Tokens of images generated; {@link #OUTPUT} by default. */
        IMAGE_OUTPUT,
        /** Tokens of images read from a cache; {@link #CACHE_READ} by default. */
        IMAGE_CACHE_READ,
        /** The request itself, per million requests; nothing by default. */
        REQUEST
    }

    /** Charges nothing. */
    public static final Price FREE = new Price(Map.of(), 0);

    private static final int MILLION = 6;
    private static final int THOUSAND_TO_MILLION = 3;

    private final Map<Rate, Tiers> rates;
    private final int shift;

    private Price(Map<Rate, Tiers> rates, int shift) {
        this.rates = rates;
        this.shift = shift;
    }

    /**
     * Starts a price in US dollars per million tokens.
     *
     * @throws IllegalArgumentException if one is negative or not a number
     */
    public static Price per1M(double input, double output) {
        return new Price(Map.of(), 0).rate(Rate.INPUT, input).rate(Rate.OUTPUT, output);
    }

    /**
     * Starts a price in US dollars per thousand tokens.
     *
     * @throws IllegalArgumentException if one is negative or not a number
     */
    public static Price per1K(double input, double output) {
        return new Price(Map.of(), THOUSAND_TO_MILLION).rate(Rate.INPUT, input).rate(Rate.OUTPUT, output);
    }

    /** Sets what tokens read from a cache cost; as much as other input by default. */
    public Price cacheRead(double usd) {
        return rate(Rate.CACHE_READ, usd);
    }

    /** Sets what tokens written to a cache cost; as much as other input by default. */
    public Price cacheWrite(double usd) {
        return rate(Rate.CACHE_WRITE, usd);
    }

    /** Sets what reasoning costs; as much as other output by default. */
    public Price reasoning(double usd) {
        return rate(Rate.REASONING, usd);
    }

    /** Sets what tokens of sound cost; as much as other input and output by default. */
    public Price audio(double input, double output) {
        return rate(Rate.AUDIO_INPUT, input).rate(Rate.AUDIO_OUTPUT, output);
    }

    /** Sets any rate; see {@link #rate(Rate, BigDecimal)}. */
    public Price rate(Rate rate, double usd) {
        if (Double.isNaN(usd) || Double.isInfinite(usd)) {
            throw new IllegalArgumentException("The rate " + rate + " must be a number of US dollars, not " + usd);
        }
        return rate(rate, BigDecimal.valueOf(usd));
    }

    /**
     * Sets any rate.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Price rate(Rate rate, BigDecimal usd) {
        Objects.requireNonNull(rate, "rate");
        BigDecimal perMillion = checked(rate, usd).movePointRight(shift);
        return with(rate, Tiers.of(perMillion));
    }

    /**
     * Sets what costs otherwise as soon as the input, cached tokens included, is longer than that; then all tokens of the
     * call cost it, not only those beyond.
     *
     * @param inputTokens the longest input to which this price applies
     * @param price what changes; rates it does not set stay
     */
    public Price above(long inputTokens, Price price) {
        if (inputTokens < 0) {
            throw new IllegalArgumentException("A number of tokens cannot be negative: " + inputTokens);
        }
        Price changed = this;
        for (Map.Entry<Rate, Tiers> entry : price.rates.entrySet()) {
            Tiers present = tiers(entry.getKey());
            BigDecimal usd = entry.getValue().base();
            Tiers base = present == null ? Tiers.of(BigDecimal.ZERO) : present;
            changed = changed.with(entry.getKey(), base.above(inputTokens, usd));
        }
        return changed;
    }

    /** Returns what one rate is for an input of that length, US dollars per million; empty if nothing is charged for it. */
    public Optional<BigDecimal> usdPer1M(Rate rate, long inputTokens) {
        Tiers tiers = tiers(Objects.requireNonNull(rate, "rate"));
        return tiers == null ? Optional.empty() : Optional.of(tiers.at(inputTokens));
    }

    /** Returns what a call of that usage costs in US dollars, not rounded; counts that are absent cost nothing. */
    public BigDecimal usd(Usage reported) {
        Usage usage = reported.billed();
        long input = count(usage, Usage.Count.INPUT, Long.MAX_VALUE);
        BigDecimal millions = input(usage, input)
                .add(output(usage, count(usage, Usage.Count.OUTPUT, Long.MAX_VALUE), input))
                .add(at(Rate.REQUEST, 1, input));
        return millions.movePointLeft(MILLION);
    }

    /** Every count that is a part of another is held to it, so that odd reports never make a sum negative. */
    private BigDecimal input(Usage usage, long input) {
        long cached = count(usage, Usage.Count.CACHE_READ, input);
        long written = count(usage, Usage.Count.CACHE_WRITE, input - cached);
        long cachedAudio = count(usage, Usage.Count.AUDIO_CACHE_READ, cached);
        long cachedImage = count(usage, Usage.Count.IMAGE_CACHE_READ, cached - cachedAudio);
        long plain = input - cached - written;
        long audio = Math.min(plain, Math.max(0, count(usage, Usage.Count.AUDIO_INPUT, input) - cachedAudio));
        long image = Math.min(plain - audio, Math.max(0, count(usage, Usage.Count.IMAGE_INPUT, input) - cachedImage));
        return at(Rate.INPUT, plain - audio - image, input)
                .add(at(Rate.AUDIO_INPUT, audio, input))
                .add(at(Rate.IMAGE_INPUT, image, input))
                .add(at(Rate.CACHE_READ, cached - cachedAudio - cachedImage, input))
                .add(at(Rate.AUDIO_CACHE_READ, cachedAudio, input))
                .add(at(Rate.IMAGE_CACHE_READ, cachedImage, input))
                .add(at(Rate.CACHE_WRITE, written, input));
    }

    private BigDecimal output(Usage usage, long output, long input) {
        long reasoning = count(usage, Usage.Count.REASONING, output);
        long audio = count(usage, Usage.Count.AUDIO_OUTPUT, output - reasoning);
        long image = count(usage, Usage.Count.IMAGE_OUTPUT, output - reasoning - audio);
        return at(Rate.OUTPUT, output - reasoning - audio - image, input)
                .add(at(Rate.REASONING, reasoning, input))
                .add(at(Rate.AUDIO_OUTPUT, audio, input))
                .add(at(Rate.IMAGE_OUTPUT, image, input));
    }

    private BigDecimal at(Rate rate, long tokens, long inputTokens) {
        Tiers tiers = tokens == 0 ? null : tiers(rate);
        return tiers == null ? BigDecimal.ZERO : tiers.at(inputTokens).multiply(BigDecimal.valueOf(tokens));
    }

    private static long count(Usage usage, Usage.Count count, long most) {
        return Math.min(most, Math.max(0, usage.get(count).orElse(0)));
    }

    /** Returns the rate or what it falls back to. */
    private @Nullable Tiers tiers(Rate rate) {
        Tiers own = rates.get(rate);
        if (own != null) {
            return own;
        }
        return switch (rate) {
            case INPUT, OUTPUT, REQUEST -> null;
            case CACHE_READ, CACHE_WRITE, AUDIO_INPUT, IMAGE_INPUT -> rates.get(Rate.INPUT);
            case AUDIO_CACHE_READ, IMAGE_CACHE_READ -> tiers(Rate.CACHE_READ);
            case REASONING, AUDIO_OUTPUT, IMAGE_OUTPUT -> rates.get(Rate.OUTPUT);
        };
    }

    private static BigDecimal checked(Rate rate, BigDecimal usd) {
        if (usd.signum() < 0) {
            throw new IllegalArgumentException("The rate " + rate + " cannot be negative: " + usd);
        }
        return usd;
    }

    Price with(Rate rate, Tiers tiers) {
        EnumMap<Rate, Tiers> more = new EnumMap<>(Rate.class);
        more.putAll(rates);
        more.put(rate, tiers);
        return new Price(more, shift);
    }

    /** Returns what is set, in the order of {@link Rate}. */
    Map<Rate, Tiers> rates() {
        return new LinkedHashMap<>(rates);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Price price && rates.equals(price.rates);
    }

    @Override
    public int hashCode() {
        return rates.hashCode();
    }

    @Override
    public String toString() {
        return "Price" + rates + " per 1M";
    }
}
