package dev.weir.spi;

import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Tells two listeners, the outer one first; neither of them throws. */
record CallEventsPair(CallEvents outer, CallEvents inner) implements CallEvents {

    @Override
    public Scope enter() {
        Scope first = outer.enter();
        Scope second = inner.enter();
        return () -> {
            second.close();
            first.close();
        };
    }

    @Override
    public void requestHeaders(URI uri, BiConsumer<String, String> setter) {
        outer.requestHeaders(uri, setter);
        inner.requestHeaders(uri, setter);
    }

    @Override
    public void attemptStarted(int attempt) {
        outer.attemptStarted(attempt);
        inner.attemptStarted(attempt);
    }

    @Override
    public void attemptFailed(int attempt, Throwable error, Duration wait) {
        outer.attemptFailed(attempt, error, wait);
        inner.attemptFailed(attempt, error, wait);
    }

    @Override
    public void waited(String reason, Duration duration) {
        outer.waited(reason, duration);
        inner.waited(reason, duration);
    }

    @Override
    public void connected(Duration duration, boolean reused) {
        outer.connected(duration, reused);
        inner.connected(duration, reused);
    }

    @Override
    public void responseHead(int status, @Nullable String requestId) {
        outer.responseHead(status, requestId);
        inner.responseHead(status, requestId);
    }

    @Override
    public void bytesReceived() {
        outer.bytesReceived();
        inner.bytesReceived();
    }

    @Override
    public void eventDecoded() {
        outer.eventDecoded();
        inner.eventDecoded();
    }
}
