package dev.weir.spi;

import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Lets whoever wraps a call hear what happens below: carried in the Reactor Context under this class. All methods do nothing
 * by default, must not block, and what they throw is ignored. Called on whatever thread the event happens.
 */
public interface CallEvents {

    /** Hears nothing. */
    CallEvents NONE = new CallEvents() {};

    /** Closes what {@link #enter()} opened. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {
        /** Does nothing. */
        Scope NONE = () -> {};

        @Override
        void close();
    }

    /** Returns the listener of that context, which never throws; {@link #NONE} if there is none. */
    static CallEvents from(ContextView context) {
        CallEvents present = context.getOrDefault(CallEvents.class, null);
        return present == null ? NONE : SafeCallEvents.of(present);
    }

    /** Returns the context with this listener, which also tells the one already there. */
    default Context into(Context context) {
        CallEvents outer = from(context);
        CallEvents inner = SafeCallEvents.of(this);
        return context.put(CallEvents.class, outer == NONE ? inner : new CallEventsPair(outer, inner));
    }

    /**
     * Called on the thread that is about to subscribe to the transport; the returned scope is closed on the same thread right
     * after. Tracing makes its span current in between.
     */
    default Scope enter() {
        return Scope.NONE;
    }

    /** Called before a request is sent; {@code setter} adds headers to it, for example {@code traceparent}. */
    default void requestHeaders(URI uri, BiConsumer<String, String> setter) {}

    /** Called by a retry before it sends a request; {@code attempt} counts from 1. Without a retry it is not called. */
    default void attemptStarted(int attempt) {}

    /** Called by a retry: the attempt failed and another follows after {@code wait}. */
    default void attemptFailed(int attempt, Throwable error, Duration wait) {}

    /** Called when a call was held back before sending, by a limiter or for lack of a free connection. */
    default void waited(String reason, Duration duration) {}

    /**
     * Called when a connection is ready.
     *
     * @param duration since one was asked for: the wait for one to be free, finding the host, connecting, TLS
     * @param reused whether it had served another request before
     */
    default void connected(Duration duration, boolean reused) {}

    /** Called when the response head arrived. */
    default void responseHead(int status, @Nullable String requestId) {}

    /**
     * Called when a piece of a streamed answer was read, before the chunks it completes are handed on: what arrived in one
     * piece arrived at one time, whenever the subscriber asks for it. Called so often that it must cost next to nothing.
     */
    default void bytesReceived() {}

    /**
     * Called when an event of a streamed answer was decoded that brings chunks, before the first of them is handed on: one
     * event may bring several. Called so often that it must cost next to nothing.
     */
    default void eventDecoded() {}
}
