package dev.weir.tracing.cost;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * One rate, which may depend on the length of the input.
 *
 * @param base US dollars per million up to the first bound
 * @param above what applies to inputs longer than the key
 */
record Tiers(BigDecimal base, TreeMap<Long, BigDecimal> above) {

    static Tiers of(BigDecimal base) {
        return new Tiers(base.stripTrailingZeros(), new TreeMap<>());
    }

    /** Returns a copy with another tier. */
    Tiers above(long inputTokens, BigDecimal usd) {
        TreeMap<Long, BigDecimal> more = new TreeMap<>(above);
        more.put(inputTokens, usd.stripTrailingZeros());
        return new Tiers(base, more);
    }

    /** Returns what applies to an input of that length. */
    BigDecimal at(long inputTokens) {
        if (above.isEmpty()) {
            return base;
        }
        Map.Entry<Long, BigDecimal> tier = above.lowerEntry(inputTokens);
        return tier == null ? base : tier.getValue();
    }

    @Override
    public String toString() {
        return above.isEmpty() ? base.toPlainString() : base.toPlainString() + above;
    }
}
