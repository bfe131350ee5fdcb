package dev.weir.cohere;

import dev.weir.ConfigurationException;
import dev.weir.spi.Codec;
import dev.weir.spi.Credentials;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.RerankCodec;
import dev.weir.spi.Secret;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cohere: chat with citations, embeddings and ranking through <a href="https://docs.cohere.com/reference/about">the v2
 * API</a>. Found by itself as {@code cohere/...}; built by hand for a key or an address of one's own.
 *
 * <p>What is particular:
 *
 * <ul>
 *   <li>The words a model says before it calls tools are in {@code response.extras().get("tool_plan")}, a JSON string; they
 *       go back to Cohere when the conversation goes on.
 *   <li>A {@link dev.weir.Part.Document} of text becomes an entry of {@code documents}, so that the answer cites it. Further
 *       fields ({@code documents}, {@code citation_options}, {@code safety_mode} ...) are set by
 *       {@link dev.weir.Request.Builder#extra}.
 *   <li>Token counts are those the model processed, Cohere's own prompt around the request included; what is paid is
 *       {@link dev.weir.Usage.Count#BILLED_INPUT} and {@link dev.weir.Usage.Count#BILLED_OUTPUT}.
 *   <li>Embeddings need a purpose ({@code input_type}); without one it is {@code search_document}.
 * </ul>
 */
public final class Cohere {

    private static final String DEFAULT_URL = "https://api.cohere.com";
    private static final String KEY = "CO_API_KEY";
    private static final String OTHER_KEY = "COHERE_API_KEY";
    private static final String URL = "CO_API_URL";

    private Cohere() {}

    /** Starts a provider that takes from the environment what is not set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects a provider; not thread-safe. */
    public static final class Builder {

        private String name = "cohere";
        private Environment environment = Environment.SYSTEM;
        private @Nullable Secret key;
        private @Nullable String baseUrl;
        private @Nullable String clientName;
        private String telemetryName = "cohere";

        private Builder() {}

        /** Sets the name before the slash of model ids; {@code cohere} by default. */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "name");
            return this;
        }

        /** Sets where variables are looked up; the process environment by default. */
        public Builder environment(Environment value) {
            environment = Objects.requireNonNull(value, "environment");
            return this;
        }

        /** Sets the API key; by default the variable {@code CO_API_KEY}, else {@code COHERE_API_KEY}. */
        public Builder apiKey(String value) {
            return apiKey(Secret.of(value));
        }

        /** Sets where the API key comes from, asked for every request. */
        public Builder apiKey(Secret value) {
            key = Objects.requireNonNull(value, "key");
            return this;
        }

        /**
         * Sets the base URL, without {@code /v2}; by default the variable {@code CO_API_URL}, else
         * {@code https://api.cohere.com}.
         *
         * @throws ConfigurationException on {@link #build()} if it is not an http or https URL
         */
        public Builder baseUrl(String value) {
            baseUrl = Objects.requireNonNull(value, "baseUrl");
            return this;
        }

        /** Sets the name of the calling program, header {@code X-Client-Name}; not sent by default. */
        public Builder clientName(String value) {
            clientName = Objects.requireNonNull(value, "clientName");
            return this;
        }

        /** Sets {@code gen_ai.provider.name}; {@code cohere} by default. */
        public Builder telemetryName(String value) {
            telemetryName = Objects.requireNonNull(value, "telemetryName");
            return this;
        }

        /** Returns the provider. A missing key is reported when a call is made. */
        public Provider build() {
            Endpoint endpoint =
                    baseUrl != null ? Endpoint.of(baseUrl) : Endpoint.environment(environment, URL, DEFAULT_URL);
            Secret secret = key != null ? key : Secret.environment(environment, variable(), name);
            Map<String, String> headers = clientName == null ? Map.of() : Map.of("X-Client-Name", clientName);
            return new CohereProvider(name, telemetryName, endpoint, Credentials.bearer(secret), headers);
        }

        private String variable() {
            return !environment.isSet(KEY) && environment.isSet(OTHER_KEY) ? OTHER_KEY : KEY;
        }
    }

    private record CohereProvider(
            String name, String telemetryName, Endpoint endpoint, Credentials credentials, Map<String, String> headers)
            implements Provider {

        private static final Codec CHAT = new CohereCodec();
        private static final EmbeddingCodec EMBEDDINGS = new CohereEmbeddingCodec();
        private static final RerankCodec RANKING = new CohereRerankCodec();

        @Override
        public Codec codec() {
            return CHAT;
        }

        @Override
        public EmbeddingCodec embeddingCodec() {
            return EMBEDDINGS;
        }

        @Override
        public RerankCodec rerankCodec() {
            return RANKING;
        }

        @Override
        public String telemetryName(String model) {
            return telemetryName;
        }
    }
}
