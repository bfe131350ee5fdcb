package dev.weir.tracing;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * On whose behalf calls are made: tenant, feature, user tier, variant. Put into the Reactor Context, it applies to every
 * operation upstream. Immutable; every setter returns a copy.
 *
 * <pre>{@code model.call(request).contextWrite(Attribution.tenant("acme").feature("search"))}</pre>
 */
public final class Attribution implements Function<Context, Context> {

    /** Says nothing. */
    public static final Attribution NONE = new Attribution(null, null, null, null);

    private final @Nullable String tenant;
    private final @Nullable String feature;
    private final @Nullable String userTier;
    private final @Nullable String variant;

    private Attribution(
            @Nullable String tenant, @Nullable String feature, @Nullable String userTier, @Nullable String variant) {
        this.tenant = tenant;
        this.feature = feature;
        this.userTier = userTier;
        this.variant = variant;
    }

    /** Starts with a tenant. */
    public static Attribution tenant(String id) {
        return new Attribution(Objects.requireNonNull(id, "id"), null, null, null);
    }

    /** Returns the attribution in that context, {@link #NONE} if there is none. */
    public static Attribution from(ContextView context) {
        Attribution present = context.getOrDefault(Attribution.class, null);
        return present == null ? NONE : present;
    }

    /** Sets the feature of the program that asks. */
    public Attribution feature(String name) {
        return new Attribution(tenant, Objects.requireNonNull(name, "name"), userTier, variant);
    }

    /** Sets the tier of the user, for example {@code free}. */
    public Attribution userTier(String name) {
        return new Attribution(tenant, feature, Objects.requireNonNull(name, "name"), variant);
    }

    /** Sets the variant of an experiment. */
    public Attribution variant(String name) {
        return new Attribution(tenant, feature, userTier, Objects.requireNonNull(name, "name"));
    }

    /** Returns the tenant, null if unknown. */
    public @Nullable String tenant() {
        return tenant;
    }

    /** Returns the feature, null if unknown. */
    public @Nullable String feature() {
        return feature;
    }

    /** Returns the user's tier, null if unknown. */
    public @Nullable String userTier() {
        return userTier;
    }

    /** Returns the variant, null if unknown. */
    public @Nullable String variant() {
        return variant;
    }

    /** Puts this into a Reactor Context; for {@code contextWrite}. */
    @Override
    public Context apply(Context context) {
        return context.put(Attribution.class, this);
    }
}
