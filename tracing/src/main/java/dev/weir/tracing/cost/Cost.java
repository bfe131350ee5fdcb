package dev.weir.tracing.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * What something cost.
 *
 * @param usd US dollars, not rounded; never negative
 * @param estimated whether the figure rests on a price or on counts that are not known for certain: the model is in no price
 *     table, or the call ended early and the provider reports what it consumed only at the end
 */
public record Cost(BigDecimal usd, boolean estimated) {

    /** Nothing, for certain. */
    public static final Cost ZERO = new Cost(BigDecimal.ZERO, false);

    private static final int DIGITS = 6;

    /** Checks that there is an amount, and that it is not negative; equal amounts make equal costs, however written. */
    public Cost {
        usd = Objects.requireNonNull(usd, "usd").stripTrailingZeros();
        if (usd.signum() < 0) {
            throw new IllegalArgumentException("A cost cannot be negative: " + usd);
        }
    }

    /** Returns the sum of both; an estimate if one of them is. */
    public Cost plus(Cost other) {
        return new Cost(usd.add(other.usd), estimated || other.estimated);
    }

    /** Returns the US dollars with 6 digits after the point, the nearest; a half goes to the even neighbour. */
    public BigDecimal rounded() {
        return usd.setScale(DIGITS, RoundingMode.HALF_EVEN);
    }

    /** Returns the same amount as one that is not known for certain. */
    public Cost asEstimate() {
        return estimated ? this : new Cost(usd, true);
    }

    @Override
    public String toString() {
        return (estimated ? "about $" : "$") + rounded().toPlainString();
    }
}
