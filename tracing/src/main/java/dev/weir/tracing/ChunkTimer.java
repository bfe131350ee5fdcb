package dev.weir.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;

/**
 * Records the time between chunks. Runs for every chunk, so it allocates nothing, and only the longest time of a stream is
 * offered as an exemplar, at its end: choosing exemplars costs the SDK three times as much as counting, and of hundreds of
 * times between chunks the longest is the one worth a look.
 */
final class ChunkTimer {

    private static final double NANOS = 1e-9;

    private final DoubleHistogram[] histograms;
    private final Context context;
    private final Context withoutSpan;
    private long longest = -1;

    ChunkTimer(List<DoubleHistogram> histograms, Context context) {
        this.histograms = histograms.toArray(new DoubleHistogram[0]);
        this.context = context;
        this.withoutSpan = context.with(Span.getInvalid());
    }

    void record(long nanos, Attributes labels) {
        long shorter = nanos;
        if (nanos > longest) {
            shorter = longest;
            longest = nanos;
            if (shorter < 0) {
                return;
            }
        }
        write(shorter, labels, withoutSpan);
    }

    void end(Attributes labels) {
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
