package dev.weir;

/** The client is set up wrongly: no key, an unknown provider, a malformed URL. Sending again does not help. */
public final class ConfigurationException extends LlmException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception; the message says what is wrong, what was expected and how to mend it. */
    public ConfigurationException(String message) {
        super(message, null);
    }

    /** Creates an exception with its cause. */
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
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
