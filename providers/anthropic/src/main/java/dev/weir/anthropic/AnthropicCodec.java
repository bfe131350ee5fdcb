package dev.weir.anthropic;

import dev.weir.ApiError;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Messages protocol.
 *
 * @see <a href="https://docs.anthropic.com/en/api/messages">Messages</a>
 */
final class AnthropicCodec implements Codec {

    static final String BETA_HEADER = "anthropic-beta";

    /** Needed to refer to an uploaded file, so it is added by itself. */
    private static final String FILES_BETA = "files-api-2025-04-14";

    private static final ResponseHeaders HEADERS = new AnthropicHeaders();

    private final String version;
    private final List<String> betas;

    AnthropicCodec(String version, List<String> betas) {
        this.version = version;
        this.betas = betas;
    }

    @Override
    public String api() {
        return "anthropic-messages";
    }

    @Override
    public WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings) {
        RequestEncoder encoder = new RequestEncoder(request, model, warnings);
        return new WireRequest("/v1/messages", requestHeaders(request, encoder.usesFiles()), encoder.encode(stream));
    }

    /** Returns version and beta features: those of the provider, of the request, and what the request needs. */
    Map<String, String> requestHeaders(Request request, boolean files) {
        Set<String> features = new LinkedHashSet<>(betas);
        if (files) {
            features.add(FILES_BETA);
        }
        request.headers().forEach((name, value) -> {
            if (name.equalsIgnoreCase(BETA_HEADER)) {
                for (String feature : value.split(",", -1)) {
                    features.add(feature.trim());
                }
            }
        });
        features.remove("");
        return features.isEmpty()
                ? Map.of("anthropic-version", version)
                : Map.of("anthropic-version", version, BETA_HEADER, String.join(",", features));
    }

    @Override
    public void decode(byte[] body, ChunkEmitter out) {
        MessageReader.read(body, out);
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new AnthropicStreamDecoder();
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        return AnthropicErrors.of(status, headers, body);
    }

    @Override
    public ResponseHeaders headers() {
        return HEADERS;
    }
}
