package dev.weir.openai;

import dev.weir.spi.Credentials;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * <a href="https://platform.openai.com/docs/api-reference">OpenAI</a>. With this artifact on the class path
 * {@code LlmClient.create().model("openai/gpt-4o-mini")} needs nothing more than the variable {@code OPENAI_API_KEY}; this
 * class is for setting more in code.
 */
public final class OpenAi {

    private static final String NAME = "openai";
    private static final String BASE_URL = "https://api.openai.com/v1";

    private OpenAi() {}

    /** Starts a provider with everything from the process environment. */
    public static Builder builder() {
        return builder(Environment.SYSTEM);
    }

    /**
     * Starts a provider with everything from {@code environment}: {@code OPENAI_API_KEY}, {@code OPENAI_BASE_URL},
     * {@code OPENAI_ORG_ID} and {@code OPENAI_PROJECT_ID}.
     */
    public static Builder builder(Environment environment) {
        return new Builder(environment);
    }

    /** Collects a provider; not thread-safe. */
    public static final class Builder {

        private final Map<String, String> headers = new TreeMap<>();
        private Endpoint endpoint;
        private Secret apiKey;
        private Dialect dialect = Dialect.OPENAI;
        private String telemetryName = NAME;

        private Builder(Environment environment) {
            endpoint = Endpoint.environment(environment, "OPENAI_BASE_URL", BASE_URL);
            apiKey = Secret.environment(environment, "OPENAI_API_KEY", NAME);
            organization(blankToNull(environment.getOr("OPENAI_ORG_ID", "")));
            project(blankToNull(environment.getOr("OPENAI_PROJECT_ID", "")));
        }

        private static @Nullable String blankToNull(String value) {
            return value.isEmpty() ? null : value;
        }

        /** Sets the key; {@code OPENAI_API_KEY} by default. */
        public Builder apiKey(String key) {
            return apiKey(Secret.of(key));
        }

        /** Sets where the key comes from, asked for every request. */
        public Builder apiKey(Secret key) {
            apiKey = Objects.requireNonNull(key, "key");
            return this;
        }

        /** Sets the base URL, {@code /v1} included; {@code OPENAI_BASE_URL}, else OpenAI's own by default. */
        public Builder baseUrl(String url) {
            endpoint = Endpoint.of(url);
            return this;
        }

        /** Sets the base URL. */
        public Builder baseUrl(URI url) {
            return baseUrl(url.toString());
        }

        /** Sets the organization that is billed; {@code OPENAI_ORG_ID} by default, null for the key's own. */
        public Builder organization(@Nullable String id) {
            return header("OpenAI-Organization", id);
        }

        /** Sets the project that is billed; {@code OPENAI_PROJECT_ID} by default, null for the key's own. */
        public Builder project(@Nullable String id) {
            return header("OpenAI-Project", id);
        }

        private Builder header(String name, @Nullable String value) {
            if (value == null) {
                headers.remove(name);
            } else {
                headers.put(name, value);
            }
            return this;
        }

        /** Changes how requests are written, for a server that differs from OpenAI behind this base URL. */
        public Builder dialect(UnaryOperator<Dialect> change) {
            dialect = change.apply(dialect);
            return this;
        }

        /** Sets {@code gen_ai.provider.name}; {@code openai} by default. */
        public Builder telemetryName(String value) {
            telemetryName = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Returns the provider of the Responses API, named {@code openai-responses}. With the extra {@code store} set to
         * false nothing is kept at OpenAI: thoughts then come encrypted and go back with the conversation. The extras
         * {@code reasoning}, {@code text} and {@code include} add to what the request's own options say.
         *
         * <p>A response made with the extra {@code background} goes on when its stream breaks. The partial answer of the failure
         * then has the extra {@code sequence_number}; a stream of {@code previousResponseId(partial.id())} with the extra
         * {@code starting_after} of that number, and no messages, takes it up. With the same request a call
         * <a href="https://platform.openai.com/docs/guides/background">fetches</a> the response as it is.
         */
        public Provider buildResponses() {
            return new WireProvider(
                    NAME + "-responses",
                    telemetryName,
                    endpoint,
                    Credentials.bearer(apiKey),
                    new ResponsesCodec(dialect, NAME + "-responses"),
                    null,
                    headers);
        }

        /** Returns the provider of Chat Completions and embeddings, named {@code openai}. */
        public Provider build() {
            return new WireProvider(
                    NAME,
                    telemetryName,
                    endpoint,
                    Credentials.bearer(apiKey),
                    new ChatCodec(dialect),
                    new EmbeddingsCodec(dialect),
                    headers);
        }
    }
}
