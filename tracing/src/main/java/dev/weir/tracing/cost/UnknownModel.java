package dev.weir.tracing.cost;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a model costs that is in no price table. */
public final class UnknownModel {

    /** Its cost is left out: nothing is better than a wrong figure. The default. */
    public static final UnknownModel OMIT = new UnknownModel("OMIT", null);

    /** It costs nothing, flagged as an estimate. */
    public static final UnknownModel ZERO = new UnknownModel("ZERO", Price.FREE);

    private final String name;
    private final @Nullable Price price;

    private UnknownModel(String name, @Nullable Price price) {
        this.name = name;
        this.price = price;
    }

    /** Returns the policy that it costs that much, flagged as an estimate. */
    public static UnknownModel price(Price assumed) {
        return new UnknownModel("DEFAULT", Objects.requireNonNull(assumed, "assumed"));
    }

    /** Returns what is assumed, null if nothing is. */
    @Nullable
    Price price() {
        return price;
    }

    @Override
    public String toString() {
        return name;
    }
}
