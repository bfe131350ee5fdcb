package dev.weir.cohere;

import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import java.util.List;

/** Registers the provider {@code cohere}, configured from the environment; public only for the service loader. */
public final class CohereSource implements ProviderSource {

    /** Creates the source. */
    public CohereSource() {}

    @Override
    public List<Provider> providers(Environment environment) {
        return List.of(Cohere.builder().environment(environment).build());
    }
}
