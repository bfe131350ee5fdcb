package dev.weir.http;

import dev.weir.LlmTimeoutException.Phase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** Watches the limits that count from the subscription: the first chunk and the whole exchange. May be stopped by any thread. */
final class PhaseTimer {

    private final Exchange<?> exchange;
    private volatile @Nullable Disposable scheduled;
    private volatile boolean stopped;

    PhaseTimer(Exchange<?> exchange) {
        this.exchange = exchange;
    }

    /** Starts; null means no limit. */
    void start(@Nullable Duration first, @Nullable Duration total) {
        if (first != null && (total == null || first.compareTo(total) < 0)) {
            schedule(first, () -> firstPassed(first, total));
        } else if (total != null) {
            schedule(total, () -> exchange.timeout(Phase.TOTAL, total));
        }
    }

    void stop() {
        stopped = true;
        Disposable timer = scheduled;
        if (timer != null) {
            timer.dispose();
        }
    }

    private void firstPassed(Duration first, @Nullable Duration total) {
        if (total != null) {
            schedule(total.minus(first), () -> exchange.timeout(Phase.TOTAL, total));
        }
        if (exchange.isBeforeFirstChunk()) {
            exchange.timeout(Phase.FIRST_CHUNK, first);
        }
    }

    private void schedule(Duration wait, Runnable task) {
        scheduled = Schedulers.parallel().schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
        if (stopped) {
            stop();
        }
    }
}
