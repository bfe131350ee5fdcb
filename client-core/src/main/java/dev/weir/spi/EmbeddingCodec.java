package dev.weir.spi;

import dev.weir.ApiError;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.Warning;
import java.util.List;

/** The embeddings side of a wire family, as pure functions. */
public interface EmbeddingCodec {

    /** Returns the name of the wire format, for example {@code openai-embeddings}. */
    String api();

    /** Returns how many inputs one request may carry; more are split into several requests. No limit by default. */
    default int maxInputs() {
        return Integer.MAX_VALUE;
    }

    /** Returns how many inputs one request to that model may carry; {@link #maxInputs()} by default. */
    default int maxInputs(String model) {
        return maxInputs();
    }

    /** Writes a request; warnings as in {@link Codec#encode}. */
    WireRequest encode(EmbeddingRequest request, String model, List<Warning> warnings);

    /** Reads an answer of status 2xx; metadata and warnings are filled in by the client. */
    EmbeddingResponse decode(byte[] body, Headers headers);

    /** Returns what an answer of status 300 and up says; never fails. */
    ApiError error(int status, Headers headers, byte[] body);

    /** Reads request id and rate limits from the headers of any answer. */
    default ResponseHeaders headers() {
        return ResponseHeaders.STANDARD;
    }
}
