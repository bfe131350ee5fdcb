package dev.weir.bedrock;

import dev.weir.ApiError;
import dev.weir.FinishReason;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Framing;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse</a> and
 * <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>.
 */
final class ConverseCodec implements Codec {

    /** The owner of provider data, and of opaque parts, of this family. */
    static final String FAMILY = "bedrock";

    static final String SIGNATURE = "signature";
    static final String REDACTED_CONTENT = "redactedContent";
    /** Marks text that came inside {@code citationsContent} and goes back so. */
    static final String CITED = "citationsContent";

    private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

    private final ClockSkew clock;

    ConverseCodec(ClockSkew clock) {
        this.clock = clock;
    }

    @Override
    public String api() {
        return "bedrock-converse";
    }

    @Override
    public WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings) {
        byte[] body = new ConverseWriter(request, model, warnings).write();
        return stream
                ? new WireRequest(ModelPath.of(model, "converse-stream"), Map.of("accept", EVENT_STREAM), body)
                : new WireRequest(ModelPath.of(model, "converse"), body);
    }

    @Override
    public void decode(byte[] body, ChunkEmitter out) {
        new ConverseReader(body, out).read();
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new ConverseStreamDecoder();
    }

    @Override
    public Framing framing(String contentType) {
        boolean document = contentType.startsWith("text/") || contentType.equals("application/json");
        return document ? Framing.DOCUMENT : Framing.AWS_EVENT_STREAM;
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        return BedrockErrors.read(status, headers, body, clock);
    }

    @Override
    public ResponseHeaders headers() {
        return BedrockHeaders.INSTANCE;
    }

    static FinishReason finishReason(@Nullable String raw) {
        return switch (raw == null ? "" : raw) {
            case "end_turn", "stop_sequence" -> FinishReason.STOP;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "max_tokens" -> FinishReason.LENGTH;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_LENGTH;
            case "guardrail_intervened", "content_filtered" -> FinishReason.CONTENT_FILTER;
            case "malformed_model_output", "malformed_tool_use" -> FinishReason.ERROR;
            default -> FinishReason.OTHER;
        };
    }
}
