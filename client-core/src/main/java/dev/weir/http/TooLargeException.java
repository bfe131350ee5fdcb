package dev.weir.http;

/** An answer or one event of it exceeds its limit; the message names the limit and its setting. */
final class TooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private TooLargeException(String message) {
        super(message);
    }

    static TooLargeException event(int limit) {
        return new TooLargeException("one event of the stream is larger than " + limit
                + " bytes; raise HttpSettings.maxEventBytes if that is expected");
    }

    static TooLargeException body(int limit) {
        return new TooLargeException(
                "the body is larger than " + limit + " bytes; raise HttpSettings.maxBodyBytes if that is expected");
    }
}
