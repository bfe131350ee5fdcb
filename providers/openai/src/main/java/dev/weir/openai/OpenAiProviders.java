package dev.weir.openai;

import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import java.util.ArrayList;
import java.util.List;

/** The providers of this module, for {@link java.util.ServiceLoader}. */
public final class OpenAiProviders implements ProviderSource {

    /** Called by the service loader. */
    public OpenAiProviders() {}

    @Override
    public List<Provider> providers(Environment environment) {
        List<Provider> all = new ArrayList<>();
        all.add(OpenAi.builder(environment).build());
        all.add(OpenAi.builder(environment).buildResponses());
        all.add(AzureOpenAi.builder(environment).build());
        all.add(AzureOpenAi.builder(environment).buildResponses());
        all.addAll(Brands.all(environment));
        all.addAll(Facades.all(environment));
        return all;
    }
}
