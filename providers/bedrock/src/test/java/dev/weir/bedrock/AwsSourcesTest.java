package dev.weir.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ConfigurationException;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Where credentials and region come from. */
class AwsSourcesTest {

    private static final String NO_INSTANCE = "AWS_EC2_METADATA_DISABLED";

    @TempDir
    Path directory;

    private final Map<String, String> variables = new HashMap<>(Map.of(NO_INSTANCE, "true"));

    @AfterEach
    void clearProperties() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        System.clearProperty("aws.region");
    }

    @Test
    void variablesGiveCredentials() {
        variables.put("AWS_ACCESS_KEY_ID", "AKIA1");
        variables.put("AWS_SECRET_ACCESS_KEY", "secret1");

        assertThat(identity().accessKeyId()).isEqualTo("AKIA1");

        variables.put("AWS_SESSION_TOKEN", "token1");
        assertThat(((AwsSessionCredentialsIdentity) identity()).sessionToken()).isEqualTo("token1");
    }

    @Test
    void systemPropertiesWinOverVariables() {
        variables.put("AWS_ACCESS_KEY_ID", "AKIA1");
        variables.put("AWS_SECRET_ACCESS_KEY", "secret1");
        System.setProperty("aws.accessKeyId", "AKIAP");
        System.setProperty("aws.secretAccessKey", "secretP");

        assertThat(identity().accessKeyId()).isEqualTo("AKIAP");
    }

    @Test
    void profilesAreReadFromTheFilesTheEnvironmentNames() throws IOException {
        file("AWS_SHARED_CREDENTIALS_FILE", """
                # a comment
                [default]
                aws_access_key_id = AKIAD
                aws_secret_access_key=secretD

                [ other ]
                aws_access_key_id=AKIAO
                aws_secret_access_key=secretO
                aws_session_token=tokenO
                """);
        file("AWS_CONFIG_FILE", """
                [default]
                region = eu-central-1
                [profile other]
                region=ap-southeast-2 ; nearest
                """);

        assertThat(identity().accessKeyId()).isEqualTo("AKIAD");
        assertThat(region()).isEqualTo("eu-central-1");

        variables.put("AWS_PROFILE", "other");
        assertThat(((AwsSessionCredentialsIdentity) identity()).sessionToken()).isEqualTo("tokenO");
        assertThat(region()).startsWith("ap-southeast-2");
    }

    @Test
    void withoutCredentialsTheErrorSaysWhereTheyWereLookedFor() throws IOException {
        file("AWS_SHARED_CREDENTIALS_FILE", "[default]\n");

        assertThatThrownBy(this::identity)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("AWS_ACCESS_KEY_ID")
                .hasMessageContaining("AWS_BEARER_TOKEN_BEDROCK")
                .hasMessageContaining("profile default");
    }

    @Test
    void halfOfTheVariablesIsAnError() {
        variables.put("AWS_ACCESS_KEY_ID", "AKIA1");

        assertThatThrownBy(this::identity)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Only one")
                .hasMessageNotContaining("AKIA1");
    }

    @Test
    void theRegionIsTheOneSetElseAVariableElseAProperty() throws IOException {
        file("AWS_CONFIG_FILE", "[default]\n");
        System.setProperty("aws.region", "sa-east-1");
        assertThat(region()).isEqualTo("sa-east-1");
        variables.put("AWS_DEFAULT_REGION", "us-west-1");
        assertThat(region()).isEqualTo("us-west-1");
        variables.put("AWS_REGION", "us-west-2");
        assertThat(region()).isEqualTo("us-west-2");
        assertThat(new AwsRegion(environment(), profile(), " eu-west-1 ").name())
                .isEqualTo("eu-west-1");
    }

    @Test
    void withoutRegionTheErrorSaysHowToSetOne() throws IOException {
        file("AWS_CONFIG_FILE", "[default]\n");
        AwsRegion region = new AwsRegion(environment(), profile(), null);

        StepVerifier.create(region.prepare())
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("AWS_REGION"))
                .verify(Duration.ofSeconds(20));
        assertThatThrownBy(region::name).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new AwsRegion(environment(), profile(), "us east"))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void credentialsAreAskedForOnceOffTheCallersThreadAndAgainShortlyBeforeTheyExpire() {
        MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
        AtomicInteger asked = new AtomicInteger();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        AwsCredentialsProvider provider = () -> {
            threads.add(Thread.currentThread().getName());
            return AwsSessionCredentials.builder()
                    .accessKeyId("AKIA" + asked.incrementAndGet())
                    .secretAccessKey("s")
                    .sessionToken("t")
                    .expirationTime(clock.instant().plus(Duration.ofHours(1)))
                    .build();
        };
        AwsCredentials credentials = new AwsCredentials(environment(), profile(), provider, new ClockSkew(clock));

        StepVerifier.create(
                        Flux.range(0, 8).flatMap(i -> credentials.identity()).map(AwsCredentialsIdentity::accessKeyId))
                .expectNext("AKIA1", "AKIA1", "AKIA1", "AKIA1", "AKIA1", "AKIA1", "AKIA1", "AKIA1")
                .verifyComplete();
        clock.now = clock.now.plus(Duration.ofMinutes(57));
        assertThat(credentials.identity().block().accessKeyId()).isEqualTo("AKIA1");
        clock.now = clock.now.plus(Duration.ofMinutes(1));
        assertThat(credentials.identity().block().accessKeyId()).isEqualTo("AKIA2");
        assertThat(threads).allMatch(name -> name.startsWith("boundedElastic"));
    }

    @Test
    void aFailureToFindCredentialsIsNotKept() {
        AtomicInteger asked = new AtomicInteger();
        AwsCredentialsProvider provider = () -> {
            if (asked.incrementAndGet() == 1) {
                throw software.amazon.awssdk.core.exception.SdkClientException.create("not yet");
            }
            return AwsSessionCredentials.create("AKIA", "s", "t");
        };
        AwsCredentials credentials =
                new AwsCredentials(environment(), profile(), provider, new ClockSkew(Clock.systemUTC()));

        StepVerifier.create(credentials.identity()).verifyError(ConfigurationException.class);
        assertThat(credentials.identity().block().accessKeyId()).isEqualTo("AKIA");
    }

    @Test
    void theHostFollowsRegionAndVariables() {
        assertThat(host("us-east-1", Map.of())).isEqualTo("bedrock-runtime.us-east-1.amazonaws.com");
        assertThat(host("cn-north-1", Map.of())).isEqualTo("bedrock-runtime.cn-north-1.amazonaws.com.cn");
        assertThat(host("us-east-1", Map.of("AWS_USE_FIPS_ENDPOINT", "true")))
                .isEqualTo("bedrock-runtime-fips.us-east-1.amazonaws.com");
        assertThat(host("us-east-1", Map.of("AWS_USE_DUALSTACK_ENDPOINT", "true")))
                .isEqualTo("bedrock-runtime.us-east-1.api.aws");
        assertThat(host("cn-north-1", Map.of("AWS_USE_DUALSTACK_ENDPOINT", "true")))
                .isEqualTo("bedrock-runtime.cn-north-1.api.amazonwebservices.com.cn");
        assertThat(host("us-east-1", Map.of("AWS_ENDPOINT_URL", "https://a.example")))
                .isEqualTo("a.example");
        assertThat(host(
                        "us-east-1",
                        Map.of(
                                "AWS_ENDPOINT_URL",
                                "https://a.example",
                                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                                "https://b.example")))
                .isEqualTo("b.example");
    }

    private static String host(String region, Map<String, String> variables) {
        Provider provider = Bedrock.builder()
                .region(region)
                .environment(Environment.of(variables))
                .build();
        return provider.endpoint().baseUrl("m").getHost();
    }

    private void file(String variable, String content) throws IOException {
        Path file = directory.resolve(variable);
        Files.writeString(file, content);
        variables.put(variable, file.toString());
    }

    private Environment environment() {
        return Environment.of(variables);
    }

    private AwsProfile profile() {
        return new AwsProfile(environment(), null);
    }

    private AwsCredentialsIdentity identity() {
        return new AwsCredentials(environment(), profile(), null, new ClockSkew(Clock.systemUTC()))
                .identity()
                .block(Duration.ofSeconds(20));
    }

    private String region() {
        AwsRegion region = new AwsRegion(environment(), profile(), null);
        region.prepare().block(Duration.ofSeconds(20));
        return region.name();
    }

    private static final class MovableClock extends Clock {

        private volatile Instant now;

        MovableClock(Instant now) {
            this.now = now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
