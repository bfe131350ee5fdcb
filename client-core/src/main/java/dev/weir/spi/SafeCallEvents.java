package dev.weir.spi;

import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Keeps what a listener throws away from the call it listens to. */
record SafeCallEvents(CallEvents listener) implements CallEvents {

    /** Returns {@code events} in a form that does not throw. */
    static CallEvents of(CallEvents events) {
        boolean safe = events == NONE || events instanceof SafeCallEvents || events instanceof CallEventsPair;
        return safe ? events : new SafeCallEvents(events);
    }

    @Override
    public Scope enter() {
        try {
            Scope scope = listener.enter();
            return scope == Scope.NONE ? scope : () -> quietly(scope::close);
        } catch (RuntimeException | LinkageError ignored) {
            return Scope.NONE;
        }
    }

    @Override
    public void requestHeaders(URI uri, BiConsumer<String, String> setter) {
        quietly(() -> listener.requestHeaders(uri, setter));
    }

    @Override
    public void attemptStarted(int attempt) {
        quietly(() -> listener.attemptStarted(attempt));
    }

    @Override
    public void attemptFailed(int attempt, Throwable error, Duration wait) {
        quietly(() -> listener.attemptFailed(attempt, error, wait));
    }

    @Override
    public void waited(String reason, Duration duration) {
        quietly(() -> listener.waited(reason, duration));
    }

    @Override
    public void connected(Duration duration, boolean reused) {
        quietly(() -> listener.connected(duration, reused));
    }

    @Override
    public void responseHead(int status, @Nullable String requestId) {
        quietly(() -> listener.responseHead(status, requestId));
    }

    @Override
    public void bytesReceived() {
        try {
            listener.bytesReceived();
        } catch (RuntimeException | LinkageError ignored) {
            // as in quietly, without a lambda for every piece of a stream
        }
    }

    @Override
    public void eventDecoded() {
        try {
            listener.eventDecoded();
        } catch (RuntimeException | LinkageError ignored) {
            // as in bytesReceived
        }
    }

    private static void quietly(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | LinkageError ignored) {
            // a listener is a bystander: whoever reports its failures does so itself
        }
    }
}
