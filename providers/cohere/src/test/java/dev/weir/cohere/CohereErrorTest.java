package dev.weir.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.RateLimits;
import dev.weir.spi.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error answers and headers. */
class CohereErrorTest {

    @ParameterizedTest
    @CsvSource({
        "400, BAD_REQUEST, false",
        "401, AUTHENTICATION, false",
        "402, QUOTA, false",
        "403, PERMISSION, false",
        "404, NOT_FOUND, false",
        "422, BAD_REQUEST, false",
        "429, RATE_LIMIT, true",
        "498, AUTHENTICATION, false",
        "499, BAD_REQUEST, false",
        "500, SERVER, true",
        "501, SERVER, false",
        "503, OVERLOADED, true",
        "504, SERVER, true"
    })
    void theStatusDecides(int status, ApiError.Kind kind, boolean retryable) {
        ApiError error = error(status, Map.of(), "{\"id\":\"e1\",\"message\":\"text\"}");

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.retryable()).isEqualTo(retryable);
        assertThat(error.message()).isEqualTo("text");
    }

    @Test
    void bodiesOfAnyShapeAreTaken() {
        assertThat(error(500, Map.of(), "{\"message\":\"m\"}").message()).isEqualTo("m");
        assertThat(error(500, Map.of(), "{\"data\":\"d\"}").message()).isEqualTo("d");
        assertThat(error(500, Map.of(), "upstream timed out").message()).isEqualTo("upstream timed out");
        assertThat(error(500, Map.of(), "<html>no</html>").message()).isNull();
        assertThat(error(500, Map.of(), "{\"message\":").message()).isNull();
        assertThat(error(500, Map.of(), "").message()).isNull();
        assertThat(error(500, Map.of(), "[1]").message()).isEqualTo("[1]");
        assertThat(error(500, Map.of(), "x".repeat(9000)).message()).hasSize(500);
    }

    @Test
    void theDebugTraceIsTheRequestId() {
        assertThat(error(500, Map.of("x-debug-trace-id", "t1"), "{\"id\":\"e1\"}")
                        .requestId())
                .isEqualTo("t1");
        assertThat(error(500, Map.of(), "{\"id\":\"e1\"}").requestId()).isEqualTo("e1");
        assertThat(CohereHeaders.INSTANCE.requestId(Headers.NONE)).isNull();
    }

    @Test
    void theWaitComesFromRetryAfterElseFromTheResetTime() {
        Instant now = Instant.ofEpochSecond(1_700_000_000);

        assertThat(wait(Map.of("retry-after", "3"), now)).isEqualTo(Duration.ofSeconds(3));
        assertThat(wait(Map.of("retry-after", "Tue, 14 Nov 2023 22:13:30 GMT"), now))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(wait(Map.of("x-ratelimit-reset", "1700000007"), now)).isEqualTo(Duration.ofSeconds(7));
        assertThat(wait(Map.of("x-ratelimit-reset", "1600000000"), now)).isEqualTo(Duration.ZERO);
        assertThat(wait(Map.of("x-ratelimit-reset", "soon"), now)).isNull();
        assertThat(wait(Map.of(), now)).isNull();
    }

    @Test
    void trialLimitsAreRateLimits() {
        RateLimits limits = CohereHeaders.INSTANCE.rateLimits(
                Headers.of(Map.of("x-trial-endpoint-call-limit", "40", "x-trial-endpoint-call-remaining", "39")));

        assertThat(limits.requestLimit()).isEqualTo(40);
        assertThat(limits.requestsRemaining()).isEqualTo(39);
        assertThat(CohereHeaders.INSTANCE.rateLimits(Headers.NONE)).isEqualTo(RateLimits.ABSENT);
    }

    private static Duration wait(Map<String, String> headers, Instant now) {
        return CohereErrors.retryAfter(Headers.of(headers), now);
    }

    private static ApiError error(int status, Map<String, String> headers, String body) {
        return new CohereCodec().error(status, Headers.of(headers), body.getBytes(UTF_8));
    }
}
