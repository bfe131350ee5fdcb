package dev.weir.anthropic;

import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import java.util.List;

/** Finds {@code anthropic}, configured from the environment; see {@link Anthropic} for the variables. */
public final class AnthropicProviderSource implements ProviderSource {

    /** Called by {@link java.util.ServiceLoader}. */
    public AnthropicProviderSource() {}

    @Override
    public List<Provider> providers(Environment environment) {
        return List.of(Anthropic.builder().environment(environment).build());
    }
}
