package dev.weir.tracing;

import dev.weir.trespass.TrespassingProvider;
import org.jspecify.annotations.Nullable;

/** Stands in tracing's package and knows a provider, to show that the rule sees it. */
public final class TrespassingTracing {

    private @Nullable TrespassingProvider provider;

    @Override
    public String toString() {
        return "TrespassingTracing[" + (provider == null) + "]";
    }
}
