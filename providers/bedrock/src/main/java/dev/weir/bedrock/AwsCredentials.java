package dev.weir.bedrock;

import dev.weir.ConfigurationException;
import dev.weir.spi.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Credentials by <a href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/credentials-chain.html">the usual
 * chain</a>. AWS's providers block, so they are asked on a thread made for that, once for all who wait; what they say is kept
 * until shortly before it expires, or for some minutes if it does not say when.
 */
final class AwsCredentials {

    private static final Duration EARLY = Duration.ofMinutes(2);
    private static final Duration UNDATED = Duration.ofMinutes(5);

    private record Held(AwsCredentialsIdentity identity, Instant until) {}

    private final Environment environment;
    private final AwsProfile profile;
    private final @Nullable AwsCredentialsProvider given;
    private final Mono<AwsCredentialsIdentity> identity;
    private volatile @Nullable AwsCredentialsProvider chain;

    AwsCredentials(
            Environment environment, AwsProfile profile, @Nullable AwsCredentialsProvider given, ClockSkew clock) {
        this.environment = environment;
        this.profile = profile;
        this.given = given;
        this.identity = Mono.fromCallable(() -> resolve(clock.corrected().instant()))
                .subscribeOn(Schedulers.boundedElastic())
                .cacheInvalidateIf(held -> !clock.corrected().instant().isBefore(held.until()))
                .map(Held::identity);
    }

    /** Emits credentials that are good for at least one request. */
    Mono<AwsCredentialsIdentity> identity() {
        return identity;
    }

    /** Closes the chain made here; providers that were handed in belong to who made them. May block. */
    void close() {
        if (chain instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }

    private Held resolve(Instant now) {
        if (given == null && environment.isSet("AWS_ACCESS_KEY_ID") != environment.isSet("AWS_SECRET_ACCESS_KEY")) {
            throw new ConfigurationException(
                    "Only one of the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set;"
                            + " Bedrock needs both");
        }
        try {
            AwsCredentialsIdentity found = provider().resolveCredentials();
            Optional<Instant> expiry = found.expirationTime();
            return new Held(found, expiry.isPresent() ? expiry.get().minus(EARLY) : now.plus(UNDATED));
        } catch (SdkClientException nothing) {
            throw new ConfigurationException(
                    "No AWS credentials for Bedrock: set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY, or a profile, or give them to Bedrock.builder(). Looked in the system"
                            + " properties, the variables, web identity, the profile " + profile.name()
                            + (profile.isInstanceAsked() ? ", the container and the instance" : " and the container"),
                    nothing);
        }
    }

    private synchronized AwsCredentialsProvider provider() {
        if (given != null) {
            return given;
        }
        AwsCredentialsProvider made = chain;
        if (made == null) {
            AwsCredentialsProviderChain.Builder places = AwsCredentialsProviderChain.builder()
                    .reuseLastProviderEnabled(true)
                    .addCredentialsProvider(SystemPropertyCredentialsProvider.create())
                    .addCredentialsProvider(this::fromVariables)
                    .addCredentialsProvider(WebIdentityTokenFileCredentialsProvider.create())
                    .addCredentialsProvider(ProfileCredentialsProvider.builder()
                            .profileFile(profile.files())
                            .profileName(profile.name())
                            .build())
                    .addCredentialsProvider(
                            ContainerCredentialsProvider.builder().build());
            if (profile.isInstanceAsked()) {
                places.addCredentialsProvider(InstanceProfileCredentialsProvider.builder()
                        .profileName(profile.name())
                        .build());
            }
            made = places.build();
            chain = made;
        }
        return made;
    }

    private software.amazon.awssdk.auth.credentials.AwsCredentials fromVariables() {
        String id = environment.getOr("AWS_ACCESS_KEY_ID", "");
        String secret = environment.getOr("AWS_SECRET_ACCESS_KEY", "");
        String token = environment.getOr("AWS_SESSION_TOKEN", "");
        if (id.isEmpty()) {
            throw SdkClientException.create("The variables are not set");
        }
        return token.isEmpty()
                ? AwsBasicCredentials.create(id, secret)
                : AwsSessionCredentials.create(id, secret, token);
    }
}
