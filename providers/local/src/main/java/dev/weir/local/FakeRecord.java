package dev.weir.local;

import dev.weir.Request;
import java.util.ArrayList;
import java.util.List;

/** What a fake model remembers. Thread-safe. */
final class FakeRecord {

    private final List<Request> requests = new ArrayList<>();
    private int cancelled;

    /** Returns how many requests came before. */
    synchronized int add(Request request) {
        requests.add(request);
        return requests.size() - 1;
    }

    synchronized void cancel() {
        cancelled++;
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    synchronized int cancelled() {
        return cancelled;
    }
}
