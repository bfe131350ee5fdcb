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
        String name = cause.getClass().getName();
        boolean wrapper = name.startsWith("io.netty.channel.AbstractChannel$Annotated") && cause.getCause() == null;
        return wrapper ? cause.getClass().getSuperclass().getName() : name;
    }
}
