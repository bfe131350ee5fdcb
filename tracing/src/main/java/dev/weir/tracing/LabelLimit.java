package dev.weir.tracing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Lets a label have only so many values: the first ones seen. Keeps memory bounded whatever callers put in. */
final class LabelLimit {

    /** Stands for every value beyond the limit, as in OpenTelemetry's conventions. */
    static final String OVERFLOW = "_OTHER";

    static final String UNKNOWN = "unknown";

    /** Long enough for any name, short enough for a thousand of them. */
    private static final int MAX_LENGTH = 256;

    private final int most;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    LabelLimit(int most) {
        this.most = most;
    }

    /** Returns the value, or what stands for it. */
    String bounded(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return UNKNOWN;
        }
        if (value.length() > MAX_LENGTH) {
            return OVERFLOW;
        }
        if (known.contains(value)) {
            return value;
        }
        if (count.get() >= most) {
            return OVERFLOW;
        }
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return OVERFLOW;
        }
        if (!known.add(value)) {
            count.decrementAndGet();
        }
        return value;
    }
}
