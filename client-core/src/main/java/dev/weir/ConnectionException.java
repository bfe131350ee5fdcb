package dev.weir;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The provider could not be reached, or the connection broke before the answer was complete. */
public final class ConnectionException extends LlmException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception around the network failure. */
    public ConnectionException(String message, Throwable cause, ModelId model, @Nullable Response partial) {
        super(message, Objects.requireNonNull(cause, "cause"), model, partial);
    }

    /** Returns true: nothing is known to have been wrong with the request. */
    @Override
    public boolean retryable() {
        return true;
    }

    @Override
    public String errorType() {
        Throwable cause = Objects.requireNonNull(getCause());
        Class<?> type = cause.getClass();
        // Netty wraps connect failures into private subclasses that only add the address to the message
        return (type.getName().contains("$Annotated") ? type.getSuperclass() : type).getName();
    }
}
