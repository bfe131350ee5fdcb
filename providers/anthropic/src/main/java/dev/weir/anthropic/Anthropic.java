package dev.weir.anthropic;

import dev.weir.ConfigurationException;
import dev.weir.spi.Codec;
import dev.weir.spi.Credentials;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.Secret;
import dev.weir.spi.TokenCountCodec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Claude at Anthropic, and every gateway that speaks the <a href="https://docs.anthropic.com/en/api/messages">Messages
 * protocol</a>. What is not set here comes from the environment: {@code ANTHROPIC_API_KEY} (sent as
 * {@code x-api-key}), else {@code ANTHROPIC_AUTH_TOKEN} (sent as bearer token), and {@code ANTHROPIC_BASE_URL}.
 *
 * <p>The protocol demands a bound for the answer. A request without {@link dev.weir.Options#maxTokens() maxTokens} is
 * sent with 16384 (Claude 3.7 and later), 8192 (Claude 3.5 and models whose name is not known) or 4096 (older ones).
 *
 * <p>A raw finish reason {@code pause_turn} ({@link dev.weir.FinishReason#OTHER}) means that tools which Anthropic
 * runs are not done: {@linkplain dev.weir.Response#messages() the conversation so far} is sent again to let the model
 * go on.
 */
public final class Anthropic implements Provider {

    /** The version of the protocol sent unless told otherwise: {@value}. */
    public static final String DEFAULT_VERSION = "2023-06-01";

    /** Where Anthropic is reached unless told otherwise: {@value}. */
    public static final String DEFAULT_BASE_URL = "https://api.anthropic.com";

    private final String name;
    private final String telemetryName;
    private final Endpoint endpoint;
    private final Credentials credentials;
    private final AnthropicCodec codec;

    private Anthropic(Builder builder) {
        name = builder.name;
        telemetryName = builder.telemetryName;
        endpoint = builder.baseUrl == null
                ? Endpoint.environment(builder.environment, "ANTHROPIC_BASE_URL", DEFAULT_BASE_URL)
                : Endpoint.of(builder.baseUrl);
        credentials = builder.credentials();
        codec = new AnthropicCodec(builder.version, builder.betas);
    }

    /** Starts a provider configured from the process environment. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public Codec codec() {
        return codec;
    }

    @Override
    public TokenCountCodec tokenCountCodec() {
        return new CountTokensCodec(codec);
    }

    @Override
    public String telemetryName(String model) {
        return telemetryName;
    }

    /** Names the provider. */
    @Override
    public String toString() {
        return "Anthropic[" + name + "]";
    }

    /** Collects a provider; not thread-safe. */
    public static final class Builder {

        private String name = "anthropic";
        private String telemetryName = "anthropic";
        private Environment environment = Environment.SYSTEM;
        private @Nullable Secret apiKey;
        private @Nullable Secret authToken;
        private @Nullable String baseUrl;
        private String version = DEFAULT_VERSION;
        private List<String> betas = List.of();

        private Builder() {}

        /**
         * Sets the name before the slash of model ids; {@code anthropic} by default. For gateways beside Anthropic
         * itself.
         */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "name");
            return this;
        }

        /** Sets where variables are looked up; the process environment by default. */
        public Builder environment(Environment value) {
            environment = Objects.requireNonNull(value, "environment");
            return this;
        }

        /** Sets the API key, sent as {@code x-api-key}; it wins over the variables and over a token. */
        public Builder apiKey(String key) {
            return apiKey(Secret.of(key));
        }

        /** Sets where the API key comes from, asked for every request. */
        public Builder apiKey(Secret key) {
            apiKey = Objects.requireNonNull(key, "key");
            return this;
        }

        /** Sets an OAuth or gateway token, sent as {@code Authorization: Bearer}; it wins over the variables. */
        public Builder authToken(Secret token) {
            authToken = Objects.requireNonNull(token, "token");
            return this;
        }

        /** Sets the base URL, the part before {@code /v1/messages}; {@link #DEFAULT_BASE_URL} by default. */
        public Builder baseUrl(String url) {
            baseUrl = Objects.requireNonNull(url, "url");
            return this;
        }

        /** Sets {@code anthropic-version}; {@link #DEFAULT_VERSION} by default. */
        public Builder version(String value) {
            version = Objects.requireNonNull(value, "version");
            return this;
        }

        /**
         * Sets the <a href="https://docs.anthropic.com/en/api/beta-headers">beta features</a> of every request; none by
         * default. The {@code anthropic-beta} header of a single request adds to them.
         */
        public Builder beta(String... features) {
            betas = List.of(features);
            return this;
        }

        /** Sets {@code gen_ai.provider.name}; {@code anthropic} by default, whatever the {@link #name}. */
        public Builder telemetryName(String value) {
            telemetryName = Objects.requireNonNull(value, "telemetryName");
            return this;
        }

        /**
         * Returns the provider.
         *
         * @throws ConfigurationException if the base URL set here is malformed
         */
        public Anthropic build() {
            return new Anthropic(this);
        }

        private Credentials credentials() {
            if (apiKey != null) {
                return Credentials.header("x-api-key", apiKey);
            }
            if (authToken != null) {
                return Credentials.bearer(authToken);
            }
            if (environment.isSet("ANTHROPIC_API_KEY")) {
                return Credentials.header("x-api-key", Secret.environment(environment, "ANTHROPIC_API_KEY", name));
            }
            if (environment.isSet("ANTHROPIC_AUTH_TOKEN")) {
                return Credentials.bearer(Secret.environment(environment, "ANTHROPIC_AUTH_TOKEN", name));
            }
            String missing = "No API key for " + name + ": set the environment variable ANTHROPIC_API_KEY"
                    + " (or ANTHROPIC_AUTH_TOKEN for a bearer token), or give the provider a key in code";
            return (uri, headers, body) -> Mono.error(() -> new ConfigurationException(missing));
        }
    }
}
