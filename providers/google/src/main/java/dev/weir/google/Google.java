package dev.weir.google;

import dev.weir.ConfigurationException;
import dev.weir.spi.Credentials;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The provider {@code google}: the <a href="https://ai.google.dev/api">Gemini API</a>, called with an API key. See
 * {@link VertexAi} for the same models on Google Cloud.
 */
public final class Google {

    private static final String DEFAULT_URL = "https://generativelanguage.googleapis.com/v1beta";
    private static final String KEY_HEADER = "x-goog-api-key";

    private Google() {}

    /** Starts a provider with the defaults and the process environment. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns credentials that send an API key in Google's header, never in the address. */
    static Credentials key(Secret secret) {
        return Credentials.header(KEY_HEADER, secret);
    }

    /** Returns the key of the first variable that is set. */
    static Secret key(Environment environment) {
        String variable = environment.isSet("GEMINI_API_KEY") ? "GEMINI_API_KEY" : "GOOGLE_API_KEY";
        if (!environment.isSet(variable)) {
            return () ->
                    Mono.error(() -> new ConfigurationException("No API key for google: set the environment variable"
                            + " GEMINI_API_KEY or GOOGLE_API_KEY, or give the provider a key in code"));
        }
        return Secret.environment(environment, variable, "google");
    }

    /** Adds the API's version to an address that has no path; any other path is taken as it is. */
    static URI versioned(URI base, String version) {
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        if (!path.isEmpty() && !path.equals("/")) {
            return base;
        }
        String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + "/" + version + query);
    }

    /** Collects a provider; not thread-safe. */
    public static final class Builder {

        private String name = "google";
        private Environment environment = Environment.SYSTEM;
        private @Nullable Secret apiKey;
        private @Nullable String baseUrl;
        private @Nullable Boolean openApiSchemas;
        private @Nullable String telemetryName;

        private Builder() {}

        /** Sets the name before the slash of model ids; {@code google} by default. */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "name");
            return this;
        }

        /** Sets where variables are looked up; the process environment by default. */
        public Builder environment(Environment value) {
            environment = Objects.requireNonNull(value, "environment");
            return this;
        }

        /** Sets the API key; the value of {@code GEMINI_API_KEY}, else of {@code GOOGLE_API_KEY}, by default. */
        public Builder apiKey(String key) {
            return apiKey(Secret.of(key));
        }

        /** Sets where the API key comes from, asked for every request. */
        public Builder apiKey(Secret key) {
            apiKey = Objects.requireNonNull(key, "key");
            return this;
        }

        /**
         * Sets the base URL; the value of {@code GOOGLE_GEMINI_BASE_URL}, else Google's own, by default. One without a path
         * gets {@code /v1beta}.
         */
        public Builder baseUrl(String url) {
            baseUrl = Objects.requireNonNull(url, "url");
            return this;
        }

        /**
         * Sets whether JSON schemas are sent in the OpenAPI form that old models need ({@code parameters},
         * {@code responseSchema}). By default only models of the first generation get it.
         */
        public Builder openApiSchemas(boolean openApi) {
            openApiSchemas = openApi;
            return this;
        }

        /** Sets {@code gen_ai.provider.name}; by default it goes by the host: {@code gcp.gemini} for Google's own. */
        public Builder telemetryName(String value) {
            telemetryName = Objects.requireNonNull(value, "telemetryName");
            return this;
        }

        /**
         * Returns the provider. A missing key is reported when a model is called.
         *
         * @throws ConfigurationException if a base URL was set that is none
         */
        public Provider build() {
            Secret secret = apiKey != null ? apiKey : key(environment);
            return new GoogleProvider(
                    name,
                    Dialect.GEMINI,
                    endpoint(),
                    key(secret),
                    new GeminiCodec(Dialect.GEMINI, openApiSchemas),
                    new GeminiEmbeddingCodec(Dialect.GEMINI),
                    Map.of(),
                    telemetryName);
        }

        private Endpoint endpoint() {
            if (baseUrl != null) {
                URI fixed = versioned(Endpoint.parse(baseUrl, "The base URL"), "v1beta");
                return model -> fixed;
            }
            Endpoint configured = Endpoint.environment(environment, "GOOGLE_GEMINI_BASE_URL", DEFAULT_URL);
            return model -> versioned(configured.baseUrl(model), "v1beta");
        }
    }
}
