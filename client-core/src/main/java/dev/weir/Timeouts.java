package dev.weir;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Time limits of one call, phase by phase. Each limit that passes fails the call with a {@link LlmTimeoutException} that
 * names its phase. Immutable; every setter returns a changed copy; {@code null} means no limit.
 *
 * @param connect opening the connection, TLS included; 10 s by default; the client's value holds for all its calls
 * @param poolWait waiting for a free connection of the pool; 45 s by default; the client's value holds for all its calls
 * @param responseHead from the request being written to the status line and headers; 10 min by default
 * @param firstChunk streams only: from subscription to the first chunk; 10 min by default
 * @param idle between two chunks of a stream, counted only while the subscriber has demand, or two pieces of another
 *     body; 5 min by default; measured in steps of an eighth of its length
 * @param total the whole call from subscription to its end; no limit by default
 * @param keepAliveCounts whether a keep-alive (comment, ping) restarts {@code idle}; false by default, so that a stalled
 *     model behind a lively proxy is noticed
 */
public record Timeouts(
        @Nullable Duration connect,
        @Nullable Duration poolWait,
        @Nullable Duration responseHead,
        @Nullable Duration firstChunk,
        @Nullable Duration idle,
        @Nullable Duration total,
        boolean keepAliveCounts) {

    private static final Duration LONGEST = Duration.ofDays(1_000);

    /** The defaults named at each component. */
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(45),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            null,
            false);

    /** Checks that every limit is positive and at most 1,000 days. */
    public Timeouts {
        positive("connect", connect);
        positive("poolWait", poolWait);
        positive("responseHead", responseHead);
        positive("firstChunk", firstChunk);
        positive("idle", idle);
        positive("total", total);
    }

    /** Returns the defaults with these four limits. */
    public static Timeouts of(Duration connect, Duration firstChunk, Duration idle, Duration total) {
        return DEFAULT.connect(connect).firstChunk(firstChunk).idle(idle).total(total);
    }

    /** Changes the limit for opening a connection. */
    public Timeouts connect(@Nullable Duration limit) {
        return new Timeouts(limit, poolWait, responseHead, firstChunk, idle, total, keepAliveCounts);
    }

    /** Changes the limit for waiting for a connection of the pool. */
    public Timeouts poolWait(@Nullable Duration limit) {
        return new Timeouts(connect, limit, responseHead, firstChunk, idle, total, keepAliveCounts);
    }

    /** Changes the limit for the response head. */
    public Timeouts responseHead(@Nullable Duration limit) {
        return new Timeouts(connect, poolWait, limit, firstChunk, idle, total, keepAliveCounts);
    }

    /** Changes the limit for the first chunk of a stream. */
    public Timeouts firstChunk(@Nullable Duration limit) {
        return new Timeouts(connect, poolWait, responseHead, limit, idle, total, keepAliveCounts);
    }

    /** Changes the limit between two chunks of a stream. */
    public Timeouts idle(@Nullable Duration limit) {
        return new Timeouts(connect, poolWait, responseHead, firstChunk, limit, total, keepAliveCounts);
    }

    /** Changes the limit for the whole call. */
    public Timeouts total(@Nullable Duration limit) {
        return new Timeouts(connect, poolWait, responseHead, firstChunk, idle, limit, keepAliveCounts);
    }

    /** Changes whether keep-alives restart the idle limit. */
    public Timeouts keepAliveCounts(boolean counts) {
        return new Timeouts(connect, poolWait, responseHead, firstChunk, idle, total, counts);
    }

    private static void positive(String name, @Nullable Duration limit) {
        if (limit != null && (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0)) {
            throw new ConfigurationException("Timeout " + name + " must be positive and at most " + LONGEST.toDays()
                    + " days, or null for no limit; was " + limit);
        }
    }
}
