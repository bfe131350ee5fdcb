package dev.weir.cohere;

import dev.weir.ApiError;
import dev.weir.FinishReason;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** <a href="https://docs.cohere.com/v2/reference/chat">Chat v2</a>. */
final class CohereCodec implements Codec {

    /** The owner of provider data, and of opaque parts, of this family. */
    static final String FAMILY = "cohere";
    /** Under this name the words before the tool calls are among the extras and on the first call. */
    static final String TOOL_PLAN = "tool_plan";

    @Override
    public String api() {
        return "cohere-chat";
    }

    @Override
    public WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings) {
        return new WireRequest("/v2/chat", new ChatRequestWriter(request, warnings).write(model, stream));
    }

    @Override
    public void decode(byte[] body, ChunkEmitter out) {
        new ChatReader(body, out).read();
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new ChatStreamDecoder();
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        return CohereErrors.read(status, headers, body);
    }

    @Override
    public ResponseHeaders headers() {
        return CohereHeaders.INSTANCE;
    }

    /** Returns the common word for a finish reason; some that only v1 documents still turn up. */
    static FinishReason finishReason(@Nullable String raw) {
        return switch (raw == null ? "" : raw.toUpperCase(Locale.ROOT)) {
            case "COMPLETE", "STOP_SEQUENCE" -> FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "TOOL_CALL" -> FinishReason.TOOL_CALLS;
            case "ERROR", "TIMEOUT" -> FinishReason.ERROR;
            case "ERROR_TOXIC" -> FinishReason.CONTENT_FILTER;
            case "ERROR_LIMIT" -> FinishReason.CONTEXT_LENGTH;
            default -> FinishReason.OTHER;
        };
    }
}
