package dev.weir.tracing.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Usage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Price DEAR = Price.per1M(10, 20);
    private static final Price CHEAP = Price.per1M(1, 2);
    private static final Price OTHER = Price.per1M(3, 4);

    private static Optional<Price> price(PriceTable table, String provider, String model) {
        return table.find(provider, model, NOW).map(PriceTable.Listing::price);
    }

    @Test
    void theExactNameWinsThenTheLongestBeginningThenAnyOtherPattern() {
        PriceTable table = PriceTable.builder()
                .price("openai/*mini*", OTHER)
                .price("openai/gpt-*", Price.FREE)
                .price("openai/gpt-4o*", DEAR)
                .price("openai/gpt-4o-mini", CHEAP)
                .build();
        assertThat(price(table, "openai", "gpt-4o-mini")).contains(CHEAP);
        assertThat(price(table, "openai", "gpt-4o-mini-2024")).contains(DEAR);
        assertThat(price(table, "openai", "gpt-5-mini")).contains(Price.FREE);
        assertThat(price(table, "openai", "o4-mini")).contains(OTHER);
        assertThat(price(table, "openai", "o3")).isEmpty();
    }

    @Test
    void patternsMayBeEndsAndRegularExpressions() {
        PriceTable table = PriceTable.builder()
                .price("openai/*-preview", CHEAP)
                .price("openai", "/^o[134]$/", DEAR)
                .build();
        assertThat(price(table, "openai", "x-preview")).contains(CHEAP);
        assertThat(price(table, "openai", "x-preview-2")).isEmpty();
        assertThat(price(table, "openai", "O3")).contains(DEAR);
        assertThat(price(table, "openai", "o3-mini")).isEmpty();
    }

    @Test
    void somethingThatIsNoPatternIsRefused() {
        assertThatThrownBy(() -> PriceTable.builder().price("openai/a*b", CHEAP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a*b");
    }

    @Test
    void aNameOfAnEndlessLengthIsNoModel() {
        PriceTable table =
                PriceTable.builder().price("openai", "/^(a|b)*$/", CHEAP).build();
        assertThat(price(table, "openai", "abab")).contains(CHEAP);
        assertThat(price(table, "openai", "ab".repeat(100_000))).isEmpty();
    }

    @Test
    void theSameModelCostsWhatItsProviderAsks() {
        PriceTable table = PriceTable.builder()
                .price("groq/llama", CHEAP)
                .price("together/llama", DEAR)
                .build();
        assertThat(price(table, "groq", "llama")).contains(CHEAP);
        assertThat(price(table, "together", "llama")).contains(DEAR);
        assertThat(price(table, "vllm", "llama")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "x_ai, x-ai",
        "xai, x-ai",
        "aws.bedrock, aws",
        "gcp.gemini, google",
        "gcp.vertex_ai, google",
        "vertex_ai-language-models, google",
        "mistral_ai, mistral",
        "azure.ai.openai, azure",
        "azure.ai.inference, azure",
        "moonshot_ai, moonshotai",
        "together_ai, together",
        "fireworks_ai, fireworks",
        "Anthropic, anthropic"
    })
    void aProviderIsKnownByItsNameInTelemetryAndInPriceFiles(String spelling, String name) {
        PriceTable table = PriceTable.builder().price(name, "some-model", CHEAP).build();
        assertThat(price(table, spelling, "some-model")).contains(CHEAP);
    }

    @Test
    void aRowWithoutProviderIsForAny() {
        PriceTable table = PriceTable.builder().price("house-model", CHEAP).build();
        assertThat(price(table, "vllm", "house-model")).contains(CHEAP);
        assertThat(price(table, "", "house-model")).contains(CHEAP);
    }

    @Test
    void theModelThatAnsweredCountsBeforeTheOneThatWasAsked() {
        PriceTable table = PriceTable.builder()
                .price("azure/gpt-4o*", DEAR)
                .price("azure/my-deployment", CHEAP)
                .build();
        Operation.Target target = new Operation.Target(
                ModelId.parse("azure-openai/my-deployment"),
                "my-deployment",
                "azure.ai.openai",
                "openai-chat",
                "h",
                443);
        Usage usage = Usages.of(1_000_000, 0);
        assertThat(table.cost(target, "gpt-4o-2024-11-20", usage, NOW)
                        .orElseThrow()
                        .usd())
                .isEqualByComparingTo("10");
        assertThat(table.cost(target, null, usage, NOW).orElseThrow().usd()).isEqualByComparingTo("1");
        assertThat(table.cost(target, "unheard-of", usage, NOW).orElseThrow().usd())
                .isEqualByComparingTo("1");
    }

    @Test
    void theNameUnderWhichAProviderIsRegisteredIsTriedToo() {
        PriceTable table =
                PriceTable.builder().price("our-gateway/small", CHEAP).build();
        Operation.Target target =
                new Operation.Target(ModelId.parse("our-gateway/small"), "small", "openai", "openai-chat", "h", 443);
        assertThat(table.cost(target, null, Usages.of(1, 1), NOW)).isPresent();
    }

    @Test
    void ownRowsWinOverThoseOfAnotherTable() {
        PriceTable own = PriceTable.builder().price("openai/gpt-4o*", CHEAP).build();
        PriceTable joined = own.orElse(PriceTable.builder()
                .price("openai/gpt-4o", DEAR)
                .price("openai/o3", OTHER)
                .build());
        assertThat(price(joined, "openai", "gpt-4o")).contains(CHEAP);
        assertThat(price(joined, "openai", "o3")).contains(OTHER);
        assertThat(joined.size()).isEqualTo(3);
    }

    @Test
    void aLaterPriceAppliesFromItsDayOnInUtc() {
        PriceTable table = PriceTable.builder()
                .price("openai", "o3", DEAR)
                .price("openai", "o3", LocalDate.parse("2025-06-10"), CHEAP)
                .build();
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.find("openai", "o3", Instant.parse("2025-06-09T23:59:59Z"))
                        .orElseThrow()
                        .price())
                .isEqualTo(DEAR);
        assertThat(table.find("openai", "o3", Instant.parse("2025-06-10T00:00:00Z"))
                        .orElseThrow()
                        .price())
                .isEqualTo(CHEAP);
    }

    @Test
    void anUnknownModelHasNoCostUnlessAPolicySaysSo() {
        Usage usage = Usages.of(1_000_000, 1_000_000);
        assertThat(PriceTable.EMPTY.cost("openai", "x", usage, NOW)).isEmpty();
        assertThat(PriceTable.EMPTY.unknownModel(UnknownModel.ZERO).cost("openai", "x", usage, NOW))
                .contains(new Cost(java.math.BigDecimal.ZERO, true));
        Cost assumed = PriceTable.EMPTY
                .unknownModel(UnknownModel.price(CHEAP))
                .cost("openai", "x", usage, NOW)
                .orElseThrow();
        assertThat(assumed.usd()).isEqualByComparingTo("3");
        assertThat(assumed.estimated()).isTrue();
    }

    @Test
    void thePolicyDoesNotTouchModelsThatAreKnown() {
        PriceTable table = PriceTable.builder().price("openai/x", CHEAP).build().unknownModel(UnknownModel.price(DEAR));
        Cost cost = table.cost("openai", "x", Usages.of(1_000_000, 0), NOW).orElseThrow();
        assertThat(cost.usd()).isEqualByComparingTo("1");
        assertThat(cost.estimated()).isFalse();
    }

    @Test
    void whatWasNotReportedHasNoCost() {
        PriceTable table = PriceTable.builder().price("openai/x", CHEAP).build();
        assertThat(table.cost("openai", "x", Usage.ABSENT, NOW)).isEmpty();
        assertThat(table.unknownModel(UnknownModel.ZERO).cost("openai", "y", Usage.ABSENT, NOW))
                .isEmpty();
        assertThat(table.cost("openai", "x", Usages.of(0, 0), NOW).orElseThrow().usd())
                .isEqualByComparingTo("0");
        Usage inputOnly = Usage.builder().count(Usage.Count.INPUT, 2L).build();
        assertThat(table.cost("openai", "x", inputOnly, NOW).orElseThrow().usd())
                .isEqualByComparingTo("0.000002");
    }
}
