package dev.weir;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One of the limits of {@link Timeouts} passed. */
public final class LlmTimeoutException extends LlmException {

    private static final long serialVersionUID = 1L;

    /** Where the time was spent; each is a component of {@link Timeouts}. */
    public enum Phase {
        /** Opening the connection. */
        CONNECT,
        /** Waiting for a free connection of the pool. */
        POOL_WAIT,
        /** Waiting for the response head. */
        RESPONSE_HEAD,
        /** Waiting for the first chunk of a stream. */
        FIRST_CHUNK,
        /** Waiting for the next chunk of a stream. */
        IDLE,
        /** The call as a whole. */
        TOTAL
    }

    private final Phase phase;
    private final @Nullable Duration limit;

    /** Creates an exception. */
    public LlmTimeoutException(
            Phase phase,
            @Nullable Duration limit,
            @Nullable Throwable cause,
            ModelId model,
            @Nullable Response partial) {
        super(message(phase, limit, model), cause, model, partial);
        this.phase = phase;
        this.limit = limit;
    }

    private static String message(Phase phase, @Nullable Duration limit, ModelId model) {
        String name = phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return model + ": timeout in phase \"" + name + "\""
                + (limit == null ? "" : " after " + limit.toMillis() + " ms") + "; the limit is set by Timeouts";
    }

    /** Returns where the time was spent. */
    public Phase phase() {
        return phase;
    }

    /** Returns the limit that passed, null if the layer below did not tell. */
    public @Nullable Duration limit() {
        return limit;
    }

    /** Returns true. */
    @Override
    public boolean retryable() {
        return true;
    }

    /** Returns {@code timeout}. */
    @Override
    public String errorType() {
        return "timeout";
    }
}
