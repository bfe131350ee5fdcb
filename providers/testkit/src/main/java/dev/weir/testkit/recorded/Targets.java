package dev.weir.testkit.recorded;

import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the provider that reads a recorded exchange among those on the class path. */
final class Targets {

    private final List<RecordedTarget> explicit = new ArrayList<>();
    private final List<Provider> found = new ArrayList<>();

    Targets() {
        ServiceLoader.load(RecordedTarget.class).forEach(explicit::add);
        Environment empty = Environment.of(Map.of());
        for (ProviderSource source : ServiceLoader.load(ProviderSource.class)) {
            found.addAll(source.providers(empty));
        }
        found.sort(Comparator.comparing(Provider::name));
    }

    /** Returns the provider for a pair, null if it is not built. */
    @Nullable
    Provider find(String provider, String api) {
        for (RecordedTarget target : explicit) {
            Provider known = target.provider(provider, api);
            if (known != null) {
                return known;
            }
        }
        for (Provider candidate : found) {
            if (candidate.name().equals(provider) && speaks(candidate, api)) {
                return candidate;
            }
        }
        for (Provider candidate : found) {
            if (candidate.name().startsWith(provider + "-") && speaks(candidate, api)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean speaks(Provider provider, String api) {
        EmbeddingCodec embeddings = provider.embeddingCodec();
        return provider.codec().api().equals(api)
                || (embeddings != null && embeddings.api().equals(api));
    }
}
