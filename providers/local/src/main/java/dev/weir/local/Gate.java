package dev.weir.local;

import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Holds a scripted reply at a place of your choice until the test opens it, so that tests need no sleeps. Thread-safe; may
 * stand in any number of replies, all of which go on when it opens.
 *
 * <pre>{@code
 * Gate gate = new Gate();
 * server.always(Reply.sse("data: one\n\n").waitFor(gate).piece("data: two\n\n"));
 * ... // gate.reached() completes once "one" is written
 * gate.open();
 * }</pre>
 */
public final class Gate {

    private final Sinks.Empty<Void> open = Sinks.empty();
    private final Map<Integer, Sinks.Empty<Void>> watchers = new TreeMap<>();
    private int arrivals;

    /** Creates a closed gate. */
    public Gate() {}

    /** Lets everyone pass, now and later; a second call does nothing. */
    public void open() {
        open.tryEmitEmpty();
    }

    /** Returns a Mono that completes when the gate opens. */
    public Mono<Void> opened() {
        return open.asMono();
    }

    /** Returns a Mono that completes when a reply has arrived here, everything before it being written. */
    public Mono<Void> reached() {
        return reached(1);
    }

    /** Returns a Mono that completes when that many replies have arrived here. */
    public synchronized Mono<Void> reached(int replies) {
        Sinks.Empty<Void> watcher = watchers.computeIfAbsent(replies, count -> Sinks.empty());
        if (arrivals >= replies) {
            watcher.tryEmitEmpty();
        }
        return watcher.asMono();
    }

    /** Notes an arrival for every subscription and waits. */
    Mono<Void> pass() {
        return Mono.defer(() -> {
            Sinks.Empty<Void> watcher;
            synchronized (this) {
                arrivals++;
                watcher = watchers.get(arrivals);
            }
            if (watcher != null) {
                watcher.tryEmitEmpty();
            }
            return opened();
        });
    }
}
