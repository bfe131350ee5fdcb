package dev.weir.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The metrics of two generations; those that both have are recorded once. */
final class InstrumentsDup extends Instruments {

    private final Instruments first;
    private final Instruments second;

    InstrumentsDup(Instruments first, Instruments second) {
        super(io.opentelemetry.api.metrics.MeterProvider.noop().get(Names.SCOPE));
        this.first = first;
        this.second = second;
    }

    @Override
    void inference(Ended ended) {
        first.inference(ended);
        second.inference(ended);
    }

    @Override
    void embeddings(Ended ended) {
        first.embeddings(ended);
        second.embeddings(ended);
    }

    @Override
    void firstChunk(Context context, MetricLabels labels, double seconds) {
        first.firstChunk(context, labels, seconds);
        second.firstChunk(context, labels, seconds);
    }

    @Override
    List<DoubleHistogram> laterChunks() {
        return Stream.concat(first.laterChunks().stream(), second.laterChunks().stream())
                .toList();
    }

    @Override
    void workflow(Context context, Attributes name, @Nullable String errorType, double seconds) {
        first.workflow(context, name, errorType, seconds);
        second.workflow(context, name, errorType, seconds);
    }

    @Override
    void other(Ended ended) {
        first.other(ended);
    }

    @Override
    void tool(Context context, Attributes attributes, @Nullable String errorType, double seconds) {
        first.tool(context, attributes, errorType, seconds);
    }

    @Override
    void agent(
            Context context,
            Attributes name,
            Attributes nameAndModel,
            @Nullable String errorType,
            double seconds,
            AgentTally tally) {
        first.agent(context, name, nameAndModel, errorType, seconds, tally);
    }
}
