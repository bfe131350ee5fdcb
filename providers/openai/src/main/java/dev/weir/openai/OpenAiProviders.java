package dev.weir.openai;

import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import java.util.List;

/** The providers of this module, for {@link java.util.ServiceLoader}. */
public final class OpenAiProviders implements ProviderSource {

    /** Called by the service loader. */
    public OpenAiProviders() {}

    @Override
    public List<Provider> providers(Environment environment) {
        return List.of(OpenAi.builder(environment).build());
    }
}
