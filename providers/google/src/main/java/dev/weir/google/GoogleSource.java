package dev.weir.google;

import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import java.util.List;

/** The providers {@code google} and {@code vertex}, configured from the environment; found by the service loader. */
public final class GoogleSource implements ProviderSource {

    /** Called by the service loader. */
    public GoogleSource() {}

    @Override
    public List<Provider> providers(Environment environment) {
        return List.of(
                Google.builder().environment(environment).build(),
                VertexAi.builder().environment(environment).build());
    }
}
