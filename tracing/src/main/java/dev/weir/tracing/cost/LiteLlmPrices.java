package dev.weir.tracing.cost;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link PriceFormat#LITELLM}: an object with one field per model, whose rates are per token.
 *
 * @see <a href="https://docs.litellm.ai/docs/proxy/custom_pricing">what its fields mean</a>
 */
final class LiteLlmPrices {

    private static final Map<String, Price.Rate> RATES = Map.ofEntries(
            Map.entry("input_cost_per_token", Price.Rate.INPUT),
            Map.entry("output_cost_per_token", Price.Rate.OUTPUT),
            Map.entry("cache_read_input_token_cost", Price.Rate.CACHE_READ),
            Map.entry("cache_creation_input_token_cost", Price.Rate.CACHE_WRITE),
            Map.entry("output_cost_per_reasoning_token", Price.Rate.REASONING),
            Map.entry("input_cost_per_audio_token", Price.Rate.AUDIO_INPUT),
            Map.entry("output_cost_per_audio_token", Price.Rate.AUDIO_OUTPUT),
            Map.entry("cache_read_input_audio_token_cost", Price.Rate.AUDIO_CACHE_READ),
            Map.entry("input_cost_per_image_token", Price.Rate.IMAGE_INPUT),
            Map.entry("output_cost_per_image_token", Price.Rate.IMAGE_OUTPUT));

    private static final Pattern ABOVE = Pattern.compile("(.+)_above_(\\d{1,9})k_tokens");
    private static final String EXAMPLE = "sample_spec";
    private static final int MILLION = 6;
    private static final long THOUSAND = 1_000;

    private LiteLlmPrices() {}

    static PriceBook book(PriceJson root) {
        RowCollector rows = new RowCollector();
        for (String name : root.fields().keySet()) {
            if (!name.equals(EXAMPLE)) {
                row(name, root.need(name), rows);
            }
        }
        return new PriceBook(rows.rows(), List.of(), null);
    }

    private static void row(String name, PriceJson row, RowCollector rows) {
        Price price = price(row);
        if (price == null) {
            return;
        }
        String provider = row.get("litellm_provider") == null
                ? ""
                : row.need("litellm_provider").text();
        String model = model(name, provider);
        // The same model may be listed under several of a provider's doors; the first one counts.
        if (!rows.has(provider, model)) {
            rows.add(provider, model, ModelMatch.exact(model), PriceRow.When.ALWAYS, price, null);
        }
    }

    /** Returns the name that is sent to the provider: without the provider before it. */
    private static String model(String name, String provider) {
        int slash = name.indexOf('/');
        boolean named = slash > 0
                && slash < name.length() - 1
                && ProviderNames.of(name.substring(0, slash)).equals(ProviderNames.of(provider));
        return named ? name.substring(slash + 1) : name;
    }

    private static @Nullable Price price(PriceJson row) {
        if (row.get("input_cost_per_token") == null && row.get("output_cost_per_token") == null) {
            return null;
        }
        Price price = Price.FREE;
        Map<String, PriceJson> fields = row.fields();
        for (Map.Entry<String, PriceJson> field : fields.entrySet()) {
            Price.Rate rate = RATES.get(field.getKey());
            if (rate != null && row.get(field.getKey()) != null) {
                price = price.with(rate, Tiers.of(perMillion(field.getValue())));
            }
        }
        for (Map.Entry<String, PriceJson> field : fields.entrySet()) {
            Matcher above = ABOVE.matcher(field.getKey());
            Price.Rate rate = above.matches() ? RATES.get(above.group(1)) : null;
            if (rate != null && row.get(field.getKey()) != null) {
                long bound = Long.parseLong(above.group(2)) * THOUSAND;
                price = price.above(bound, Price.FREE.rate(rate, perMillion(field.getValue())));
            }
        }
        return price;
    }

    private static BigDecimal perMillion(PriceJson perToken) {
        return perToken.amount().movePointRight(MILLION);
    }
}
