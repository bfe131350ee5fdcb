package dev.weir.tracing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import reactor.util.Logger;
import reactor.util.Loggers;

/** Keeps what goes wrong inside telemetry away from the call: logged once per {@link Tracing}, then at debug level. */
final class Guard {

    private static final Logger log = Loggers.getLogger(Tracing.class);

    private final AtomicBoolean logged = new AtomicBoolean();

    /** Runs a piece of telemetry that may fail. */
    void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    /** Returns what a piece of telemetry makes, {@code fallback} if it fails. */
    <T> T get(Supplier<T> action, T fallback) {
        try {
            return action.get();
        } catch (Throwable failure) {
            failed(failure);
            return fallback;
        }
    }

    /** Notes a failure; errors of the virtual machine itself go on. */
    void failed(Throwable failure) {
        if (failure instanceof VirtualMachineError error) {
            throw error;
        }
        if (logged.compareAndSet(false, true)) {
            log.warn(
                    "Telemetry failed; the call goes on without it. Further failures are logged at debug level",
                    failure);
        } else {
            log.debug("Telemetry failed", failure);
        }
    }
}
