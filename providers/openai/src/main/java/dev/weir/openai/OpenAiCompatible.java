package dev.weir.openai;

import dev.weir.ConfigurationException;
import dev.weir.spi.Codec;
import dev.weir.spi.Credentials;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.Secret;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks OpenAI's Chat Completions: a declaration of name, address, key and quirks.
 *
 * <pre>{@code
 * Provider mine = OpenAiCompatible.builder("mine")
 *     .baseUrl("https://llm.example.com/v1")
 *     .keyVariable("MINE_API_KEY")
 *     .dialect(dialect -> dialect.without("seed", "logit_bias"))
 *     .build();
 * LlmClient client = LlmClient.builder().provider(mine).build();
 * client.model("mine/some-model");
 * }</pre>
 */
public final class OpenAiCompatible {

    private OpenAiCompatible() {}

    /** Starts a provider whose models are called {@code name/...}. */
    public static Builder builder(String name) {
        return builder(name, Environment.SYSTEM);
    }

    /** Starts a provider that looks up its variables in {@code environment}. */
    public static Builder builder(String name, Environment environment) {
        return new Builder(name, environment);
    }

    /** Collects a provider; not thread-safe. */
    public static final class Builder {

        private final String name;
        private final Environment environment;
        private final Map<String, String> headers = new TreeMap<>();
        private @Nullable Endpoint endpoint;
        private @Nullable Secret key;
        private @Nullable String keyHeader;
        private Dialect dialect = Dialect.COMPATIBLE;
        private UnaryOperator<String> telemetryNames;
        private boolean embeddings;
        private boolean responses;

        private Builder(String name, Environment environment) {
            if (name.isBlank() || name.indexOf('/') >= 0) {
                throw new ConfigurationException("A provider's name must not be empty nor hold a \"/\"");
            }
            this.name = name;
            this.environment = Objects.requireNonNull(environment, "environment");
            this.telemetryNames = model -> name;
        }

        /** Sets the base URL, to which {@code /chat/completions} is appended; it has no default. */
        public Builder baseUrl(String url) {
            endpoint = Endpoint.of(url);
            return this;
        }

        /** Sets the variable that may name another base URL than {@code fallback}. */
        public Builder baseUrl(String variable, String fallback) {
            endpoint = Endpoint.environment(environment, variable, fallback);
            return this;
        }

        /** Sets the variable that must name the base URL, for a server that is somewhere else for everyone. */
        public Builder baseUrlVariable(String variable) {
            String value = environment.getOr(variable, "");
            String message = "No base URL for " + name + ": set the environment variable " + variable
                    + ", or give the provider one in code";
            endpoint = value.isEmpty() ? unknown(message) : Endpoint.environment(environment, variable, value);
            return this;
        }

        private static Endpoint unknown(String message) {
            return model -> {
                throw new ConfigurationException(message);
            };
        }

        /** Sets where the server is reached. */
        public Builder endpoint(Endpoint value) {
            endpoint = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the key; without one, and without {@link #keyVariable}, requests carry none. */
        public Builder apiKey(String value) {
            return apiKey(Secret.of(value));
        }

        /** Sets where the key comes from, asked for every request. */
        public Builder apiKey(Secret value) {
            key = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the variable that holds the key; it must be set once a model is called. */
        public Builder keyVariable(String variable) {
            return apiKey(Secret.environment(environment, variable, name));
        }

        /** Sets the variable that holds the key of a server that may do without one. */
        public Builder optionalKeyVariable(String variable) {
            key = environment.isSet(variable) ? Secret.environment(environment, variable, name) : null;
            return this;
        }

        /** Sends the bare key in that header instead of {@code Authorization: Bearer}. */
        public Builder keyHeader(String header) {
            keyHeader = Objects.requireNonNull(header, "header");
            return this;
        }

        /** Adds a header to every request. */
        public Builder header(String header, String value) {
            headers.put(header, value);
            return this;
        }

        /** Changes how the server differs from {@link Dialect#COMPATIBLE}. */
        public Builder dialect(UnaryOperator<Dialect> change) {
            dialect = change.apply(dialect);
            return this;
        }

        /** Says whether the server has {@code /embeddings} too; false by default. */
        public Builder embeddings(boolean served) {
            embeddings = served;
            return this;
        }

        /** Speaks the Responses API instead of Chat Completions; false by default. */
        public Builder responses(boolean spoken) {
            responses = spoken;
            return this;
        }

        /** Sets {@code gen_ai.provider.name}; the provider's name by default. */
        public Builder telemetryName(String value) {
            Objects.requireNonNull(value, "value");
            return telemetryNames(model -> value);
        }

        /** Sets {@code gen_ai.provider.name} for every model. */
        Builder telemetryNames(UnaryOperator<String> names) {
            telemetryNames = names;
            return this;
        }

        /** Returns the provider. */
        public Provider build() {
            Endpoint reached = endpoint != null
                    ? endpoint
                    : unknown("Provider \"" + name + "\" has no base URL; set one with baseUrl(...)");
            EmbeddingsCodec embedding = embeddings ? new EmbeddingsCodec(dialect) : null;
            Codec codec = responses ? new ResponsesCodec(dialect, name) : new ChatCodec(dialect);
            return new WireProvider(name, telemetryNames, reached, credentials(), codec, embedding, headers);
        }

        private Credentials credentials() {
            Secret secret = key;
            if (secret == null) {
                return Credentials.NONE;
            }
            return keyHeader == null ? Credentials.bearer(secret) : Credentials.header(keyHeader, secret);
        }
    }
}
