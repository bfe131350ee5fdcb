package dev.weir.http;

import dev.weir.spi.CallEvents;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.time.Duration;
import reactor.netty.Connection;

/** Tells listeners how a request came by its connection. */
final class Acquired {

    private static final AttributeKey<Boolean> USED = AttributeKey.valueOf(Acquired.class, "used");

    /** What takes less is the way through the pool, not a wait. */
    private static final Duration NO_WAIT = Duration.ofMillis(1);

    private Acquired() {}

    /** Notes that a connection serves a request; returns whether it had served another. Streams of HTTP/2 share theirs. */
    static boolean markUsed(Connection connection) {
        Channel channel = connection.channel();
        Channel socket = channel.parent() == null ? channel : channel.parent();
        return socket.attr(USED).getAndSet(Boolean.TRUE) != null;
    }

    /**
     * Tells what getting the connection took. Nothing has to be done to get one that is there already, so what that took, it
     * waited for another call to give it back.
     */
    static void tell(CallEvents events, Duration taken, boolean reused) {
        if (reused && taken.compareTo(NO_WAIT) >= 0) {
            events.waited("connection", taken);
        }
        events.connected(taken, reused);
    }
}
