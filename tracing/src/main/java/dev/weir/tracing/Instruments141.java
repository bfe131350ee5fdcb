package dev.weir.tracing;

import dev.weir.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The metrics of generation 1.41. */
final class Instruments141 extends Instruments {

    private final LongHistogram tokenUsage;
    private final DoubleHistogram workflowDuration;
    private final DoubleHistogram timeToFirstChunk;
    private final DoubleHistogram timePerOutputChunk;

    Instruments141(Meter meter) {
        super(meter);
        workflowDuration = workflows(meter, Names.WORKFLOW_DURATION);
        tokenUsage = tokens(meter, Names.TOKEN_USAGE, "Tokens read and generated");
        timeToFirstChunk = seconds(meter, Names.TIME_TO_FIRST_CHUNK, "Time to the first chunk of a stream");
        timePerOutputChunk = seconds(meter, Names.TIME_PER_OUTPUT_CHUNK, "Time between the chunks of a stream");
    }

    @Override
    void inference(Ended ended) {
        other(ended);
        Usage usage = ended.usage();
        usage.inputTokens().ifPresent(n -> tokenUsage.record(n, ended.labels().input(), ended.context()));
        usage.outputTokens().ifPresent(n -> tokenUsage.record(n, ended.labels().output(), ended.context()));
    }

    @Override
    void embeddings(Ended ended) {
        inference(ended);
    }

    @Override
    void firstChunk(Context context, MetricLabels labels, double seconds) {
        timeToFirstChunk.record(seconds, labels.attributes(), context);
    }

    @Override
    void workflow(Context context, Attributes name, @Nullable String errorType, double seconds) {
        workflowDuration.record(seconds, withError(name, errorType), context);
    }

    @Override
    List<DoubleHistogram> laterChunks() {
        return enabled(timePerOutputChunk);
    }
}
