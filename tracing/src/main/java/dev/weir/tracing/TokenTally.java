package dev.weir.tracing;

import dev.weir.Usage;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Adds up the tokens that the calls inside of a span report, whoever makes them. Carried in the Reactor Context; what is added
 * to one counts for all those around it. A count that no call reports is absent.
 */
final class TokenTally {

    private final @Nullable TokenTally outer;
    private long input = -1;
    private long output = -1;
    private long total = -1;

    private TokenTally(@Nullable TokenTally outer) {
        this.outer = outer;
    }

    /** Returns a tally inside that of the subscriber. */
    static TokenTally inside(ContextView subscriber) {
        return new TokenTally(subscriber.getOrDefault(TokenTally.class, null));
    }

    /** Adds what an ended call consumed to the tallies around it. */
    static void add(ContextView subscriber, Usage used) {
        TokenTally tally = subscriber.getOrDefault(TokenTally.class, null);
        while (tally != null) {
            tally.add(used);
            tally = tally.outer;
        }
    }

    Context into(Context context) {
        return context.put(TokenTally.class, this);
    }

    private synchronized void add(Usage used) {
        OptionalLong read = used.inputTokens();
        OptionalLong generated = used.outputTokens();
        input = sum(input, read);
        output = sum(output, generated);
        if (read.isPresent() || generated.isPresent()) {
            total = sum(sum(total, read), generated);
        } else {
            total = sum(total, used.totalTokens());
        }
    }

    private static long sum(long known, OptionalLong more) {
        return more.isEmpty() ? known : Math.max(known, 0) + more.getAsLong();
    }

    synchronized @Nullable Long input() {
        return input < 0 ? null : input;
    }

    synchronized @Nullable Long output() {
        return output < 0 ? null : output;
    }

    /** Returns everything read and generated; the provider's sum of a call that reports nothing else. */
    synchronized @Nullable Long total() {
        return total < 0 ? null : total;
    }
}
