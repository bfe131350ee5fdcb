package dev.weir.tracing.cost;

import dev.weir.Chunk;
import dev.weir.ChunkAccumulator;
import dev.weir.LlmException;
import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.Usage;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/**
 * Counts a stream. Unless there is a budget, a chunk costs a type test; with one, the text that has arrived since the last
 * report is estimated.
 */
final class StreamMeter extends MeteredSubscriber<Chunk> {

    private static final double MILLION = 1e6;

    private final @Nullable ChunkAccumulator gathered;
    private volatile Usage usage = Usage.ABSENT;
    private volatile @Nullable String model;
    private volatile @Nullable Response whole;
    private volatile boolean begun;

    /** What the last report said, or the prompt is likely to be, in tokens and US dollars. */
    private double baseTokens;

    private double baseUsd;

    /** What one more generated token costs. */
    private double usdPerToken;

    private boolean priced;

    /** Tokens generated since the last report; written by the emitting thread alone. */
    private volatile double since;

    StreamMeter(
            CoreSubscriber<? super Chunk> actual,
            Metering.Call call,
            Operation.Inference operation,
            Metering.@Nullable Limit limit) {
        super(actual, call, operation.target(), limit);
        this.gathered = isLimited() ? new ChunkAccumulator() : null;
    }

    @Override
    void count(Chunk chunk) {
        if (gathered != null) {
            gathered.add(chunk);
        }
        if (chunk instanceof Chunk.Done end) {
            whole = end.response();
            return;
        }
        if (chunk instanceof Chunk.UsageUpdated updated) {
            reported(updated.usage());
        } else if (chunk instanceof Chunk.Started started && started.model() != null) {
            model = started.model();
            priced = false;
        }
        if (!begun) {
            begun = true;
        }
        if (estimates()) {
            estimate(chunk);
        }
    }

    private void reported(Usage latest) {
        boolean moreOutput =
                !latest.billed().outputTokens().equals(usage.billed().outputTokens());
        usage = latest;
        priced = false;
        if (moreOutput) {
            since = 0;
        }
    }

    private void estimate(Chunk chunk) {
        if (!priced) {
            base();
            priced = true;
        }
        String text = textOf(chunk);
        double generated = since;
        if (text != null) {
            generated += call.estimator().tokens(text);
            since = generated;
        }
        pending(baseTokens + generated, baseUsd + generated * usdPerToken);
    }

    private void base() {
        Usage known = usage.billed();
        Usage counted = known.inputTokens().isPresent()
                ? known
                : Usage.builder()
                        .count(Usage.Count.INPUT, Math.round(promptTokens()))
                        .count(Usage.Count.OUTPUT, known.outputTokens().orElse(0))
                        .build();
        Price price = price();
        baseTokens = CostMeter.tokensOf(counted);
        baseUsd = price == null ? 0 : price.usd(counted).doubleValue();
        long input = counted.inputTokens().orElse(0);
        usdPerToken = price == null
                ? 0
                : price.usdPer1M(Price.Rate.OUTPUT, input)
                        .map(rate -> rate.doubleValue() / MILLION)
                        .orElse(0.0);
    }

    private static @Nullable String textOf(Chunk chunk) {
        if (chunk instanceof Chunk.TextDelta text) {
            return text.delta();
        }
        if (chunk instanceof Chunk.ToolCallDelta part) {
            return part.delta();
        }
        if (chunk instanceof Chunk.ThinkingDelta thinking) {
            return thinking.delta();
        }
        if (chunk instanceof Chunk.RefusalDelta refusal) {
            return refusal.delta();
        }
        return chunk instanceof Chunk.ToolCallStart start ? start.name() : null;
    }

    @Override
    boolean isOutput(Chunk chunk) {
        return chunk.isOutput();
    }

    @Override
    @Nullable
    String servedModel() {
        Response known = whole;
        return known != null && known.model() != null ? known.model() : model;
    }

    @Override
    Usage reported(@Nullable Throwable error) {
        Response known = whole;
        if (known != null) {
            return known.usage();
        }
        Usage latest = usage;
        return latest.isAbsent() && error instanceof LlmException failure
                ? failure.partial().map(Response::usage).orElse(latest)
                : latest;
    }

    @Override
    boolean isWhole() {
        return whole != null;
    }

    @Override
    double[] unreported(@Nullable Throwable error) {
        Usage known = reported(error).billed();
        boolean input = known.inputTokens().isPresent();
        boolean output = known.outputTokens().isPresent();
        if (!begun || (isWhole() && (input || output))) {
            return new double[2];
        }
        double rest = since;
        return input
                ? new double[] {rest, rest * usdPerToken}
                : new double[] {promptTokens() + rest, promptUsd() + rest * usdPerToken};
    }

    @Override
    @Nullable
    Response partial() {
        return gathered == null ? null : gathered.snapshot();
    }
}
