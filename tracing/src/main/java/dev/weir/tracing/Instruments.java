package dev.weir.tracing;

import dev.weir.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The metrics of one generation. Everything is recorded in the span's context, before the span ends. */
abstract class Instruments {

    /**
     * What is known about an ended operation.
     *
     * @param context the span's
     * @param labels the operation's attributes
     * @param seconds how long it took
     * @param errorType why it failed, null if it did not
     * @param usage what it consumed
     */
    record Ended(
            Context context,
            MetricLabels labels,
            double seconds,
            @Nullable String errorType,
            Usage usage) {

        Attributes durationAttributes() {
            return withError(labels.attributes(), errorType);
        }
    }

    private static final List<Double> SECONDS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final List<Double> AGENT_SECONDS =
            List.of(0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6);
    private static final List<Double> WORKFLOW_SECONDS =
            List.of(1., 5., 10., 30., 60., 120., 300., 600., 1800., 3600., 7200.);
    private static final List<Long> TOKENS = List.of(
            1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L, 4194304L, 16777216L, 67108864L);
    private static final List<Long> COUNTS = List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L);

    private final DoubleHistogram operationDuration;
    private final DoubleHistogram toolDuration;
    private final DoubleHistogram agentDuration;
    private final LongHistogram agentInferenceCalls;
    private final LongHistogram agentToolCalls;

    Instruments(Meter meter) {
        operationDuration =
                seconds(meter, Names.OPERATION_DURATION, "Duration of operations of a generative AI client");
        toolDuration = seconds(meter, Names.EXECUTE_TOOL_DURATION, "Duration of tool executions");
        agentDuration = meter.histogramBuilder(Names.INVOKE_AGENT_DURATION)
                .setUnit("s")
                .setDescription("Duration of agent runs")
                .setExplicitBucketBoundariesAdvice(AGENT_SECONDS)
                .build();
        agentInferenceCalls = counts(
                meter, Names.INVOKE_AGENT_INFERENCE_CALLS, "{inference_call}", "Model calls made by an agent run");
        agentToolCalls = counts(meter, Names.INVOKE_AGENT_TOOL_CALLS, "{tool_call}", "Tools run by an agent run");
    }

    /** Records an ended model call. */
    abstract void inference(Ended ended);

    /** Records an ended embedding call. */
    abstract void embeddings(Ended ended);

    /** Records the first chunk of a stream. */
    abstract void firstChunk(Context context, MetricLabels labels, double seconds);

    /** Returns what records later chunks; none if nobody listens. */
    abstract List<DoubleHistogram> laterChunks();

    /** Records the run of a workflow. */
    abstract void workflow(Context context, Attributes name, @Nullable String errorType, double seconds);

    /** Records an ended operation of any other kind. */
    void other(Ended ended) {
        operationDuration.record(ended.seconds(), ended.durationAttributes(), ended.context());
    }

    /** Records the run of a tool. */
    void tool(Context context, Attributes attributes, @Nullable String errorType, double seconds) {
        toolDuration.record(seconds, withError(attributes, errorType), context);
    }

    /** Records the run of an agent. */
    void agent(
            Context context,
            Attributes name,
            Attributes nameAndModel,
            @Nullable String errorType,
            double seconds,
            AgentTally tally) {
        agentDuration.record(seconds, withError(nameAndModel, errorType), context);
        agentInferenceCalls.record(tally.inferenceCalls(), name, context);
        agentToolCalls.record(tally.toolCalls(), name, context);
    }

    static Attributes withError(Attributes attributes, @Nullable String errorType) {
        if (errorType == null) {
            return attributes;
        }
        AttributesBuilder builder = attributes.toBuilder();
        return builder.put(Names.ERROR_TYPE, errorType).build();
    }

    static DoubleHistogram seconds(Meter meter, String name, String description) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(SECONDS)
                .build();
    }

    static DoubleHistogram workflows(Meter meter, String name) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription("Duration of workflow runs")
                .setExplicitBucketBoundariesAdvice(WORKFLOW_SECONDS)
                .build();
    }

    static LongHistogram tokens(Meter meter, String name, String description) {
        return meter.histogramBuilder(name)
                .ofLongs()
                .setUnit("{token}")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(TOKENS)
                .build();
    }

    private static LongHistogram counts(Meter meter, String name, String unit, String description) {
        return meter.histogramBuilder(name)
                .ofLongs()
                .setUnit(unit)
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(COUNTS)
                .build();
    }

    static List<DoubleHistogram> enabled(DoubleHistogram histogram) {
        return histogram.isEnabled() ? List.of(histogram) : List.of();
    }
}
