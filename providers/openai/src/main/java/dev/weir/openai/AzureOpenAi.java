package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ConfigurationException;
import dev.weir.spi.Credentials;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * <a href="https://learn.microsoft.com/azure/ai-foundry/openai/reference">Azure OpenAI</a>: models are called
 * {@code azure/<deployment>}. What its content filter found is in the {@link dev.weir.Response#extras() extras}
 * {@code prompt_filter_results} and {@code choices[0].content_filter_results}.
 */
public final class AzureOpenAi {

    static final String NAME = "azure";

    static final Dialect DIALECT = Dialect.OPENAI
            .without("content[].file")
            .cacheMark(Dialect.CacheMark.NONE)
            .requestIdHeaders("apim-request-id", "x-request-id");

    private AzureOpenAi() {}

    /** Starts a provider with everything from the process environment. */
    public static Builder builder() {
        return builder(Environment.SYSTEM);
    }

    /**
     * Starts a provider with everything from {@code environment}: {@code AZURE_OPENAI_ENDPOINT},
     * {@code AZURE_OPENAI_API_KEY} and, for dated API versions, {@code OPENAI_API_VERSION}.
     */
    public static Builder builder(Environment environment) {
        return new Builder(environment);
    }

    /** Collects a provider; not thread-safe. */
    public static final class Builder {

        private final Environment environment;
        private @Nullable String endpoint;
        private Credentials credentials;
        private String apiVersion;
        private Dialect dialect = DIALECT;
        private String telemetryName = "azure.ai.openai";

        private Builder(Environment environment) {
            this.environment = Objects.requireNonNull(environment, "environment");
            this.apiVersion = environment.getOr("OPENAI_API_VERSION", "");
            this.credentials =
                    Credentials.header("api-key", Secret.environment(environment, "AZURE_OPENAI_API_KEY", NAME));
        }

        /**
         * Sets the resource, for example {@code https://name.openai.azure.com}; {@code AZURE_OPENAI_ENDPOINT} by default.
         * An address with a path (a gateway, a serverless endpoint, or one that ends in {@code /openai/v1}) is used as it
         * is.
         */
        public Builder endpoint(String url) {
            Endpoint.parse(url, "The endpoint");
            endpoint = url;
            return this;
        }

        /** Sets the key, sent as {@code api-key}; {@code AZURE_OPENAI_API_KEY} by default. */
        public Builder apiKey(String key) {
            return apiKey(Secret.of(key));
        }

        /** Sets where the key comes from, asked for every request. */
        public Builder apiKey(Secret key) {
            credentials = Credentials.header("api-key", key);
            return this;
        }

        /**
         * Sends a Microsoft Entra token instead of a key, asked for every request, so that it may expire; its scope is
         * {@code https://cognitiveservices.azure.com/.default}.
         */
        public Builder token(Secret token) {
            credentials = Credentials.bearer(token);
            return this;
        }

        /**
         * Sets a dated API version such as {@code 2024-10-21}, which puts the deployment into the address;
         * {@code OPENAI_API_VERSION} by default, else the undated v1 API. Empty for v1.
         */
        public Builder apiVersion(String version) {
            apiVersion = Objects.requireNonNull(version, "version");
            return this;
        }

        /** Changes how requests are written, for a deployment of another maker's model. */
        public Builder dialect(UnaryOperator<Dialect> change) {
            dialect = change.apply(dialect);
            return this;
        }

        /** Sets {@code gen_ai.provider.name}; {@code azure.ai.openai} by default. */
        public Builder telemetryName(String value) {
            telemetryName = Objects.requireNonNull(value, "value");
            return this;
        }

        private Endpoint reached() {
            String url = endpoint != null ? endpoint : environment.getOr("AZURE_OPENAI_ENDPOINT", "");
            return new AzureEndpoint(url, apiVersion);
        }

        /** Returns the provider of the Responses API, named {@code azure-responses}. */
        public Provider buildResponses() {
            return new WireProvider(
                    NAME + "-responses",
                    telemetryName,
                    reached(),
                    credentials,
                    new ResponsesCodec(dialect, NAME + "-responses"),
                    null,
                    Map.of());
        }

        /** Returns the provider of Chat Completions and embeddings, named {@code azure}. */
        public Provider build() {
            return new WireProvider(
                    NAME,
                    telemetryName,
                    reached(),
                    credentials,
                    new ChatCodec(dialect),
                    new EmbeddingsCodec(dialect),
                    Map.of());
        }
    }

    /** The three forms of Azure's addresses. */
    record AzureEndpoint(String url, String apiVersion) implements Endpoint {

        @Override
        public URI baseUrl(String model) {
            if (url.isEmpty()) {
                throw new ConfigurationException("No endpoint for azure: set the environment variable"
                        + " AZURE_OPENAI_ENDPOINT, or give the provider one in code");
            }
            URI base = Endpoint.parse(url, "The Azure endpoint (AZURE_OPENAI_ENDPOINT)");
            String path = base.getRawPath() == null ? "" : base.getRawPath();
            if (path.endsWith("/")) {
                path = path.substring(0, path.length() - 1);
            }
            if (path.isEmpty()) {
                path = apiVersion.isEmpty() ? "/openai/v1" : "/openai/deployments/" + escaped(model);
            }
            String query = base.getRawQuery() == null ? "" : base.getRawQuery();
            if (!apiVersion.isEmpty() && !query.contains("api-version=")) {
                query += (query.isEmpty() ? "" : "&") + "api-version=" + escaped(apiVersion);
            }
            return URI.create(
                    base.getScheme() + "://" + base.getRawAuthority() + path + (query.isEmpty() ? "" : "?" + query));
        }

        private static String escaped(String text) {
            return URLEncoder.encode(text, UTF_8).replace("+", "%20");
        }
    }
}
