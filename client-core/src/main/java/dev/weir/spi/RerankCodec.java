package dev.weir.spi;

import dev.weir.ApiError;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Warning;
import java.util.List;

/** The ranking side of a wire family, as pure functions. */
public interface RerankCodec {

    /** Returns the name of the wire format, for example {@code cohere-rerank}. */
    String api();

    /** Writes a request; warnings as in {@link Codec#encode}. */
    WireRequest encode(RerankRequest request, String model, List<Warning> warnings);

    /** Reads an answer of status 2xx; metadata and warnings are filled in by the client. */
    RerankResponse decode(byte[] body);

    /** Returns what an answer of status 300 and up says; never fails. */
    ApiError error(int status, Headers headers, byte[] body);

    /** Reads request id and rate limits from the headers of any answer. */
    default ResponseHeaders headers() {
        return ResponseHeaders.STANDARD;
    }
}
