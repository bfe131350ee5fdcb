package dev.weir.http;

import dev.weir.ApiError;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;

/**
 * Makes a result of a whole answer; pure functions of a codec behind one face, whatever kind of model it is for.
 *
 * @param <T> what a good answer becomes
 */
public interface AnswerReader<T> {

    /** Reads a body of status 2xx; may throw what codecs throw. */
    T read(byte[] body, Headers headers);

    /** Reads the body of any other status; never fails. */
    ApiError error(int status, Headers headers, byte[] body);

    /** Returns how headers are read. */
    ResponseHeaders headers();
}
