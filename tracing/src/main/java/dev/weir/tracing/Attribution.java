package dev.weir.tracing;

import io.opentelemetry.context.ImplicitContextKeyed;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * On whose behalf calls are made: tenant, feature, user tier, variant. Put into the Reactor Context, it applies to every
 * operation upstream and appears on its span; {@link Ambient} tells the names. An attribution within another says more: what
 * it leaves open is taken from the outer one. Immutable; every setter returns a copy.
 *
 * <pre>{@code model.call(request).contextWrite(Attribution.tenant("acme").feature("search"))}</pre>
 *
 * <p>Code without Reactor opens one with {@link #makeCurrent()}, and closes what that returns on the same thread.
 */
public final class Attribution implements Function<Context, Context>, ImplicitContextKeyed {

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

    /** Puts this into a Reactor Context, over the attribution that is already there; for {@code contextWrite}. */
    @Override
    public Context apply(Context context) {
        return context.put(Attribution.class, over(from(context)));
    }

    /** Puts this into an OpenTelemetry context, over the attribution that is already there. */
    @Override
    public io.opentelemetry.context.Context storeInContext(io.opentelemetry.context.Context context) {
        return Surroundings.store(context, this);
    }

    /** Returns what those fields say; the session's are not asked for. */
    static Attribution of(Function<Ambient.Field, @Nullable String> fields) {
        Attribution read = new Attribution(
                fields.apply(Ambient.Field.TENANT),
                fields.apply(Ambient.Field.FEATURE),
                fields.apply(Ambient.Field.USER_TIER),
                fields.apply(Ambient.Field.VARIANT));
        return read.equals(NONE) ? NONE : read;
    }

    /** Returns this with what it leaves open taken from {@code outer}. */
    Attribution over(Attribution outer) {
        if (outer == NONE || this == NONE) {
            return this == NONE ? outer : this;
        }
        return new Attribution(
                tenant == null ? outer.tenant : tenant,
                feature == null ? outer.feature : feature,
                userTier == null ? outer.userTier : userTier,
                variant == null ? outer.variant : variant);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Attribution that
                && Objects.equals(tenant, that.tenant)
                && Objects.equals(feature, that.feature)
                && Objects.equals(userTier, that.userTier)
                && Objects.equals(variant, that.variant);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tenant, feature, userTier, variant);
    }

    @Override
    public String toString() {
        return "Attribution[tenant=" + tenant + ", feature=" + feature + ", userTier=" + userTier + ", variant="
                + variant + "]";
    }
}
