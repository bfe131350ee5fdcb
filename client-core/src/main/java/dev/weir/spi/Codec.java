package dev.weir.spi;

import dev.weir.ApiError;
import dev.weir.Request;
import dev.weir.Warning;
import java.util.List;

/**
 * One wire family as pure functions: no I/O, no Reactor, no state. The chunks it writes are the one form of every answer:
 * a call's body and a stream's events both go through a {@link ChunkEmitter}, so that both give the same response.
 */
public interface Codec {

    /** Returns the name of the wire format, for example {@code openai-chat}. */
    String api();

    /** Returns the operation in telemetry, {@code gen_ai.operation.name}; {@code chat} by default. */
    default String operation() {
        return "chat";
    }

    /**
     * Writes a request.
     *
     * @param request valid by {@link Request#validate()}
     * @param model the model name for the wire
     * @param stream whether the answer is to be streamed
     * @param warnings receives one entry per option or part that cannot be honoured
     */
    WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings);

    /**
     * Reads the whole answer of a call, status 2xx.
     *
     * @throws WireException if it is an error document
     * @throws JsonException if it is not of the expected shape
     */
    void decode(byte[] body, ChunkEmitter out);

    /** Returns a decoder for one stream. */
    StreamDecoder streamDecoder();

    /**
     * Returns how a 2xx body of that content type (without parameters, lower case, may be empty) is framed when a stream was
     * asked for. By default {@code application/json} is a document and everything else SSE.
     */
    default Framing framing(String contentType) {
        return contentType.equals("application/json") ? Framing.DOCUMENT : Framing.SSE;
    }

    /** Returns what an answer of status 300 and up says; never fails, whatever the body is. */
    ApiError error(int status, Headers headers, byte[] body);

    /** Reads request id and rate limits from the headers of any answer. */
    default ResponseHeaders headers() {
        return ResponseHeaders.STANDARD;
    }
}
