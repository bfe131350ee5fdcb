package dev.weir.tracing.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Usage;
import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for any price and any usage; a failing seed is named. */
class PricePropertyTest {

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    private static double usd(Random random) {
        return random.nextInt(10_000) / 100.0;
    }

    private static Price price(Random random) {
        Price price = Price.per1M(usd(random), usd(random));
        for (Price.Rate rate : Price.Rate.values()) {
            if (random.nextBoolean() && rate != Price.Rate.REQUEST) {
                price = price.rate(rate, usd(random));
            }
        }
        return price;
    }

    private static Usage usage(Random random) {
        Usage.Builder usage = Usage.builder();
        for (Usage.Count count : Usage.Count.values()) {
            if (random.nextInt(3) > 0) {
                usage.count(count, (long) random.nextInt(random.nextBoolean() ? 100 : 300_000));
            }
        }
        return usage.build();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCostIsNeverNegativeWhateverIsReported(long seed) {
        Random random = new Random(seed);
        Price price = price(random).above(random.nextInt(200_000), price(random));
        assertThat(price.usd(usage(random))).isNotNegative();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void twoCallsCostWhatOneOfBothTogetherWould(long seed) {
        Random random = new Random(seed);
        Price price = price(random);
        Usage first = sound(random);
        Usage second = sound(random);
        Usage.Builder both = Usage.builder();
        for (Usage.Count count : Usage.Count.values()) {
            first.get(count).ifPresent(n -> both.add(count, n));
            second.get(count).ifPresent(n -> both.add(count, n));
        }
        assertThat(price.usd(both.build()))
                .isEqualByComparingTo(price.usd(first).add(price.usd(second)));
    }

    /** Returns counts that fit together, as providers report them. */
    private static Usage sound(Random random) {
        long cached = random.nextInt(1_000);
        long written = random.nextInt(1_000);
        long cachedAudio = random.nextInt((int) cached + 1);
        long audio = random.nextInt(1_000);
        long reasoning = random.nextInt(1_000);
        return Usages.with(
                Usages.of(cached + written + audio + random.nextInt(1_000), reasoning + random.nextInt(1_000)),
                Usage.Count.CACHE_READ,
                cached,
                Usage.Count.CACHE_WRITE,
                written,
                Usage.Count.AUDIO_INPUT,
                audio + cachedAudio,
                Usage.Count.AUDIO_CACHE_READ,
                cachedAudio,
                Usage.Count.REASONING,
                reasoning);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCheaperCacheNeverMakesACallDearer(long seed) {
        Random random = new Random(seed);
        double input = usd(random);
        Price price = Price.per1M(input, usd(random)).cacheRead(input * random.nextDouble());
        long tokens = random.nextInt(100_000);
        Usage plain = Usages.of(tokens, random.nextInt(1_000));
        Usage cached = Usages.with(plain, Usage.Count.CACHE_READ, random.nextInt((int) tokens + 1));
        assertThat(price.usd(cached)).isLessThanOrEqualTo(price.usd(plain));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void withOneRateForAllItDoesNotMatterWhatTheTokensAre(long seed) {
        Random random = new Random(seed);
        double rate = usd(random);
        Usage usage = sound(random);
        BigDecimal all = BigDecimal.valueOf(rate)
                .multiply(BigDecimal.valueOf(usage.totalTokens().orElseThrow()))
                .movePointLeft(6);
        assertThat(Price.per1M(rate, rate).usd(usage)).isEqualByComparingTo(all);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void moreTokensNeverCostLess(long seed) {
        Random random = new Random(seed);
        Price price = Price.per1M(usd(random), usd(random));
        Price dearer = price.above(random.nextInt(1_000), Price.per1M(100, 100));
        long input = random.nextInt(2_000);
        long output = random.nextInt(2_000);
        assertThat(dearer.usd(Usages.of(input + 1, output + 1)))
                .isGreaterThanOrEqualTo(dearer.usd(Usages.of(input, output)));
    }
}
