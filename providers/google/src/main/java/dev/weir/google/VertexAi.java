package dev.weir.google;

import dev.weir.ConfigurationException;
import dev.weir.spi.Credentials;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.Secret;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The provider {@code vertex}: Gemini on <a href="https://cloud.google.com/vertex-ai/generative-ai/docs">Vertex AI</a>,
 * called with an OAuth access token that the application supplies, or with an API key in express mode.
 *
 * <p>Model ids are names of Google's models ({@code vertex/gemini-2.5-flash}) or paths below the location
 * ({@code vertex/endpoints/123}, {@code vertex/publishers/meta/models/llama}).
 */
public final class VertexAi {

    private static final String[] TOKEN_VARIABLES = {"GOOGLE_OAUTH_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN"};

    private VertexAi() {}

    /** Starts a provider with the defaults and the process environment. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects a provider; not thread-safe. */
    public static final class Builder {

        private String name = "vertex";
        private Environment environment = Environment.SYSTEM;
        private @Nullable Secret accessToken;
        private @Nullable Secret apiKey;
        private @Nullable String project;
        private @Nullable String location;
        private @Nullable String baseUrl;
        private String apiVersion = "v1beta1";
        private @Nullable String quotaProject;
        private @Nullable Boolean openApiSchemas;
        private @Nullable String telemetryName;

        private Builder() {}

        /** Sets the name before the slash of model ids; {@code vertex} by default. */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "name");
            return this;
        }

        /** Sets where variables are looked up; the process environment by default. */
        public Builder environment(Environment value) {
            environment = Objects.requireNonNull(value, "environment");
            return this;
        }

        /**
         * Sets where the OAuth access token (scope {@code https://www.googleapis.com/auth/cloud-platform}) comes from. It is
         * asked for every request and should renew the token before it expires; a refused token (401) makes the call
         * retryable once, so that a retry fetches the next one. By default the value of
         * {@code GOOGLE_OAUTH_ACCESS_TOKEN}, else of {@code CLOUDSDK_AUTH_ACCESS_TOKEN}.
         */
        public Builder accessToken(Secret token) {
            accessToken = Objects.requireNonNull(token, "token");
            return this;
        }

        /** Sets an API key instead of a token, for express mode, which knows neither project nor location. */
        public Builder apiKey(Secret key) {
            apiKey = Objects.requireNonNull(key, "key");
            return this;
        }

        /** Sets the project id; the value of {@code GOOGLE_CLOUD_PROJECT} by default. */
        public Builder project(String id) {
            project = Objects.requireNonNull(id, "id");
            return this;
        }

        /** Sets the location; the value of {@code GOOGLE_CLOUD_LOCATION}, else {@code global}, by default. */
        public Builder location(String id) {
            location = Objects.requireNonNull(id, "id");
            return this;
        }

        /**
         * Sets the base URL up to the version, without project and location; the value of {@code GOOGLE_VERTEX_BASE_URL},
         * else that of the location, by default. One without a path gets the version.
         */
        public Builder baseUrl(String url) {
            baseUrl = Objects.requireNonNull(url, "url");
            return this;
        }

        /** Sets the API's version; {@code v1beta1} by default. */
        public Builder apiVersion(String version) {
            apiVersion = Objects.requireNonNull(version, "version");
            return this;
        }

        /** Sets the project that is billed, sent as {@code x-goog-user-project}; none by default. */
        public Builder quotaProject(String id) {
            quotaProject = Objects.requireNonNull(id, "id");
            return this;
        }

        /** Sets whether JSON schemas are sent in the OpenAPI form; see {@link Google.Builder#openApiSchemas}. */
        public Builder openApiSchemas(boolean openApi) {
            openApiSchemas = openApi;
            return this;
        }

        /** Sets {@code gen_ai.provider.name}; by default it goes by the host: {@code gcp.vertex_ai} for Google's own. */
        public Builder telemetryName(String value) {
            telemetryName = Objects.requireNonNull(value, "telemetryName");
            return this;
        }

        /**
         * Returns the provider. A missing token or project is reported when a model is called.
         *
         * @throws ConfigurationException if a base URL was set that is none
         */
        public Provider build() {
            Tokens tokens = accessToken == null || apiKey != null ? Tokens.NONE : new Tokens(accessToken);
            return new GoogleProvider(
                    name,
                    Dialect.VERTEX,
                    VertexEndpoint.of(environment, apiKey != null, project, location, baseUrl, apiVersion),
                    credentials(tokens),
                    new GeminiCodec(Dialect.VERTEX, openApiSchemas, tokens),
                    new GeminiEmbeddingCodec(Dialect.VERTEX, tokens),
                    quotaProject == null ? Map.of() : Map.of("x-goog-user-project", quotaProject),
                    telemetryName);
        }

        private Credentials credentials(Tokens tokens) {
            if (apiKey != null) {
                return Google.key(apiKey);
            }
            return Credentials.bearer(accessToken != null ? tokens : token(environment));
        }

        private static Secret token(Environment environment) {
            for (String variable : TOKEN_VARIABLES) {
                if (environment.isSet(variable)) {
                    return Secret.environment(environment, variable, "vertex");
                }
            }
            return () ->
                    Mono.error(() -> new ConfigurationException("No access token for vertex: give the provider one with"
                            + " VertexAi.builder().accessToken(...), or set the environment variable "
                            + TOKEN_VARIABLES[0]));
        }
    }
}
