package dev.weir.tracing.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ConfigurationException;
import dev.weir.Usage;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceFormatTest {

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private static PriceTable sample(String name, PriceFormat format) {
        try {
            return PriceTable.read(
                    Path.of(Objects.requireNonNull(PriceFormatTest.class.getResource(name))
                            .toURI()),
                    format);
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void costs(PriceTable table, String provider, String model, Instant at, Usage usage, String usd) {
        assertThat(table.cost(provider, model, usage, at).orElseThrow().usd()).isEqualByComparingTo(usd);
    }

    private static void costs(PriceTable table, String provider, String model, Usage usage, String usd) {
        costs(table, provider, model, NOW, usage, usd);
    }

    @Test
    void ownFormat() {
        PriceTable table = sample("weir.json", PriceFormat.WEIR);
        assertThat(table.date()).contains(LocalDate.parse("2026-10-31"));
        assertThat(table.size()).isEqualTo(5);
        costs(table, "openai", "gpt-4o-2024-08-06", Usages.of(1_500, 350), "0.00725");
        assertThat(table.find("openai", "gpt-4o", NOW).orElseThrow().page())
                .isEqualTo("https://developers.openai.com/api/docs/pricing");
        costs(table, "gcp.gemini", "gemini-2.5-pro", Usages.of(200_001, 10), "0.5001525");
        costs(table, "anthropic", "claude-sonnet-5", Usages.of(1_000, 1_000), "0.018");
        costs(
                table,
                "anthropic",
                "claude-sonnet-5",
                Instant.parse("2026-08-31T23:59:59Z"),
                Usages.of(1_000, 1_000),
                "0.012");
        costs(table, "vllm", "house-model", Usages.of(1_000_000, 1_000_000), "3");
    }

    @ParameterizedTest
    @CsvSource({"00:29:59, 0.135", "00:30:00, 0.27", "16:29:59, 0.27", "16:30:00, 0.135"})
    void pricesThatDependOnTheTimeOfDay(String time, String usd) {
        Instant at = Instant.parse("2026-11-01T" + time + "Z");
        Usage usage = Usages.of(1_000_000, 0);
        costs(sample("weir.json", PriceFormat.WEIR), "deepseek", "deepseek-chat", at, usage, usd);
        costs(sample("genai-prices.json", PriceFormat.GENAI_PRICES), "deepseek", "deepseek-chat", at, usage, usd);
    }

    @Test
    void timesOfDayMayPassMidnight() {
        PriceTable table = PriceTable.parse("""
                {"prices": [{"model": "m", "input": 2, "output": 2,
                  "changes": [{"daily": "16:30-00:30", "input": 1, "output": 1}]}]}""", PriceFormat.WEIR);
        Usage usage = Usages.of(1_000_000, 0);
        costs(table, "", "m", Instant.parse("2026-11-01T16:29:59Z"), usage, "2");
        costs(table, "", "m", Instant.parse("2026-11-01T16:30:00Z"), usage, "1");
        costs(table, "", "m", Instant.parse("2026-11-01T00:29:59Z"), usage, "1");
        costs(table, "", "m", Instant.parse("2026-11-01T00:30:00Z"), usage, "2");
    }

    @Test
    void genAiPrices() {
        PriceTable table = sample("genai-prices.json", PriceFormat.GENAI_PRICES);
        assertThat(table.size()).isEqualTo(4);
        costs(table, "x_ai", "grok-4.3-20260101", Usages.of(1_000_000, 1_000_000), "3");
        assertThat(table.find("x_ai", "grok-4.3-fast", NOW)).isEmpty();
        costs(table, "xai", "grok-x-mix", Usages.of(128_001, 0), "0.768006");
        assertThat(table.find("xai", "grok-x-mixed", NOW)).isEmpty();
        costs(table, "azure.ai.inference", "grok-4.3", Usages.of(1_000_000, 0), "1");
        costs(table, "", "grok-4.3", Usages.of(1_000_000, 0), "1");
        costs(table, "", "xai/grok-4.3", Usages.of(1_000_000, 0), "1");
        costs(table, "perplexity", "sonar", Usages.of(100, 200), "0.0123");
        assertThat(table.find("x_ai", "grok-4.3", NOW).orElseThrow().page()).isEqualTo("https://docs.x.ai/docs/models");
    }

    @Test
    void liteLlm() {
        PriceTable table = sample("litellm.json", PriceFormat.LITELLM);
        assertThat(table.size()).isEqualTo(6);
        Usage cached = Usages.with(Usages.of(1_000, 100), Usage.Count.CACHE_READ, 600);
        costs(table, "openai", "gpt-4o", cached, "0.00275");
        costs(table, "azure.ai.openai", "gpt-4o", Usages.of(1_000_000, 0), "2.75");
        costs(table, "anthropic", "claude-sonnet-4-5", Usages.of(200_000, 1_000), "0.615");
        costs(table, "anthropic", "claude-sonnet-4-5", Usages.of(200_001, 1_000), "1.222506");
        Usage longCached = Usages.with(Usages.of(250_000, 0), Usage.Count.CACHE_READ, 200_000);
        costs(table, "anthropic", "claude-sonnet-4-5", longCached, "0.42");
        Usage sound = Usages.with(Usages.of(1_000, 0), Usage.Count.AUDIO_INPUT, 400);
        costs(table, "gcp.gemini", "gemini-2.5-flash", sound, "0.00058");
        costs(table, "together", "meta-llama/Llama-3-8b", Usages.of(1_000_000, 0), "0.2");
        costs(table, "openai", "text-embedding-3-small", Usages.of(1_000_000, 0), "0.02");
        assertThat(table.find("openai", "dall-e-3", NOW)).isEmpty();
    }

    private static void refused(String json, PriceFormat format, String... words) {
        assertThatThrownBy(() -> PriceTable.parse(json, format))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void whatIsWrongInAnOwnFileIsNamed() {
        PriceFormat weir = PriceFormat.WEIR;
        refused("{", weir, "price table is not JSON");
        refused("[]", weir, "expected an object", "a list");
        refused("{}", weir, "the field \"prices\" is missing");
        refused("{\"prices\": {}}", weir, "field \"prices\"", "expected a list");
        refused("{\"prices\": [{\"input\": 1}]}", weir, "[0]", "\"model\" is missing");
        refused("{\"prices\": [{\"model\": \"m\"}]}", weir, "m", "at least one rate");
        refused(
                "{\"prices\": [{\"provider\": \"openai\", \"model\": \"m\", \"input\": \"2.5\"}]}",
                weir,
                "openai/m",
                "field \"input\"",
                "a number of US dollars",
                "\"2.5\"");
        refused("{\"prices\": [{\"model\": \"m\", \"output\": -1}]}", weir, "m", "field \"output\"", "not negative");
        refused("{\"prices\": [{\"model\": \"m\", \"inptu\": 1}]}", weir, "m", "unknown field \"inptu\"");
        refused("{\"prices\": [{\"model\": \"a*b\", \"input\": 1}]}", weir, "field \"model\"", "a*b");
        refused("{\"prices\": [{\"model\": \"m\", \"input\": 1, \"per\": \"1G\"}]}", weir, "per", "1M or 1K");
        refused(
                "{\"prices\": [{\"model\": \"m\", \"input\": 1}, {\"model\": \"M\", \"input\": 2}]}",
                weir,
                "[1]",
                "no row yet");
        refused(
                "{\"prices\": [{\"model\": \"m\", \"input\": 1, \"changes\": [{\"from\": \"May\", \"input\": 2}]}]}",
                weir,
                "changes",
                "from",
                "a day");
        refused(
                "{\"prices\": [{\"model\": \"m\", \"input\": 1, \"changes\": [{\"daily\": \"16:30\", \"input\": 2}]}]}",
                weir,
                "daily",
                "two times");
        refused(
                "{\"prices\": [{\"model\": \"m\", \"input\": {\"base\": 1, \"above\": {\"200k\": 2}}}]}",
                weir,
                "200k",
                "whole number of tokens");
        refused("{\"date\": \"soon\", \"prices\": []}", weir, "date", "soon");
    }

    @Test
    void whatIsWrongInAPublicFileIsNamed() {
        String head = "[{\"id\": \"openai\", \"models\": [{\"id\": \"gpt\", ";
        refused(
                head + "\"match\": {\"like\": \"x\"}, \"prices\": {}}]}]",
                PriceFormat.GENAI_PRICES,
                "openai/gpt",
                "like");
        refused(
                head + "\"match\": {\"regex\": \"(\"}, \"prices\": {}}]}]",
                PriceFormat.GENAI_PRICES,
                "openai/gpt",
                "a regular expression");
        refused(
                head + "\"match\": {\"equals\": \"x\"}, \"prices\": {\"input_mtok\": \"much\"}}]}]",
                PriceFormat.GENAI_PRICES,
                "openai/gpt",
                "input_mtok",
                "much");
        refused(head + "\"prices\": {}}]}]", PriceFormat.GENAI_PRICES, "openai/gpt", "\"match\" is missing");
        refused(
                "{\"gpt-4o\": {\"input_cost_per_token\": true}}",
                PriceFormat.LITELLM,
                "gpt-4o",
                "input_cost_per_token",
                "true");
        refused("{\"gpt-4o\": 3}", PriceFormat.LITELLM, "gpt-4o", "an object");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> PriceTable.read(Path.of("no-such-prices.json")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no-such-prices.json");
    }
}
