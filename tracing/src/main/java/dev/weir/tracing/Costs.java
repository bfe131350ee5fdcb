package dev.weir.tracing;

import dev.weir.Interceptor;
import dev.weir.Operation;
import dev.weir.Usage;
import dev.weir.tracing.cost.Cost;
import dev.weir.tracing.cost.CostMeter;
import dev.weir.tracing.cost.PriceTable;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What calls cost, as spans, counters and meters tell it. Costs nothing where the user has set neither of them up. */
final class Costs {

    private static final double NANOS = 1e9;

    private final @Nullable PriceTable prices;
    private final AttributeKey<Double> attribute;
    private final boolean flagged;
    private final @Nullable UsageCounters counters;
    private final Interceptor metered;
    private final Guard guard;

    Costs(Settings settings, Meter meter, Guard guard) {
        this.guard = guard;
        CostSettings costs = settings.costs();
        this.prices = costs.prices();
        this.attribute = AttributeKey.doubleKey(costs.attribute());
        this.flagged = settings.has(Extra.COST_ESTIMATED);
        this.counters = costs.labelValues() == 0 ? null : new UsageCounters(meter, costs.labelValues(), prices != null);
        this.metered = CostMeter.counting(prices == null ? PriceTable.EMPTY : prices);
    }

    /** Returns what counts calls into the meters of the Reactor Context. */
    Interceptor metered() {
        return metered;
    }

    /** Returns a Reactor Context in which budgets find the prices. */
    reactor.util.context.Context into(reactor.util.context.Context context) {
        return prices == null ? context : prices.apply(context);
    }

    /**
     * Returns what a call cost, null if that is not known. One that did not end by itself may have consumed more than was
     * reported.
     *
     * @param seconds how long ago it began
     */
    @Nullable
    Cost of(Operation.Target target, @Nullable String servedModel, Usage usage, Ending ending, double seconds) {
        if (prices == null) {
            return null;
        }
        try {
            Instant began = Instant.now().minus(Duration.ofNanos((long) (seconds * NANOS)));
            Cost cost = prices.cost(target, servedModel, usage, began).orElse(null);
            return cost == null || ending == Ending.COMPLETE ? cost : cost.asEstimate();
        } catch (Throwable failure) {
            // The rest of the span must not suffer.
            guard.failed(failure);
            return null;
        }
    }

    /** Returns what a call of that model cost that was made elsewhere, just now. */
    @Nullable
    Cost of(String provider, String model, Usage usage) {
        if (prices == null) {
            return null;
        }
        try {
            return prices.cost(provider, model, usage, Instant.now()).orElse(null);
        } catch (Throwable failure) {
            guard.failed(failure);
            return null;
        }
    }

    /** Returns the attributes for a cost, none if it is not known. */
    Attributes attributes(@Nullable Cost cost) {
        if (cost == null) {
            return Attributes.empty();
        }
        Attributes known = Attributes.of(attribute, cost.rounded().doubleValue());
        return flagged && cost.estimated()
                ? known.toBuilder().put(Names.WEIR_COST_ESTIMATED, true).build()
                : known;
    }

    /** Counts an ended call. */
    void count(
            Context context,
            Attribution who,
            Operation.Target target,
            Usage usage,
            @Nullable Cost cost,
            Ending ending,
            @Nullable String errorType) {
        if (counters != null) {
            String outcome = UsageCounters.outcome(ending, errorType);
            counters.count(context, who, target.wireModel(), usage, cost, outcome);
        }
    }

    /** Counts a call that was made elsewhere. */
    void count(Context context, Attribution who, String model, Usage usage, @Nullable Cost cost) {
        if (counters != null) {
            counters.count(context, who, model, usage, cost, UsageCounters.COMPLETED);
        }
    }
}
