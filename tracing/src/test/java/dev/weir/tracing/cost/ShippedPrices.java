package dev.weir.tracing.cost;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the price table that ships with Weir out of the facts of a genai-prices {@code data.json}.
 *
 * <pre>{@code
 * mvn -q -pl tracing -am test-compile exec:java -Dexec.skip=false -Dexec.classpathScope=test
 *     -Dexec.mainClass=dev.weir.tracing.cost.ShippedPrices
 *     -Dprices.data=../shared/prices/data.json -Dprices.date=2026-08-21 -Dprices.commit=47df840a
 *     -Dprices.out=tracing/src/main/resources/dev/weir/tracing/cost/prices.json
 * }</pre>
 *
 * <p>It takes over the providers that Weir has, with every model that has a price, and the models that are free by name.
 * Nothing is added, rounded or guessed.
 */
final class ShippedPrices {

    /** As the data calls them, in the order in which a model without provider is looked for. */
    static final List<String> PROVIDERS = List.of(
            "openai",
            "anthropic",
            "google",
            "x-ai",
            "mistral",
            "cohere",
            "deepseek",
            "moonshotai",
            "perplexity",
            "cerebras",
            "fireworks",
            "aws",
            "azure",
            "groq",
            "together",
            "openrouter");

    private ShippedPrices() {}

    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(property("prices.data"));
        LocalDate date = LocalDate.parse(property("prices.date"));
        String json =
                write(PriceTable.read(data, PriceFormat.GENAI_PRICES).books().get(0), date, property("prices.commit"));
        Path out = Path.of(property("prices.out"));
        Files.writeString(out, json);
        System.out.println(PriceTable.read(out) + " written to " + out);
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("Set -D" + name + "=...; see the javadoc of this class");
        }
        return value;
    }

    static String write(PriceBook book, LocalDate date, String commit) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("date", date.toString());
        head.put("source", "facts from github.com/pydantic/genai-prices, commit " + commit + ", MIT; see NOTICE");
        StringBuilder text = new StringBuilder("{\n");
        head.forEach((name, value) ->
                text.append(json(name)).append(": ").append(json(value)).append(",\n"));
        text.append("\"providers\": [\n")
                .append(lines(PROVIDERS.stream()
                        .map(id -> provider(book.providers().get(id)))
                        .toList()));
        text.append("],\n\"prices\": [\n")
                .append(lines(PROVIDERS.stream()
                        .flatMap(id -> book.rows().stream()
                                .filter(row -> row.provider().equals(id)))
                        .filter(ShippedPrices::isKnown)
                        .map(ShippedPrices::row)
                        .toList()));
        return text.append("]\n}\n").toString();
    }

    private static String lines(List<Map<String, Object>> objects) {
        return objects.stream().map(ShippedPrices::json).collect(Collectors.joining(",\n")) + "\n";
    }

    /** A row without any price is only kept where the name itself says that the model is free. */
    static boolean isKnown(PriceRow row) {
        return row.model().endsWith(":free")
                || row.prices().stream()
                        .noneMatch(dated -> dated.price().rates().isEmpty());
    }

    private static Map<String, Object> provider(PriceBook.Provider provider) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", provider.id());
        patterns(fields, "models", provider.models());
        patterns(fields, "names", provider.names());
        if (!provider.fallback().isEmpty()) {
            fields.put("fallback", provider.fallback());
        }
        return fields;
    }

    private static void patterns(Map<String, Object> fields, String name, @Nullable ModelMatch match) {
        if (match != null) {
            fields.put(name, match.patterns());
        }
    }

    private static Map<String, Object> row(PriceRow row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("provider", row.provider());
        fields.put("model", row.model());
        List<String> more = new ArrayList<>(row.match().patterns());
        more.remove(ModelMatch.lower(row.model()));
        if (!more.isEmpty()) {
            fields.put("match", more);
        }
        fields.putAll(rates(row.prices().get(0).price()));
        List<Map<String, Object>> changes =
                row.prices().stream().skip(1).map(ShippedPrices::change).toList();
        if (!changes.isEmpty()) {
            fields.put("changes", changes);
        }
        if (row.page() != null) {
            fields.put("page", row.page());
        }
        return fields;
    }

    private static Map<String, Object> change(PriceRow.Dated dated) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (dated.when() instanceof PriceRow.From from) {
            fields.put("from", from.day().toString());
        } else if (dated.when() instanceof PriceRow.Daily daily) {
            fields.put("daily", daily.start() + "-" + daily.end());
        }
        fields.putAll(rates(dated.price()));
        return fields;
    }

    private static Map<String, Object> rates(Price price) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (price.rates().isEmpty()) {
            fields.put("input", BigDecimal.ZERO);
            fields.put("output", BigDecimal.ZERO);
        }
        price.rates().forEach((rate, tiers) -> {
            Map<String, Object> tiered = new LinkedHashMap<>();
            tiered.put("base", tiers.base());
            tiered.put("above", new TreeMap<>(tiers.above()));
            fields.put(WeirPrices.name(rate), tiers.above().isEmpty() ? tiers.base() : tiered);
        });
        return fields;
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> json(entry.getKey().toString()) + ": " + json(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ShippedPrices::json).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
