package dev.weir.local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The exchanges of a server in the order of their requests. Thread-safe. */
final class Journal {

    private final List<Exchange> exchanges = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final boolean recording;

    Journal(boolean recording) {
        this.recording = recording;
    }

    Exchange arrived(ReceivedRequest request) {
        int index = requests.getAndIncrement();
        Exchange exchange = recording ? exchange(index) : new Exchange(index);
        exchange.arrived(request);
        return exchange;
    }

    synchronized Exchange exchange(int index) {
        while (exchanges.size() <= index) {
            exchanges.add(new Exchange(exchanges.size()));
        }
        return exchanges.get(index);
    }

    synchronized List<Exchange> arrived() {
        return List.copyOf(exchanges.subList(0, Math.min(exchanges.size(), requests.get())));
    }

    int requests() {
        return requests.get();
    }
}
