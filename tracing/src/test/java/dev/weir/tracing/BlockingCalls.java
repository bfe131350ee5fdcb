package dev.weir.tracing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Remembers the blocking calls that BlockHound saw on reactive threads: what happens inside telemetry is caught there
 * and would go unnoticed.
 */
public final class BlockingCalls implements BlockHoundIntegration {

    /** Each with its stack, so that a failing assertion says where. */
    public static final List<String> SEEN = new CopyOnWriteArrayList<>();

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.blockingMethodCallback(method -> {
            BlockingOperationError error = new BlockingOperationError(method);
            if (isMutualExclusion(error)) {
                return;
            }
            SEEN.add(error
                    + Stream.of(error.getStackTrace())
                            .map(frame -> "\n  at " + frame)
                            .collect(Collectors.joining()));
            throw error;
        });
    }

    /** The SDK and others guard queues and sums by locks held for a few instructions; meeting there is no waiting. */
    private static boolean isMutualExclusion(BlockingOperationError error) {
        return Stream.of(error.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals("java.util.concurrent.locks.ReentrantLock")
                        && frame.getMethodName().equals("lock"));
    }
}
