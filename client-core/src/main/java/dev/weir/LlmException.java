package dev.weir;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Root of everything that can go wrong with a call. Messages never hold API keys or the content of prompts and answers
 * beyond what a provider's own error text says.
 */
public abstract class LlmException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable ModelId model;
    private final transient @Nullable Response partial;

    /** Creates an exception that knows neither model nor partial answer. */
    protected LlmException(String message, @Nullable Throwable cause) {
        this(message, cause, null, null);
    }

    /** Creates an exception. */
    protected LlmException(
            String message, @Nullable Throwable cause, @Nullable ModelId model, @Nullable Response partial) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.model = model;
        this.partial = partial;
    }

    /** Returns the model that was called, null where the failure came before one was known. */
    public @Nullable ModelId model() {
        return model;
    }

    /** Returns what of a streamed answer had arrived; empty where nothing had. */
    public Optional<Response> partial() {
        return Optional.ofNullable(partial);
    }

    /** Returns whether the same request may succeed if it is sent again. */
    public abstract boolean retryable();

    /**
     * Returns the low-cardinality kind of failure that telemetry reports as {@code error.type}: a provider's code, a status,
     * {@code timeout}, {@code decode_error}, {@code incomplete_stream} or a class name.
     */
    public abstract String errorType();
}
