package dev.weir.tracing.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.Usage;
import dev.weir.spi.JsonReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shipped table, and every row of the public data it is made of, if that is at hand. */
class PriceDataTest {

    private static final Instant BEFORE = Instant.parse("2020-01-01T20:00:00Z");

    private static Path data() {
        Path data = Path.of(System.getProperty("prices.dir", ""), "data.json");
        assumeTrue(Files.exists(data), "no public price data");
        return data;
    }

    @Test
    void theShippedTableIsDatedAndSaysWhereEveryPriceIsPublished() {
        PriceTable shipped = PriceTable.shipped();
        assertThat(shipped.date()).contains(LocalDate.parse("2026-08-21"));
        assertThat(shipped.size()).isGreaterThan(1_000);
        assertThat(shipped.books().get(0).rows())
                .allSatisfy(row -> assertThat(row.page()).startsWith("https://"));
        assertThat(shipped.books().get(0).rows().stream()
                        .map(PriceRow::provider)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(ShippedPrices.PROVIDERS);
    }

    @Test
    void theShippedTableKnowsModelsByTheNamesOfTelemetry() {
        // figures read off the providers' pages, as of the table's date
        assertShipped("openai", "gpt-4o-mini-2024-07-18", "0.15", "0.6");
        assertShipped("anthropic", "claude-sonnet-4-5-20250929", "3", "15");
        assertShipped("gcp.gemini", "gemini-2.5-flash", "0.3", "2.5");
        assertShipped("gcp.vertex_ai", "claude-opus-4-6", "5", "25");
        assertShipped("groq", "llama-3.3-70b-versatile", "0.59", "0.79");
        assertShipped("mistral_ai", "mistral-large-latest", "2", "6");
        assertShipped("azure.ai.openai", "gpt-4o-2024-11-20", "2.5", "10");
        assertShipped("aws.bedrock", "eu.anthropic.claude-sonnet-5-20260601-v1:0", "2.2", "11");
        assertShipped("cohere", "command-r-08-2024", "0.15", "0.6");
        assertShipped("", "gpt-4o", "2.5", "10");
        assertShipped("", "anthropic/claude-sonnet-4-5", "3", "15");
        assertThat(PriceTable.shipped().find("vllm", "gpt-4o", BEFORE)).isEmpty();
        assertThat(PriceTable.shipped().find("ollama", "llama3", BEFORE)).isEmpty();
    }

    private static void assertShipped(String provider, String model, String input, String output) {
        Price price = PriceTable.shipped()
                .find(provider, model, BEFORE)
                .orElseThrow(() -> new AssertionError(provider + "/" + model))
                .price();
        assertThat(price.usdPer1M(Price.Rate.INPUT, 1).orElseThrow()).isEqualByComparingTo(input);
        assertThat(price.usdPer1M(Price.Rate.OUTPUT, 1).orElseThrow()).isEqualByComparingTo(output);
    }

    @Test
    void theGeneratorStillMakesTheShippedTable() throws IOException {
        PriceTable data = PriceTable.read(data(), PriceFormat.GENAI_PRICES);
        try (var shipped = PriceTable.class.getResourceAsStream("prices.json")) {
            assertThat(ShippedPrices.write(data.books().get(0), LocalDate.parse("2026-08-21"), "47df840a"))
                    .isEqualTo(new String(shipped.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** Reads the data a second way: what a row costs must be what its figures say, without our reader in between. */
    @Test
    void everyRowOfThePublicDataLoadsAndCostsWhatItSays() throws IOException {
        PriceTable table = PriceTable.read(data(), PriceFormat.GENAI_PRICES);
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        for (Object provider : (List<?>) JsonReader.of(Files.readString(data())).any()) {
            String id = (String) ((Map<?, ?>) provider).get("id");
            for (Object model : (List<?>) ((Map<?, ?>) provider).get("models")) {
                rows++;
                check(table, id, (Map<?, ?>) model, wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(rows).isGreaterThan(1_400).isEqualTo(table.size());
    }

    private static void check(PriceTable table, String provider, Map<?, ?> model, List<String> wrong) {
        String name = (String) model.get("id");
        Object prices = model.get("prices");
        Map<?, ?> first =
                (Map<?, ?>) (prices instanceof List<?> list ? ((Map<?, ?>) list.get(0)).get("prices") : prices);
        Usage usage = Usages.with(Usages.of(1_000, 100), Usage.Count.CACHE_READ, 300);
        BigDecimal input = figure(first, "input_mtok", BigDecimal.ZERO);
        BigDecimal expected = input.multiply(BigDecimal.valueOf(700))
                .add(figure(first, "cache_read_mtok", input).multiply(BigDecimal.valueOf(300)))
                .add(figure(first, "output_mtok", BigDecimal.ZERO).multiply(BigDecimal.valueOf(100)))
                .add(figure(first, "requests_kcount", BigDecimal.ZERO).multiply(BigDecimal.valueOf(1_000)))
                .movePointLeft(6);
        BigDecimal actual =
                table.cost(provider, name, usage, BEFORE).map(Cost::usd).orElse(null);
        if (actual == null || actual.compareTo(expected) != 0) {
            wrong.add(provider + "/" + name + ": expected " + expected + ", got " + actual);
        }
    }

    private static BigDecimal figure(Map<?, ?> prices, String name, BigDecimal otherwise) {
        Object value = prices.get(name);
        if (value instanceof Map<?, ?> tiered) {
            value = tiered.get("base");
        }
        return value == null ? otherwise : new BigDecimal(value.toString());
    }
}
