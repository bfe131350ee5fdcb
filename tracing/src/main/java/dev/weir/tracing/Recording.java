package dev.weir.tracing;

import dev.weir.Operation;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one subscription. {@link #next} is called by one thread at a time; {@link #end} exactly once,
 * possibly by another thread at the same time.
 *
 * @param <T> what the operation emits
 */
interface Recording<T> {

    /** Returns the context that upstream runs under: the parent's with the span in it. */
    Context context();

    /** Returns the operation that is recorded, null if it is a step of the user's own. */
    default @Nullable Operation operation() {
        return null;
    }

    /**
     * Returns whether the spans of other operations are expected inside. When the subscriber cancels such a span ends after
     * upstream has been cancelled, so that those inside end first and what they consumed is known; any other ends before.
     */
    default boolean surroundsOthers() {
        return false;
    }

    /** Returns what upstream finds in its Reactor Context besides the span. */
    default reactor.util.context.Context enrich(reactor.util.context.Context context) {
        return context;
    }

    /** Adds headers to the request that is about to be sent there; never fails. May be called by any thread. */
    default void requestHeaders(URI uri, BiConsumer<String, String> setter) {}

    /** The bytes of the elements that follow, up to the next call, have just been read. May be called by any thread. */
    default void bytesReceived() {}

    /** The elements that follow, up to the next call, came in one event of the wire. May be called by any thread. */
    default void eventDecoded() {}

    /** Takes note of an element; returns whether it is the operation's last. */
    default boolean next(T value) {
        return false;
    }

    /** Ends the span. */
    void end(Ending ending, @Nullable Throwable error);

    /**
     * Starts recordings of one operation.
     *
     * @param <T> what the operation emits
     */
    @FunctionalInterface
    interface Factory<T> {

        /** Starts the span of one subscription. */
        Recording<T> start(Context parent, reactor.util.context.ContextView subscriber);
    }
}
