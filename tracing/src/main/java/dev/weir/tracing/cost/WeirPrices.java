package dev.weir.tracing.cost;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@link PriceFormat#WEIR}. */
final class WeirPrices {

    private static final Set<String> FILE = Set.of("date", "source", "per", "providers", "prices");
    private static final Set<String> PROVIDER = Set.of("id", "models", "names", "fallback");
    private static final Set<String> ROW = with("provider", "model", "match", "page", "per", "changes");
    private static final Set<String> CHANGE = with("from", "daily");

    private WeirPrices() {}

    static PriceBook book(PriceJson root) {
        root.onlyHas(FILE);
        int shift = shift(root, 0);
        PriceJson date = root.get("date");
        List<PriceBook.Provider> providers = new ArrayList<>();
        PriceJson listed = root.get("providers");
        if (listed != null) {
            listed.elements().forEach(provider -> providers.add(provider(provider)));
        }
        RowCollector rows = new RowCollector();
        root.need("prices").elements().forEach(row -> row(row, shift, rows));
        return new PriceBook(rows.rows(), providers, date == null ? null : date.day());
    }

    private static PriceBook.Provider provider(PriceJson json) {
        json.onlyHas(PROVIDER);
        String id = ProviderNames.of(json.need("id").text());
        PriceJson fallback = json.get("fallback");
        return new PriceBook.Provider(
                id,
                patterns(json.get("models")),
                patterns(json.get("names")),
                fallback == null
                        ? List.of()
                        : fallback.elements().stream()
                                .map(other -> ProviderNames.of(other.text()))
                                .toList());
    }

    private static @Nullable ModelMatch patterns(@Nullable PriceJson list) {
        return list == null
                ? null
                : new ModelMatch.AnyOf(
                        list.elements().stream().map(PriceJson::pattern).toList());
    }

    private static void row(PriceJson json, int fileShift, RowCollector rows) {
        String model = json.need("model").text();
        PriceJson of = json.get("provider");
        String provider = of == null ? "" : of.text();
        PriceJson row = json.called(provider.isEmpty() ? model : provider + "/" + model);
        row.onlyHas(ROW);
        if (rows.has(provider, model)) {
            throw row.need("model").wrong("a model that has no row yet");
        }
        int shift = shift(row, fileShift);
        ModelMatch own = row.need("model").pattern();
        ModelMatch more = patterns(row.get("match"));
        ModelMatch match = more == null ? own : new ModelMatch.AnyOf(List.of(own, more));
        String page = row.textOrNull("page");
        rows.add(provider, model, match, PriceRow.When.ALWAYS, price(row, shift), page);
        PriceJson changes = row.get("changes");
        if (changes != null) {
            for (PriceJson change : changes.elements()) {
                change.onlyHas(CHANGE);
                rows.add(provider, model, match, when(change), price(change, shift), page);
            }
        }
    }

    private static int shift(PriceJson json, int otherwise) {
        PriceJson per = json.get("per");
        if (per == null) {
            return otherwise;
        }
        return switch (per.text()) {
            case "1M" -> 0;
            case "1K" -> 3;
            default -> throw per.wrong("1M or 1K");
        };
    }

    private static PriceRow.When when(PriceJson change) {
        PriceJson from = change.get("from");
        if (from != null) {
            return new PriceRow.From(from.day());
        }
        PriceJson daily = change.need("daily");
        String text = daily.text();
        int dash = text.indexOf('-');
        try {
            return new PriceRow.Daily(
                    LocalTime.parse(text.substring(0, Math.max(0, dash))), LocalTime.parse(text.substring(dash + 1)));
        } catch (DateTimeException wrong) {
            throw daily.wrong("two times such as 00:30-16:30");
        }
    }

    private static Price price(PriceJson json, int shift) {
        Price price = Price.FREE;
        for (Price.Rate rate : Price.Rate.values()) {
            PriceJson value = json.get(name(rate));
            if (value != null) {
                price = price.with(rate, tiers(value, shift));
            }
        }
        if (price.rates().isEmpty()) {
            throw json.wrong("at least one rate, for example \"input\"");
        }
        return price;
    }

    private static Tiers tiers(PriceJson value, int shift) {
        if (!value.isObject()) {
            return Tiers.of(value.amount().movePointRight(shift));
        }
        value.onlyHas(Set.of("base", "above"));
        Tiers tiers = Tiers.of(value.need("base").amount().movePointRight(shift));
        for (Map.Entry<String, PriceJson> tier : value.need("above").fields().entrySet()) {
            BigDecimal usd = tier.getValue().amount().movePointRight(shift);
            try {
                tiers = tiers.above(Long.parseLong(tier.getKey()), usd);
            } catch (NumberFormatException wrong) {
                throw tier.getValue().wrong("a field named by a whole number of tokens");
            }
        }
        return tiers;
    }

    /** Returns what a rate is called in the file. */
    static String name(Price.Rate rate) {
        return rate.name().toLowerCase(Locale.ROOT);
    }

    private static Set<String> with(String... fields) {
        Set<String> all = new TreeSet<>(List.of(fields));
        for (Price.Rate rate : Price.Rate.values()) {
            all.add(name(rate));
        }
        return all;
    }
}
