package dev.weir.google;

import dev.weir.ApiError;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Framing;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code generateContent} protocol of the Gemini API and of Vertex AI. */
final class GeminiCodec implements Codec {

    private final Dialect dialect;
    private final @Nullable Boolean openApi;
    private final Tokens tokens;

    /** Creates a codec for callers whose credentials do not expire. */
    GeminiCodec(Dialect dialect, @Nullable Boolean openApi) {
        this(dialect, openApi, Tokens.NONE);
    }

    /**
     * Creates a codec.
     *
     * @param openApi whether schemas go in OpenAPI's form; null leaves it to the model's name
     */
    GeminiCodec(Dialect dialect, @Nullable Boolean openApi, Tokens tokens) {
        this.dialect = dialect;
        this.openApi = openApi;
        this.tokens = tokens;
    }

    @Override
    public String api() {
        return "gemini";
    }

    @Override
    public String operation() {
        return "generate_content";
    }

    @Override
    public WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings) {
        RequestEncoder encoder = new RequestEncoder(dialect, openApi, model, request, warnings);
        byte[] body = encoder.body();
        String verb = stream ? ":streamGenerateContent?alt=sse" : ":generateContent";
        return new WireRequest(dialect.modelPath(model) + verb, encoder.headers(), body);
    }

    @Override
    public void decode(byte[] body, ChunkEmitter out) {
        AnswerReader answer = new AnswerReader();
        JsonReader reader = JsonReader.of(body);
        do {
            answer.read(reader, out);
        } while (!reader.isAtEnd()); // a stream of lines that a server calls application/json comes here as a whole
        if (!answer.isAnswer()) {
            throw new JsonException("The answer has neither candidates nor promptFeedback");
        }
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new GeminiStreamDecoder();
    }

    /** Without {@code alt=sse}, which proxies may drop, a stream comes as one JSON array instead of events. */
    @Override
    public Framing framing(String contentType) {
        return switch (contentType) {
            case "application/json" -> Framing.DOCUMENT;
            case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines" ->
                Framing.NDJSON;
            default -> Framing.SSE;
        };
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        return tokens.judge(Errors.of(status, headers, body));
    }
}
