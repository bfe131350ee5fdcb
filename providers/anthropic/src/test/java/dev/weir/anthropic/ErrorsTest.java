package dev.weir.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.ApiError.Kind;
import dev.weir.RateLimits;
import dev.weir.spi.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsTest {

    private static ApiError error(int status, Map<String, String> headers, String body) {
        return Wire.codec().error(status, Headers.of(headers), body.getBytes(UTF_8));
    }

    private static String body(String type, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message
                + "\"},\"request_id\":\"req_body\"}";
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, BAD_REQUEST, false",
        "401, authentication_error, AUTHENTICATION, false",
        "402, billing_error, QUOTA, false",
        "403, permission_error, PERMISSION, false",
        "404, not_found_error, NOT_FOUND, false",
        "408, invalid_request_error, SERVER, true",
        "409, invalid_request_error, SERVER, true",
        "413, request_too_large, BAD_REQUEST, false",
        "422, invalid_request_error, BAD_REQUEST, false",
        "429, rate_limit_error, RATE_LIMIT, true",
        "500, api_error, SERVER, true",
        "504, timeout_error, SERVER, true",
        "529, overloaded_error, OVERLOADED, true",
        "418, something_new, BAD_REQUEST, false"
    })
    void errorIsClassedByTypeAndStatus(int status, String type, Kind kind, boolean retryable) {
        ApiError error = error(status, Map.of("request-id", "req_head"), body(type, "why"));

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.message()).isEqualTo("why");
        assertThat(error.requestId()).isEqualTo("req_head");
        assertThat(error.retryable()).isEqualTo(retryable);
    }

    @ParameterizedTest
    @CsvSource({
        "prompt is too long: 210000 tokens > 200000 maximum, CONTEXT_LENGTH",
        "input length and `max_tokens` exceed context limit: 1 + 2 > 3, CONTEXT_LENGTH",
        "Your credit balance is too low to access the Anthropic API., QUOTA",
        "Output blocked by content filtering policy, CONTENT_FILTER"
    })
    void invalidRequestsThatMatterAreToldApartByTheirText(String message, Kind kind) {
        assertThat(error(400, Map.of(), body("invalid_request_error", message)).kind())
                .isEqualTo(kind);
    }

    @Test
    void requestIdComesFromTheBodyWhereTheHeaderIsMissing() {
        assertThat(error(404, Map.of(), body("not_found_error", "model: nope")).requestId())
                .isEqualTo("req_body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "502 | <html>Bad gateway</html> | SERVER |",
                "413 | Request Entity Too Large | BAD_REQUEST |",
                "503 | '' | OVERLOADED |",
                "401 | {\"error\":\"no key\"} | AUTHENTICATION | no key",
                "500 | {\"message\":\"boom\"} | SERVER | boom",
                "500 | {\"error\":{\"type\": | SERVER |",
                "500 | [1] | SERVER |"
            })
    void bodiesOfOthersAreSurvived(int status, String body, Kind kind, String message) {
        ApiError error = error(status, Map.of(), body);

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.body()).isEqualTo(body);
    }

    @Test
    void bodyIsBounded() {
        assertThat(error(500, Map.of(), "x".repeat(100_000)).body()).hasSize(8192);
    }

    @Test
    void waitIsReadInSecondsMillisecondsAndAsDate() {
        String limited = body("rate_limit_error", "slow down");
        assertThat(error(429, Map.of("retry-after", "3"), limited).retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(error(429, Map.of("retry-after-ms", "250.5", "retry-after", "3"), limited)
                        .retryAfter())
                .isEqualTo(Duration.ofNanos(250_500_000));
        String past =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
        assertThat(error(429, Map.of("retry-after", past), limited).retryAfter())
                .isEqualTo(Duration.ZERO);
        assertThat(error(429, Map.of(), limited).retryAfter()).isNull();
    }

    @Test
    void serverDecidesOnRetries() {
        assertThat(error(401, Map.of("x-should-retry", "true"), body("authentication_error", "x"))
                        .retryable())
                .isTrue();
        assertThat(error(529, Map.of("x-should-retry", "false"), body("overloaded_error", "x"))
                        .retryable())
                .isFalse();
    }

    @Test
    void errorsNeverShowTheirBody() {
        assertThat(error(500, Map.of(), "secret content").toString()).doesNotContain("secret");
    }

    @Test
    void rateLimitsAreReadWithTimeLeftByTheServersClock() {
        Map<String, String> headers = new HashMap<>(Map.of(
                "anthropic-ratelimit-requests-limit", "50",
                "anthropic-ratelimit-requests-remaining", "49",
                "anthropic-ratelimit-requests-reset", "2026-01-02T03:04:10Z",
                "anthropic-ratelimit-tokens-limit", "1000",
                "anthropic-ratelimit-tokens-remaining", "900",
                "anthropic-ratelimit-tokens-reset", "2026-01-02T03:04:00Z",
                "date", "Fri, 02 Jan 2026 03:04:05 GMT"));
        AnthropicHeaders reader = new AnthropicHeaders(InstantSource.fixed(Instant.parse("2026-01-02T03:04:09Z")));

        assertThat(reader.rateLimits(Headers.of(headers)))
                .isEqualTo(new RateLimits(50L, 49L, Duration.ofSeconds(5), 1000L, 900L, Duration.ZERO));
        headers.remove("date");
        assertThat(reader.rateLimits(Headers.of(headers)).requestsReset()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void missingAndBrokenRateLimitsAreAbsent() {
        AnthropicHeaders reader = new AnthropicHeaders();
        assertThat(reader.rateLimits(Headers.NONE)).isSameAs(RateLimits.ABSENT);
        assertThat(reader.rateLimits(Headers.of(Map.of(
                        "anthropic-ratelimit-requests-limit", "many",
                        "anthropic-ratelimit-requests-reset", "soon"))))
                .isSameAs(RateLimits.ABSENT);
        assertThat(reader.rateLimits(Headers.of(Map.of("anthropic-ratelimit-input-tokens-remaining", "7")))
                        .tokensRemaining())
                .isEqualTo(7);
    }
}
