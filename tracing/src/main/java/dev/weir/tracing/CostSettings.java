package dev.weir.tracing;

import dev.weir.tracing.cost.PriceTable;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Tracing} makes of prices.
 *
 * @param prices what calls cost, null if the user did not say
 * @param attribute where a span says so
 * @param labelValues how many values a label of the counters may have, 0 for no counters
 */
record CostSettings(@Nullable PriceTable prices, String attribute, int labelValues) {

    static final int DEFAULT_LABEL_VALUES = 1_000;

    static final String DEFAULT_ATTRIBUTE = "gen_ai.usage.cost_usd";

    static final CostSettings NONE = new CostSettings(null, DEFAULT_ATTRIBUTE, 0);

    CostSettings prices(PriceTable table) {
        return new CostSettings(table, attribute, labelValues);
    }

    CostSettings attribute(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("The attribute for the cost needs a name");
        }
        return new CostSettings(prices, name, labelValues);
    }

    CostSettings labelValues(int most) {
        if (most <= 0) {
            throw new IllegalArgumentException("A label needs at least one value, not " + most);
        }
        return new CostSettings(prices, attribute, most);
    }
}
