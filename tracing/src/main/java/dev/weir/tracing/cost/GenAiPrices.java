package dev.weir.tracing.cost;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link PriceFormat#GENAI_PRICES}.
 *
 * @see <a href="https://github.com/pydantic/genai-prices/blob/main/prices/data.schema.json">its schema</a>
 */
final class GenAiPrices {

    private static final Map<String, Price.Rate> RATES = Map.of(
            "input_mtok", Price.Rate.INPUT,
            "output_mtok", Price.Rate.OUTPUT,
            "cache_read_mtok", Price.Rate.CACHE_READ,
            "cache_write_mtok", Price.Rate.CACHE_WRITE,
            "input_audio_mtok", Price.Rate.AUDIO_INPUT,
            "output_audio_mtok", Price.Rate.AUDIO_OUTPUT,
            "cache_audio_read_mtok", Price.Rate.AUDIO_CACHE_READ,
            "input_image_mtok", Price.Rate.IMAGE_INPUT,
            "output_image_mtok", Price.Rate.IMAGE_OUTPUT,
            "cache_image_read_mtok", Price.Rate.IMAGE_CACHE_READ);

    private static final int THOUSAND_TO_MILLION = 3;

    private GenAiPrices() {}

    static PriceBook book(PriceJson root) {
        List<PriceBook.Provider> providers = new ArrayList<>();
        RowCollector rows = new RowCollector();
        for (PriceJson provider : root.elements()) {
            String id = provider.need("id").text();
            PriceJson named = provider.called(id);
            providers.add(new PriceBook.Provider(
                    ProviderNames.of(id),
                    matchOrNull(named.get("model_match")),
                    matchOrNull(named.get("provider_match")),
                    fallback(named)));
            String page = page(named);
            for (PriceJson model : named.need("models").elements()) {
                model(model.called(id + "/" + model.need("id").text()), id, page, rows);
            }
        }
        return new PriceBook(rows.rows(), providers, null);
    }

    private static List<String> fallback(PriceJson provider) {
        PriceJson others = provider.get("fallback_model_providers");
        return others == null
                ? List.of()
                : others.elements().stream()
                        .map(other -> ProviderNames.of(other.text()))
                        .toList();
    }

    private static @Nullable String page(PriceJson provider) {
        PriceJson pages = provider.get("pricing_urls");
        List<PriceJson> all = pages == null ? List.of() : pages.elements();
        return all.isEmpty() ? null : all.get(0).text();
    }

    private static void model(PriceJson model, String provider, @Nullable String page, RowCollector rows) {
        String id = model.need("id").text();
        ModelMatch match = match(model.need("match"));
        PriceJson prices = model.need("prices");
        if (!prices.isList()) {
            rows.add(provider, id, match, PriceRow.When.ALWAYS, price(prices), page);
            return;
        }
        for (PriceJson dated : prices.elements()) {
            PriceJson constraint = dated.get("constraint");
            PriceRow.When when = constraint == null ? PriceRow.When.ALWAYS : when(constraint);
            rows.add(provider, id, match, when, price(dated.need("prices")), page);
        }
    }

    private static PriceRow.When when(PriceJson constraint) {
        PriceJson from = constraint.get("start_date");
        return from != null
                ? new PriceRow.From(from.day())
                : new PriceRow.Daily(time(constraint.need("start_time")), time(constraint.need("end_time")));
    }

    private static LocalTime time(PriceJson value) {
        String text = value.text();
        try {
            return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetTime.parse(text)
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toLocalTime()
                    : LocalTime.parse(text);
        } catch (DateTimeException wrong) {
            throw value.wrong("a time such as 16:30:00Z");
        }
    }

    private static Price price(PriceJson json) {
        Price price = Price.FREE;
        for (Map.Entry<String, PriceJson> field : json.fields().entrySet()) {
            Price.Rate rate = RATES.get(field.getKey());
            if (rate != null) {
                price = price.with(rate, tiers(field.getValue()));
            } else if (field.getKey().equals("requests_kcount")) {
                BigDecimal perMillion = field.getValue().amount().movePointRight(THOUSAND_TO_MILLION);
                price = price.with(Price.Rate.REQUEST, Tiers.of(perMillion));
            }
        }
        return price;
    }

    private static Tiers tiers(PriceJson value) {
        if (!value.isObject()) {
            return Tiers.of(value.amount());
        }
        Tiers tiers = Tiers.of(value.need("base").amount());
        for (PriceJson tier : value.need("tiers").elements()) {
            tiers = tiers.above(tier.need("start").tokens(), tier.need("price").amount());
        }
        return tiers;
    }

    private static @Nullable ModelMatch matchOrNull(@Nullable PriceJson clause) {
        return clause == null ? null : match(clause);
    }

    private static ModelMatch match(PriceJson clause) {
        Map<String, PriceJson> fields = clause.fields();
        if (fields.size() != 1) {
            throw clause.wrong("one of equals, starts_with, ends_with, contains, regex, or, and");
        }
        String kind = fields.keySet().iterator().next();
        PriceJson value = clause.need(kind);
        return switch (kind) {
            case "equals" -> ModelMatch.exact(value.text());
            case "starts_with" -> ModelMatch.prefix(value.text());
            case "ends_with" -> ModelMatch.suffix(value.text());
            case "contains" -> ModelMatch.contains(value.text());
            case "regex" -> regex(value);
            case "or" -> new ModelMatch.AnyOf(parts(value));
            case "and" -> new ModelMatch.AllOf(parts(value));
            default ->
                throw clause.wrong("one of equals, starts_with, ends_with, contains, regex, or, and, not " + kind);
        };
    }

    private static List<ModelMatch> parts(PriceJson list) {
        return list.elements().stream().map(GenAiPrices::match).toList();
    }

    private static ModelMatch regex(PriceJson value) {
        try {
            return ModelMatch.regex(value.text());
        } catch (IllegalArgumentException wrong) {
            throw value.wrong("a regular expression");
        }
    }
}
