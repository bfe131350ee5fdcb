package dev.weir.spi;

import dev.weir.ApiError;
import dev.weir.Request;
import dev.weir.Warning;
import java.util.List;

/** The token counting side of a wire family, as pure functions. */
public interface TokenCountCodec {

    /** Returns the name of the wire format, for example {@code anthropic-count-tokens}. */
    String api();

    /** Writes a request, valid by {@link Request#validate()}; warnings as in {@link Codec#encode}. */
    WireRequest encode(Request request, String model, List<Warning> warnings);

    /**
     * Reads an answer of status 2xx.
     *
     * @throws WireException if it is an error document
     * @throws JsonException if it holds no count
     */
    long decode(byte[] body);

    /** Returns what an answer of status 300 and up says; never fails. */
    ApiError error(int status, Headers headers, byte[] body);

    /** Reads the request id from the headers of any answer. */
    default ResponseHeaders headers() {
        return ResponseHeaders.STANDARD;
    }
}
