package dev.weir.tracing.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects rows; what is said of one model twice becomes one row of several dated prices. */
final class RowCollector {

    private record Key(String provider, String model) {}

    private final Map<Key, PriceRow> rows = new LinkedHashMap<>();

    void add(String provider, String model, ModelMatch match, PriceRow.When when, Price price, @Nullable String page) {
        Key key = new Key(ProviderNames.of(provider), ModelMatch.lower(model));
        List<PriceRow.Dated> prices = new ArrayList<>();
        PriceRow present = rows.get(key);
        // Without a date a later word replaces the earlier ones.
        if (present != null && when != PriceRow.When.ALWAYS) {
            prices.addAll(present.prices());
        }
        prices.add(new PriceRow.Dated(when, price));
        rows.put(key, new PriceRow(key.provider(), model, match, prices, page));
    }

    boolean has(String provider, String model) {
        return rows.containsKey(new Key(ProviderNames.of(provider), ModelMatch.lower(model)));
    }

    List<PriceRow> rows() {
        return List.copyOf(rows.values());
    }
}
