package dev.weir.testkit.recorded;

import dev.weir.spi.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Says which provider reads a kind of recorded exchange, where the names alone do not tell. Found by
 * {@link java.util.ServiceLoader}; asked before the rule of names, by which the exchanges of provider {@code p} go to the
 * provider on the class path that is called {@code p}, or {@code p-} and something, and that speaks the exchange's format.
 */
public interface RecordedTarget {

    /** Returns the provider for that pair, null if this target does not know it. Its endpoint is not used. */
    @Nullable
    Provider provider(String provider, String api);
}
