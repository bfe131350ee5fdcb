package dev.weir.bedrock;

import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import java.util.List;

/** Registers the provider {@code bedrock}, configured from the environment; public only for the service loader. */
public final class BedrockSource implements ProviderSource {

    /** Creates the source. */
    public BedrockSource() {}

    @Override
    public List<Provider> providers(Environment environment) {
        return List.of(Bedrock.builder().environment(environment).build());
    }
}
