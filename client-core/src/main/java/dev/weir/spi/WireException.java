package dev.weir.spi;

import dev.weir.ApiError;

/**
 * Thrown by a codec that meets an error the provider reports inside a 200 answer or stream. The transport turns it into an
 * {@link dev.weir.ApiException} that knows the model, the request id and the partial answer.
 */
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    /** Creates an exception around what the provider said. */
    public WireException(ApiError error) {
        super(error.toString(), null, false, false);
        this.error = error;
    }

    /** Returns what the provider said. */
    public ApiError error() {
        return error;
    }
}
