package dev.weir.spi;

import java.util.List;

/** Found by {@link java.util.ServiceLoader}: the providers of one module, configured from the environment. */
public interface ProviderSource {

    /** Returns the providers; called once per client. Must not fail for lack of keys: that is reported when they are used. */
    List<Provider> providers(Environment environment);
}
