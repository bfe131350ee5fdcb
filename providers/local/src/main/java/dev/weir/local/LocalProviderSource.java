package dev.weir.local;

import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import java.util.List;

/** Announces {@link LocalProvider} to every client. */
public final class LocalProviderSource implements ProviderSource {

    /** Called by {@link java.util.ServiceLoader}. */
    public LocalProviderSource() {}

    @Override
    public List<Provider> providers(Environment environment) {
        return List.of(LocalProvider.create());
    }
}
