package dev.weir.http;

import dev.weir.LlmTimeoutException;
import dev.weir.LlmTimeoutException.Phase;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the limit between two pieces of an answer, counted only while the subscriber waits. Looks at the exchange a few
 * times per limit instead of moving a deadline with every piece. Event loop only, but for {@link #stop}.
 */
final class IdleTimer {

    private static final long MIN_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int TICKS_PER_LIMIT = 8;

    private final Exchange<?> exchange;
    private volatile @Nullable Future<?> ticker;
    private int idleTicks;

    IdleTimer(Exchange<?> exchange) {
        this.exchange = exchange;
    }

    void start(EventLoop loop, Duration limit) {
        long tick = Math.max(MIN_TICK_NANOS, limit.toNanos() / TICKS_PER_LIMIT);
        ticker = loop.scheduleAtFixedRate(() -> tick(limit), tick, tick, TimeUnit.NANOSECONDS);
    }

    /** Stops; any thread. */
    void stop() {
        Future<?> running = ticker;
        if (running != null) {
            running.cancel(false);
        }
    }

    private void tick(Duration limit) {
        if (exchange.isEnded()) {
            stop();
        } else if (exchange.progress || !exchange.isHungry()) {
            exchange.progress = false;
            idleTicks = 0;
        } else if (++idleTicks >= TICKS_PER_LIMIT) {
            exchange.failNow(
                    new LlmTimeoutException(Phase.IDLE, limit, null, exchange.call.model(), exchange.partial()));
        }
    }
}
