package dev.weir;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values that a provider attached to a part and wants back unchanged when the conversation goes on, for example the
 * signature of a thinking block. Another provider ignores them.
 *
 * @param provider the wire family that understands the values, for example {@code anthropic}
 * @param values the values by the provider's own field names; never empty strings for absent ones
 */
public record ProviderData(String provider, Map<String, String> values) {

    /** Copies the map. */
    public ProviderData {
        Objects.requireNonNull(provider, "provider");
        values = Map.copyOf(values);
    }

    /** Returns data of one value. */
    public static ProviderData of(String provider, String name, String value) {
        return new ProviderData(provider, Map.of(name, value));
    }

    /** Returns the value of that name, null if absent or if {@code data} is null or another provider's. */
    public static @Nullable String value(@Nullable ProviderData data, String provider, String name) {
        return data == null || !data.provider.equals(provider) ? null : data.values.get(name);
    }

    /** Returns this data with the other's values added; the other's win. */
    public ProviderData merge(ProviderData other) {
        java.util.Map<String, String> merged = new java.util.HashMap<>(values);
        merged.putAll(other.values);
        return new ProviderData(other.provider, merged);
    }

    /** Names the fields, not their values. */
    @Override
    public String toString() {
        return provider + values.keySet();
    }
}
