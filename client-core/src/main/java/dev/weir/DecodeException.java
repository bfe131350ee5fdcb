package dev.weir;

import org.jspecify.annotations.Nullable;

/** The provider's answer could not be understood: not JSON, a web page of a proxy, an event beyond the size limit. */
public final class DecodeException extends LlmException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String body;

    /**
     * Creates an exception.
     *
     * @param body the bounded text that could not be understood; may hold content, so it is not part of the message
     */
    public DecodeException(
            String message,
            @Nullable Throwable cause,
            @Nullable String body,
            @Nullable ModelId model,
            @Nullable Response partial) {
        super(message, cause, model, partial);
        this.body = body;
    }

    /** Returns the first 8 KiB of what could not be understood; may hold content of the answer. */
    public @Nullable String body() {
        return body;
    }

    /** Returns false. */
    @Override
    public boolean retryable() {
        return false;
    }

    /** Returns {@code decode_error}. */
    @Override
    public String errorType() {
        return "decode_error";
    }
}
