package dev.weir.tracing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Remembers the blocking calls that BlockHound saw on reactive threads: what happens inside telemetry is caught there
 * and would go unnoticed.
 */
public final class BlockingCalls implements BlockHoundIntegration {

    public static final List<BlockingOperationError> SEEN = new CopyOnWriteArrayList<>();

    /**
     * The SDK guards its queue of spans and its sums by locks that are held for a few instructions; that two threads meet
     * there is no blocking in the sense that matters here.
     */
    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("io.opentelemetry.sdk.trace.export.BatchSpanProcessor$Worker", "addSpan");
        for (String method : List.of("recordLong", "recordDouble")) {
            builder.allowBlockingCallsInside(
                    "io.opentelemetry.sdk.metrics.internal.aggregator.AggregatorHandle", method);
        }
        builder.blockingMethodCallback(method -> {
            BlockingOperationError error = new BlockingOperationError(method);
            SEEN.add(error);
            throw error;
        });
    }
}
