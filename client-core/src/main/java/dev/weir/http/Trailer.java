package dev.weir.http;

import java.util.concurrent.TimeUnit;

/**
 * Reads off what a server sends behind the protocol's end marker, which is little or nothing, so that the connection goes
 * back to its pool. Gives up, and closes the connection, after a moment or some bytes. Event loop only.
 */
final class Trailer {

    private static final long PATIENCE_MILLIS = 1000;
    private static final int MAX_BYTES = 64 << 10;

    private final Exchange<?> exchange;
    private final io.netty.util.concurrent.Future<?> timer;
    private int bytes;

    Trailer(Exchange<?> exchange) {
        this.exchange = exchange;
        this.timer = exchange.loop().schedule(exchange::closeBody, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    void onBytes(int count) {
        bytes += count;
        if (bytes > MAX_BYTES) {
            end();
            exchange.closeBody();
        }
    }

    void end() {
        timer.cancel(false);
    }
}
