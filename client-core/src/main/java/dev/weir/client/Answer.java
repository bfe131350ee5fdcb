package dev.weir.client;

import dev.weir.ApiError;
import dev.weir.http.AnswerReader;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;
import java.util.function.BiFunction;

/** Reads one answer with the functions of a codec. */
record Answer<T>(ResponseHeaders headers, ErrorReader errors, BiFunction<byte[], Headers, T> reader)
        implements AnswerReader<T> {

    /** A codec's way to read what is no good answer. */
    @FunctionalInterface
    interface ErrorReader {

        /** Returns what the answer says. */
        ApiError error(int status, Headers headers, byte[] body);
    }

    @Override
    public T read(byte[] body, Headers answerHeaders) {
        return reader.apply(body, answerHeaders);
    }

    @Override
    public ApiError error(int status, Headers answerHeaders, byte[] body) {
        return errors.error(status, answerHeaders, body);
    }
}
