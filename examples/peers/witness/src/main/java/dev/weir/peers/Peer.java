package dev.weir.peers;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.function.Predicate;

/** A client, set up as its documentation says, with everything it can record switched on. */
public interface Peer extends AutoCloseable {

    /** Sets up a client. */
    @FunctionalInterface
    interface Factory {

        /** Returns a client of the server at {@code baseUrl} (without {@code /v1}) that records through {@code sdk}. */
        Peer create(String baseUrl, OpenTelemetrySdk sdk);
    }

    /** Asks once and waits for the whole answer. */
    void call() throws Exception;

    /** Streams one answer, showing every text to {@code more}, and leaves when that says no. */
    void stream(Predicate<String> more) throws Exception;

    @Override
    default void close() {}
}
