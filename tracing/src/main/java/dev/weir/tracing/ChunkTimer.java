package dev.weir.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records the time between chunks, one record for each. What runs for every chunk only notes the time; records are made
 * {@value #CAPACITY} at a time and at the end, in one go, as the SDK is more than twice as fast when nothing else runs
 * between two records. Chunks that arrived in one piece have no time between them: these are only counted.
 *
 * <p>Only the longest time of a stream is offered as an exemplar, at its end: choosing exemplars costs the SDK three times as
 * much as counting, and of hundreds of times between chunks the longest is the one worth a look.
 */
final class ChunkTimer {

    private static final double NANOS = 1e-9;
    private static final int CAPACITY = 128;
    private static final int MAX_ZEROS = 4096;

    private final DoubleHistogram[] histograms;
    private final Context context;
    private final Context withoutSpan;
    private long longest = -1;
    private int zeros;
    private long @Nullable [] times;
    private int size;

    ChunkTimer(List<DoubleHistogram> histograms, Context context) {
        this.histograms = histograms.toArray(new DoubleHistogram[0]);
        this.context = context;
        this.withoutSpan = context.with(Span.getInvalid());
    }

    /**
     * Notes the time since the chunk before; called by one thread at a time.
     *
     * @return whether so much has been noted that {@link #flush} is due
     */
    boolean add(long nanos) {
        long shorter = nanos;
        if (nanos > longest) {
            shorter = longest;
            longest = nanos;
            if (shorter < 0) {
                return false;
            }
        }
        if (shorter == 0) {
            return ++zeros == MAX_ZEROS;
        }
        long[] noted = times;
        if (noted == null) {
            noted = new long[CAPACITY];
            times = noted;
        }
        int next = size;
        if (next < CAPACITY) {
            noted[next] = shorter;
            size = next + 1;
        }
        return next + 1 >= CAPACITY;
    }

    /** Records what has been noted. A cancel may end the stream on another thread meanwhile: nothing is recorded twice. */
    synchronized void flush(Attributes labels) {
        int without = zeros;
        zeros = 0;
        for (int i = 0; i < without; i++) {
            write(0, labels, withoutSpan);
        }
        long[] noted = times;
        int count = size;
        size = 0;
        for (int i = 0; noted != null && i < count; i++) {
            write(noted[i], labels, withoutSpan);
        }
    }

    /** Records what is left. */
    void end(Attributes labels) {
        flush(labels);
        if (longest >= 0) {
            write(longest, labels, context);
        }
    }

    private void write(long nanos, Attributes labels, Context in) {
        for (DoubleHistogram histogram : histograms) {
            histogram.record(nanos * NANOS, labels, in);
        }
    }
}
