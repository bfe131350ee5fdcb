package dev.weir.tracing.cost;

import dev.weir.Interceptor;
import dev.weir.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Adds up what calls consume and cost: of a session, of an agent's run, of any part of a program. Put into the Reactor
 * Context, it counts every call upstream; meters within meters all count. It may be read at any time, also while calls are
 * running. Safe to share between threads.
 *
 * <pre>{@code
 * CostMeter session = CostMeter.create();
 * agent.run(request).contextWrite(session);
 * session.cost().rounded();
 * }</pre>
 *
 * <p>Calls are counted by {@code Tracing}, by a {@link Budget} or by {@link #counting(PriceTable)}, whichever the client has;
 * with several of them a call counts once. A call counts when it ends, however it ends, with the usage the provider reported.
 */
public final class CostMeter implements Function<Context, Context> {

    private static final Object KEY = CostMeter.class;

    private final Object lock = new Object();
    private final EnumMap<Usage.Count, Long> counts = new EnumMap<>(Usage.Count.class);
    private long calls;
    private long unpriced;
    private Cost cost = Cost.ZERO;
    private double usd;
    private long tokens;

    /** What has been consumed by all appearances but not been reported, in calls that run and calls that were cut. */
    private double pendingTokens;

    private double pendingUsd;

    private CostMeter() {}

    /** Returns a meter that stands at zero. */
    public static CostMeter create() {
        return new CostMeter();
    }

    /**
     * Returns an interceptor that does nothing but count into the meters of the Reactor Context. Not needed on a client that has
     * tracing or a budget.
     *
     * @param prices what calls cost
     */
    public static Interceptor counting(PriceTable prices) {
        return new Metering(Objects.requireNonNull(prices, "prices"), null);
    }

    /** Returns the meters in that context, the outermost first; empty if there are none. */
    public static List<CostMeter> in(ContextView context) {
        List<CostMeter> present = context.getOrDefault(KEY, null);
        return present == null ? List.of() : present;
    }

    /** Puts this into a Reactor Context, beside the meters that are there; for {@code contextWrite}. */
    @Override
    public Context apply(Context context) {
        List<CostMeter> present = in(context);
        if (present.contains(this)) {
            return context;
        }
        List<CostMeter> more = new ArrayList<>(present);
        more.add(this);
        return context.put(KEY, List.copyOf(more));
    }

    /**
     * Counts a call that was made elsewhere.
     *
     * @param usage what it consumed
     * @param price what it cost, null if not known
     */
    public void add(Usage usage, @Nullable Cost price) {
        settle(Objects.requireNonNull(usage, "usage"), price, 0, 0);
    }

    /** Returns the sum of what providers reported; a count that none reported is absent. */
    public Usage usage() {
        synchronized (lock) {
            Usage.Builder sum = Usage.builder();
            counts.forEach(sum::count);
            return sum.build();
        }
    }

    /** Returns the sum of what is known to have been paid; an estimate if one of the calls' is. */
    public Cost cost() {
        synchronized (lock) {
            return cost;
        }
    }

    /** Returns how many calls have ended. */
    public long calls() {
        synchronized (lock) {
            return calls;
        }
    }

    /** Returns how many of them are not part of {@link #cost()}, because their price or their usage is not known. */
    public long unpricedCalls() {
        synchronized (lock) {
            return unpriced;
        }
    }

    /** Counts an ended call, and changes what is pending. */
    void settle(Usage reported, @Nullable Cost price, double tokensPending, double usdPending) {
        Usage usage = reported.billed();
        synchronized (lock) {
            calls++;
            for (Usage.Count count : Usage.Count.values()) {
                usage.get(count).ifPresent(n -> counts.merge(count, n, Long::sum));
            }
            tokens += tokensOf(usage);
            if (price == null) {
                unpriced++;
            } else {
                cost = cost.plus(price);
                usd = cost.usd().doubleValue();
            }
            pendingTokens += tokensPending;
            pendingUsd += usdPending;
        }
    }

    /** Changes what is pending. */
    void pend(double tokensPending, double usdPending) {
        synchronized (lock) {
            pendingTokens += tokensPending;
            pendingUsd += usdPending;
        }
    }

    static long tokensOf(Usage usage) {
        return usage.totalTokens()
                .orElse(usage.inputTokens().orElse(0) + usage.outputTokens().orElse(0));
    }

    /** Returns the tokens that count against a budget. */
    double tokensSpent() {
        synchronized (lock) {
            return tokens + pendingTokens;
        }
    }

    /** Returns the US dollars that count against a budget. */
    double usdSpent() {
        synchronized (lock) {
            return usd + pendingUsd;
        }
    }

    /** Returns the present figures, for logs. */
    @Override
    public String toString() {
        synchronized (lock) {
            return "CostMeter[" + calls + " calls, " + Map.copyOf(counts) + ", " + cost + "]";
        }
    }

    /** Returns what a meter that stands at that much would say; for messages. */
    static String shown(double usd) {
        return "$" + BigDecimal.valueOf(usd).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
    }
}
