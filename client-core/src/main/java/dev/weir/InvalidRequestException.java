package dev.weir;

/** The request cannot be sent as it is: an empty prompt, a missing template variable, an option ruled out by policy. */
public final class InvalidRequestException extends LlmException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception; the message says what is wrong, what was expected and how to mend it. */
    public InvalidRequestException(String message) {
        super(message, null);
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    public String errorType() {
        return getClass().getName();
    }
}
