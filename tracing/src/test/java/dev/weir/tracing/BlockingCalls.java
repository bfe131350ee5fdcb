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

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.blockingMethodCallback(method -> {
            BlockingOperationError error = new BlockingOperationError(method);
            SEEN.add(error);
            throw error;
        });
    }
}
