package dev.weir.local;

import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One request to a {@link LoopbackServer} and what became of its reply, for tests to await. A handle: it may be asked for
 * before the request arrives. Thread-safe.
 */
public final class Exchange {

    private final int index;
    private final Sinks.One<ReceivedRequest> received = Sinks.one();
    private final Sinks.Empty<Void> closedByClient = Sinks.empty();
    private final Sinks.Empty<Void> sent = Sinks.empty();
    private final Sinks.Empty<Void> stalled = Sinks.empty();
    private final AtomicLong written = new AtomicLong();
    private volatile boolean ended;

    Exchange(int index) {
        this.index = index;
    }

    /** Returns the number of the exchange at its server, 0 for the first. */
    public int index() {
        return index;
    }

    /** Returns a Mono that emits the request when it has arrived, body included. */
    public Mono<ReceivedRequest> received() {
        return received.asMono();
    }

    /** Returns a Mono that completes when the whole reply was handed to the connection. */
    public Mono<Void> sent() {
        return sent.asMono();
    }

    /**
     * Returns a Mono that completes when the client closes the connection or resets the stream before the reply was
     * complete.
     */
    public Mono<Void> closedByClient() {
        return closedByClient.asMono();
    }

    /**
     * Returns a Mono that completes when for the first time a piece could not be handed to the operating system at once,
     * because the client does not read as fast as the server writes.
     */
    public Mono<Void> stalled() {
        return stalled.asMono();
    }

    /** Returns how many pieces the operating system has taken so far. */
    public long written() {
        return written.get();
    }

    void arrived(ReceivedRequest request) {
        received.tryEmitValue(request);
    }

    void pieceWritten() {
        written.incrementAndGet();
    }

    void pieceStalled() {
        stalled.tryEmitEmpty();
    }

    /** Marks the reply as ended by the server: what the client does from here on is no cancel. */
    void ended() {
        ended = true;
    }

    void complete() {
        ended = true;
        sent.tryEmitEmpty();
    }

    void connectionClosed() {
        if (!ended) {
            closedByClient.tryEmitEmpty();
        }
    }

    @Override
    public String toString() {
        return "Exchange[" + index + ", " + written + " pieces written]";
    }
}
