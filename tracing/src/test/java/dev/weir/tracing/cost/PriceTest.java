package dev.weir.tracing.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Usage;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Sums worked out by hand, with figures of the providers' pages as of the shipped table. */
class PriceTest {

    /** OpenAI, gpt-4o: https://developers.openai.com/api/docs/pricing. */
    private static final Price GPT_4O = Price.per1M(2.50, 10).cacheRead(1.25);

    /** Anthropic, claude-sonnet-4-5: https://www.anthropic.com/pricing#api. */
    private static final Price SONNET_4_5 = Price.per1M(3, 15)
            .cacheRead(0.30)
            .cacheWrite(3.75)
            .above(200_000, Price.per1M(6, 22.50).cacheRead(0.60).cacheWrite(7.50));

    private static void costs(Price price, Usage usage, String usd) {
        assertThat(price.usd(usage)).isEqualByComparingTo(usd);
    }

    @Test
    void inputAndOutputHaveTheirOwnRates() {
        // 1500 x 2.50 + 350 x 10 = 3750 + 3500 millionths
        costs(GPT_4O, Usages.of(1_500, 350), "0.00725");
    }

    @Test
    void cachedTokensCostTheirRateInsteadOfTheInputs() {
        // 400 x 2.50 + 600 x 1.25 + 100 x 10 = 1000 + 750 + 1000 millionths
        costs(GPT_4O, Usages.with(Usages.of(1_000, 100), Usage.Count.CACHE_READ, 600), "0.00275");
    }

    @Test
    void writingToTheCacheCostsItsRateInsteadOfTheInputs() {
        // 100 x 3 + 500 x 0.30 + 400 x 3.75 + 10 x 15 = 300 + 150 + 1500 + 150 millionths
        Usage usage = Usages.with(Usages.of(1_000, 10), Usage.Count.CACHE_READ, 500, Usage.Count.CACHE_WRITE, 400);
        costs(SONNET_4_5, usage, "0.0021");
    }

    @Test
    void aLongPromptMakesAllTokensDearerAndOneAtTheBoundDoesNot() {
        // 200000 x 3 + 1000 x 15 = 600000 + 15000 millionths
        costs(SONNET_4_5, Usages.of(200_000, 1_000), "0.615");
        // 200001 x 6 + 1000 x 22.50 = 1200006 + 22500 millionths
        costs(SONNET_4_5, Usages.of(200_001, 1_000), "1.222506");
    }

    @Test
    void cachedTokensCountForTheLengthOfThePrompt() {
        // 50000 x 6 + 200000 x 0.60 = 300000 + 120000 millionths
        costs(SONNET_4_5, Usages.with(Usages.of(250_000, 0), Usage.Count.CACHE_READ, 200_000), "0.42");
    }

    @Test
    void reasoningIsPartOfTheOutputAndCostsAsMuchUnlessItHasARate() {
        Usage usage = Usages.with(Usages.of(0, 1_000), Usage.Count.REASONING, 400);
        costs(GPT_4O, usage, "0.01");
        // 600 x 10 + 400 x 20 = 6000 + 8000 millionths
        costs(GPT_4O.reasoning(20), usage, "0.014");
    }

    /** Google, gemini-2.5-flash: https://ai.google.dev/gemini-api/docs/pricing. */
    @Test
    void soundCostsItsRateAlsoFromTheCache() {
        Price flash = Price.per1M(0.30, 2.50)
                .cacheRead(0.03)
                .rate(Price.Rate.AUDIO_INPUT, 1)
                .rate(Price.Rate.AUDIO_CACHE_READ, 0.10);
        Usage usage = Usages.with(
                Usages.of(1_000, 200),
                Usage.Count.CACHE_READ,
                300,
                Usage.Count.AUDIO_INPUT,
                500,
                Usage.Count.AUDIO_CACHE_READ,
                100);
        // plain text 300 x 0.30, sound 400 x 1, cached text 200 x 0.03, cached sound 100 x 0.10, output 200 x 2.50:
        // 90 + 400 + 6 + 10 + 500 millionths
        costs(flash, usage, "0.001006");
    }

    /** Perplexity, sonar: https://docs.perplexity.ai/guides/pricing, 12 dollars per thousand requests. */
    @Test
    void aRequestMayCostSomethingByItself() {
        Price sonar = Price.per1M(1, 1).rate(Price.Rate.REQUEST, 12_000);
        // 100 + 200 millionths, and 0.012
        costs(sonar, Usages.of(100, 200), "0.0123");
    }

    @Test
    void perThousandIsTheSameAsPerMillionAlsoForWhatIsSetLater() {
        assertThat(Price.per1K(0.0025, 0.01).cacheRead(0.00125)).isEqualTo(GPT_4O);
        assertThat(Price.per1K(0.0025, 0.01).usd(Usages.of(1_500, 350))).isEqualByComparingTo("0.00725");
    }

    @Test
    void billedTokensAreWhatIsPaid() {
        Usage usage = Usages.with(Usages.of(500, 80), Usage.Count.BILLED_INPUT, 100, Usage.Count.BILLED_OUTPUT, 40);
        // 100 x 2.50 + 40 x 10 millionths
        costs(GPT_4O, usage, "0.00065");
    }

    @Test
    void nothingIsRoundedBeforeTheEnd() {
        Price cheap = Price.per1M(0.0375, 0.15);
        costs(cheap, Usages.of(1, 0), "0.0000000375");
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < 1_000; i++) {
            sum = sum.add(cheap.usd(Usages.of(1, 0)));
        }
        assertThat(new Cost(sum, false).rounded()).isEqualByComparingTo("0.000038");
        assertThat(new Cost(cheap.usd(Usages.of(1, 0)), false).rounded()).isEqualByComparingTo("0");
    }

    @Test
    void countsThatContradictEachOtherNeverMakeASumNegative() {
        Usage odd = Usages.with(
                Usages.of(100, 10),
                Usage.Count.CACHE_READ,
                500,
                Usage.Count.CACHE_WRITE,
                500,
                Usage.Count.AUDIO_INPUT,
                900,
                Usage.Count.REASONING,
                50);
        // all 100 are cached, all 10 are reasoning
        costs(GPT_4O, odd, "0.000225");
        costs(GPT_4O, Usages.of(-5, -5), "0");
    }

    @Test
    void ratesMustBeNumbersThatAreNotNegative() {
        assertThatThrownBy(() -> Price.per1M(-1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INPUT");
        assertThatThrownBy(() -> Price.per1M(1, Double.NaN)).hasMessageContaining("OUTPUT");
        assertThatThrownBy(() -> GPT_4O.above(-1, GPT_4O)).hasMessageContaining("-1");
    }
}
