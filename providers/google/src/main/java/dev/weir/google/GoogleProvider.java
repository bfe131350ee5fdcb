package dev.weir.google;

import dev.weir.ConfigurationException;
import dev.weir.spi.Credentials;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Provider;
import dev.weir.spi.TokenCountCodec;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of Google's two services.
 *
 * @param telemetryName what telemetry calls it, null to go by the host
 */
record GoogleProvider(
        String name,
        Dialect dialect,
        Endpoint endpoint,
        Credentials credentials,
        GeminiCodec codec,
        EmbeddingCodec embeddingCodec,
        Map<String, String> headers,
        @Nullable String telemetryName)
        implements Provider {

    @Override
    public TokenCountCodec tokenCountCodec() {
        return new GeminiTokenCountCodec(dialect, codec);
    }

    @Override
    public String telemetryName(String model) {
        if (telemetryName != null) {
            return telemetryName;
        }
        String host;
        try {
            host = endpoint.baseUrl(model).getHost().toLowerCase(Locale.ROOT);
        } catch (ConfigurationException incomplete) {
            return dialect == Dialect.VERTEX ? "gcp.vertex_ai" : "gcp.gemini";
        }
        if (host.equals("generativelanguage.googleapis.com")) {
            return "gcp.gemini";
        }
        boolean vertex = host.endsWith("aiplatform.googleapis.com")
                || (host.startsWith("aiplatform.") && host.endsWith(".rep.googleapis.com"));
        return vertex ? "gcp.vertex_ai" : "gcp.gen_ai";
    }

    /** Names the provider. */
    @Override
    public String toString() {
        return "Provider[" + name + "]";
    }
}
