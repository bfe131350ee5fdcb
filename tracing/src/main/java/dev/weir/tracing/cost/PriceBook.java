package dev.weir.tracing.cost;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of one source, by provider. */
final class PriceBook {

    /**
     * What a source says about a provider as a whole.
     *
     * @param id as {@link ProviderNames} writes it
     * @param models which models are its own, for calls that name no provider
     * @param names what else it is called
     * @param fallback whose models it offers at their own price
     */
    record Provider(
            String id,
            @Nullable ModelMatch models,
            @Nullable ModelMatch names,
            List<String> fallback) {}

    /** No model has a longer name; keeps whatever a server answers from keeping patterns busy. */
    private static final int MAX_NAME = 512;

    private final List<PriceRow> rows;
    private final Map<String, List<PriceRow>> byProvider = new LinkedHashMap<>();
    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final @Nullable LocalDate date;

    PriceBook(List<PriceRow> rows, List<Provider> providers, @Nullable LocalDate date) {
        this.rows = List.copyOf(rows);
        this.date = date;
        providers.forEach(provider -> this.providers.put(provider.id(), provider));
        for (PriceRow row : rows) {
            byProvider.computeIfAbsent(row.provider(), id -> new ArrayList<>()).add(row);
        }
    }

    List<PriceRow> rows() {
        return rows;
    }

    Map<String, Provider> providers() {
        return providers;
    }

    @Nullable
    LocalDate date() {
        return date;
    }

    /**
     * Returns the row that fits best.
     *
     * @param provider in any spelling, empty if not known
     * @param model the model's name
     */
    @Nullable
    PriceRow find(String provider, String model) {
        if (model.length() > MAX_NAME) {
            return null;
        }
        String name = ModelMatch.lower(model.trim());
        if (provider.isBlank()) {
            return ofAnyProvider(name);
        }
        String id = resolve(provider);
        PriceRow own = best(id, name);
        Provider known = own == null ? providers.get(id) : null;
        if (known != null) {
            for (String other : known.fallback()) {
                PriceRow row = best(other, name);
                if (row != null) {
                    return row;
                }
            }
        }
        return own == null ? best("", name) : own;
    }

    private @Nullable PriceRow ofAnyProvider(String name) {
        for (Provider provider : providers.values()) {
            ModelMatch models = provider.models();
            if (models != null && models.score(name) != ModelMatch.NONE) {
                PriceRow row = best(provider.id(), name);
                if (row != null) {
                    return row;
                }
            }
        }
        PriceRow open = best("", name);
        if (open != null || !providers.isEmpty()) {
            return open;
        }
        // A source that says nothing about its providers: an exact or the closest name of any of them.
        return best(rows, name);
    }

    private String resolve(String provider) {
        String id = ProviderNames.of(provider);
        if (byProvider.containsKey(id) || providers.containsKey(id)) {
            return id;
        }
        for (Provider known : providers.values()) {
            ModelMatch names = known.names();
            if (names != null && names.score(id) != ModelMatch.NONE) {
                return known.id();
            }
        }
        return id;
    }

    private @Nullable PriceRow best(String provider, String name) {
        return best(byProvider.getOrDefault(provider, List.of()), name);
    }

    private static @Nullable PriceRow best(List<PriceRow> candidates, String name) {
        PriceRow best = null;
        int score = ModelMatch.NONE;
        for (PriceRow row : candidates) {
            int own = row.score(name);
            if (own > score) {
                best = row;
                score = own;
            }
        }
        return best;
    }
}
