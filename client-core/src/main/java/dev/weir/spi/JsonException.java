package dev.weir.spi;

/** Text that should be JSON is not, or is JSON of another shape. The message names the position, never the text. */
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public JsonException(String message) {
        super(message);
    }
}
