package dev.weir.bedrock;

import dev.weir.ConfigurationException;
import dev.weir.spi.Credentials;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.Secret;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Amazon Bedrock: every chat model through <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html">Converse</a>,
 * and embeddings of Titan, Cohere and Nova. Found by itself as {@code bedrock/...}; the model is a model id, an inference
 * profile or an ARN. Built by hand for a region or credentials of one's own.
 *
 * <p>What is particular:
 *
 * <ul>
 *   <li>Who calls, first match: an API key or credentials set here, the key {@code AWS_BEARER_TOKEN_BEDROCK}, the usual chain
 *       (system properties, variables, web identity, profile, container, instance). Roles and single sign-on of a profile
 *       need the AWS modules {@code sts}, {@code sso} and {@code ssooidc} on the class path.
 *   <li>The region, first match: set here, {@code AWS_REGION}, {@code AWS_DEFAULT_REGION}, system property
 *       {@code aws.region}, profile, instance. Looked up once, off the event loop.
 *   <li>Guardrails, performance, prompt variables and the like are set by {@link dev.weir.Request.Builder#extra} under
 *       Converse's own names ({@code guardrailConfig}, {@code performanceConfig} ...). Fields of
 *       {@code additionalModelRequestFields} are merged with those Weir sets itself (thinking, top k).
 *   <li>Blocks Weir does not model go both ways as {@link dev.weir.Part.Opaque} of the provider {@code bedrock}, for example
 *       {@code guardContent}; inside a tool result the type {@code json} holds a result as JSON.
 *   <li>Thoughts go back to the model if Bedrock signed them; others are left out.
 *   <li>Answers name neither id nor model; the request id is in the metadata.
 * </ul>
 */
public final class Bedrock {

    private Bedrock() {}

    /** Starts a provider that takes from the environment what is not set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects a provider; not thread-safe. */
    public static final class Builder {

        private String name = "bedrock";
        private String telemetryName = "aws.bedrock";
        private Environment environment = Environment.SYSTEM;
        private Clock clock = Clock.systemUTC();
        private @Nullable String region;
        private @Nullable String profile;
        private @Nullable String baseUrl;
        private @Nullable Secret apiKey;
        private @Nullable AwsCredentialsProvider credentials;

        private Builder() {}

        /** Sets the name before the slash of model ids; {@code bedrock} by default. */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "name");
            return this;
        }

        /** Sets where variables are looked up; the process environment by default. */
        public Builder environment(Environment value) {
            environment = Objects.requireNonNull(value, "environment");
            return this;
        }

        /** Sets the region, for example {@code eu-central-1}. */
        public Builder region(String value) {
            region = Objects.requireNonNull(value, "region");
            return this;
        }

        /** Sets the profile of the AWS configuration files; by default {@code AWS_PROFILE}, else {@code default}. */
        public Builder profile(String value) {
            profile = Objects.requireNonNull(value, "profile");
            return this;
        }

        /**
         * Sets the base URL; by default {@code AWS_ENDPOINT_URL_BEDROCK_RUNTIME}, {@code AWS_ENDPOINT_URL}, else the service's
         * host in the region, which {@code AWS_USE_FIPS_ENDPOINT} and {@code AWS_USE_DUALSTACK_ENDPOINT} vary.
         *
         * @throws ConfigurationException on {@link #build()} if it is not an http or https URL
         */
        public Builder baseUrl(String value) {
            baseUrl = Objects.requireNonNull(value, "baseUrl");
            return this;
        }

        /** Sets a Bedrock API key, sent as bearer token instead of a signature. */
        public Builder apiKey(String value) {
            return apiKey(Secret.of(value));
        }

        /** Sets where the Bedrock API key comes from, asked for every request. */
        public Builder apiKey(Secret value) {
            apiKey = Objects.requireNonNull(value, "apiKey");
            return this;
        }

        /** Sets fixed credentials; {@code sessionToken} is null unless they are temporary. */
        public Builder credentials(String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {
            return credentials(StaticCredentialsProvider.create(
                    sessionToken == null
                            ? AwsBasicCredentials.create(accessKeyId, secretAccessKey)
                            : AwsSessionCredentials.create(accessKeyId, secretAccessKey, sessionToken)));
        }

        /** Sets where credentials come from; it may block, and is asked again shortly before they expire. */
        public Builder credentials(AwsCredentialsProvider value) {
            credentials = Objects.requireNonNull(value, "credentials");
            return this;
        }

        /** Sets the clock signatures are dated by, for tests. */
        Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Sets {@code gen_ai.provider.name}; {@code aws.bedrock} by default. */
        public Builder telemetryName(String value) {
            telemetryName = Objects.requireNonNull(value, "telemetryName");
            return this;
        }

        /** Returns the provider. Missing credentials or a missing region are reported when a call is made. */
        public Provider build() {
            AwsProfile files = new AwsProfile(environment, profile);
            String url = baseUrl != null
                    ? baseUrl
                    : environment.getOr("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", environment.getOr("AWS_ENDPOINT_URL", ""));
            AwsRegion where = new AwsRegion(environment, files, region);
            Endpoint endpoint = url.isEmpty()
                    ? new BedrockEndpoint(where, environment)
                    : baseUrl != null ? Endpoint.of(url) : Endpoint.environment(environment, urlVariable(), url);
            ClockSkew skew = new ClockSkew(clock);
            Secret key = key();
            if (key != null) {
                AwsRegion needed = url.isEmpty() ? where : null;
                return new BedrockProvider(name, telemetryName, endpoint, Credentials.bearer(key), needed, null, skew);
            }
            AwsCredentials resolved = new AwsCredentials(environment, files, credentials, skew);
            Credentials signing = new SigV4(where, resolved, skew);
            return new BedrockProvider(name, telemetryName, endpoint, signing, where, resolved, skew);
        }

        private String urlVariable() {
            String own = "AWS_ENDPOINT_URL_BEDROCK_RUNTIME";
            return environment.isSet(own) ? own : "AWS_ENDPOINT_URL";
        }

        /** A key in the environment gives way to credentials given in code. */
        private @Nullable Secret key() {
            String variable = "AWS_BEARER_TOKEN_BEDROCK";
            if (apiKey != null || credentials != null) {
                return apiKey;
            }
            return environment.isSet(variable) ? Secret.environment(environment, variable, name) : null;
        }
    }
}
