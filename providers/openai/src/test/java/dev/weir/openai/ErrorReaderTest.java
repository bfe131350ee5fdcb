package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.ApiError.Kind;
import dev.weir.RateLimits;
import dev.weir.spi.Headers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorReaderTest {

    private final ChatCodec codec = new ChatCodec(Dialect.OPENAI);

    /** Reads an error body written with single quotes. */
    private ApiError read(int status, String body) {
        return read(status, body, Map.of());
    }

    private ApiError read(int status, String body, Map<String, String> headers) {
        return codec.error(status, Headers.of(headers), body.replace('\'', '"').getBytes(UTF_8));
    }

    private static String body(String type, String code) {
        return "{'error':{'message':'words','type':'" + type + "','param':null,'code':'" + code + "'}}";
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, unsupported_parameter, BAD_REQUEST, false",
        "400, invalid_request_error, context_length_exceeded, CONTEXT_LENGTH, false",
        "400, invalid_request_error, content_policy_violation, CONTENT_FILTER, false",
        "401, invalid_request_error, invalid_api_key, AUTHENTICATION, false",
        "403, x, unsupported_country_region_territory, PERMISSION, false",
        "404, invalid_request_error, model_not_found, NOT_FOUND, false",
        "408, x, y, SERVER, true",
        "409, x, y, SERVER, true",
        "413, x, y, BAD_REQUEST, false",
        "422, x, y, BAD_REQUEST, false",
        "429, requests, rate_limit_exceeded, RATE_LIMIT, true",
        "429, rate_limit_error, slow_down, RATE_LIMIT, true",
        "429, insufficient_quota, insufficient_quota, QUOTA, false",
        "429, x, credit_balance_exhausted, QUOTA, false",
        "498, x, capacity_exceeded, RATE_LIMIT, true",
        "500, server_error, y, SERVER, true",
        "502, server_error, y, SERVER, true",
        "503, service_unavailable_error, server_is_overloaded, OVERLOADED, true",
        "504, server_error, y, SERVER, true"
    })
    void everyStatusAndCodeHasItsKind(int status, String type, String code, Kind kind, boolean retryable) {
        ApiError error = read(status, body(type, code));
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.retryable()).isEqualTo(retryable);
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo("words");
        assertThat(error.param()).isNull();
    }

    @Test
    void theParameterIsNamed() {
        assertThat(read(400, "{'error':{'message':'m','param':'stop'}}").param())
                .isEqualTo("stop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "null", "[]", "{}", "{", "\u0000", "7", "'text'"})
    void anyBodyMakesAnError(String body) {
        assertThat(read(502, body).kind()).isEqualTo(Kind.SERVER);
    }

    @Test
    void aWebPageIsQuotedInPart() {
        ApiError error = read(502, "<html>" + "x".repeat(10_000) + "</html>");
        assertThat(error.message()).hasSize(500).startsWith("<html>");
        assertThat(error.body()).hasSize(8192);
    }

    @Test
    void aLongBodyIsNotCutWithinACharacter() {
        ApiError error = read(500, "x".repeat(8190) + "\u4e16\u754c");
        assertThat(error.body()).isEqualTo("x".repeat(8190));
    }

    @Test
    void everyShapeGivesItsMessage() {
        assertThat(read(400, "{'error':'text','code':'c'}").message()).isEqualTo("text");
        assertThat(read(400, "{'error':'text','code':'c'}").code()).isEqualTo("c");
        assertThat(read(400, "{'error':{'message':{'a':1}}}").message()).isEqualTo("{\"a\":1}");
        assertThat(read(400, "{'message':'m','type':'t','param':'p','code':'1300'}")
                        .code())
                .isEqualTo("1300");
        assertThat(read(400, "{'detail':'d'}").message()).isEqualTo("d");
        assertThat(read(422, "{'detail':[{'type':'extra_forbidden','loc':['body','x'],'msg':'no'}]}")
                        .message())
                .isEqualTo("body.x: no");
        assertThat(read(400, "[{'error':{'message':'first'}}]").message()).isEqualTo("first");
        assertThat(read(400, "plain").message()).isEqualTo("plain");
    }

    @Test
    void aNumericCodeIsText() {
        assertThat(read(429, "{'error':{'code':429,'message':'m'}}").code()).isEqualTo("429");
    }

    @Test
    void aMissingTypeIsAbsent() {
        ApiError error = read(401, "{'error':{'code':'401','message':'m'}}");
        assertThat(error.type()).isNull();
        assertThat(error.param()).isNull();
        assertThat(error.kind()).isEqualTo(Kind.AUTHENTICATION);
    }

    @Test
    void theWaitComesFromTheHeaders() {
        String body = body("requests", "rate_limit_exceeded");
        assertThat(read(429, body, Map.of("Retry-After", "3")).retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(read(429, body, Map.of("Retry-After", "0.5")).retryAfter()).isEqualTo(Duration.ofMillis(500));
        assertThat(read(429, body, Map.of("Retry-After", "3", "retry-after-ms", "20"))
                        .retryAfter())
                .isEqualTo(Duration.ofMillis(20));
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusHours(1));
        assertThat(read(429, body, Map.of("Retry-After", date)).retryAfter())
                .isBetween(Duration.ofMinutes(58), Duration.ofMinutes(61));
        assertThat(read(429, body, Map.of("Retry-After", "soon")).retryAfter()).isNull();
        assertThat(read(429, body).retryAfter()).isNull();
    }

    @Test
    void theServerMaySayWhetherToRetry() {
        String quota = body("insufficient_quota", "insufficient_quota");
        assertThat(read(429, quota, Map.of("x-should-retry", "true")).retryable())
                .isTrue();
        String server = body("server_error", "x");
        assertThat(read(500, server, Map.of("x-should-retry", "false")).retryable())
                .isFalse();
        assertThat(read(500, server, Map.of("x-should-retry", "maybe")).retryable())
                .isTrue();
    }

    @Test
    void theRequestIdIsKept() {
        assertThat(read(500, "", Map.of("X-Request-Id", "req_1")).requestId()).isEqualTo("req_1");
    }

    @Test
    void aKeyInTheMessageIsStruckOut() {
        ApiError error = read(401, "{'error':{'message':'Incorrect API key provided: sk-proj-abcdef0123456789.'}}");
        assertThat(error.message()).isEqualTo("Incorrect API key provided: ***.");
        assertThat(error.body()).doesNotContain("abcdef0123456789");
    }

    @Test
    void aBlockedPromptIsAContentFilterError() {
        ApiError error = read(
                400,
                "{'error':{'message':'m','type':null,'param':'prompt','code':'content_filter','status':400,"
                        + "'innererror':{'code':'ResponsibleAIPolicyViolation','content_filter_result':{}}}}");
        assertThat(error.kind()).isEqualTo(Kind.CONTENT_FILTER);
    }

    @Test
    void rateLimitsAreRead() {
        RateLimits limits = codec.headers()
                .rateLimits(Headers.of(Map.of(
                        "x-ratelimit-limit-requests", "500",
                        "x-ratelimit-remaining-requests", "499",
                        "x-ratelimit-reset-requests", "6m0s",
                        "x-ratelimit-limit-tokens", "30000",
                        "x-ratelimit-remaining-tokens", "29000",
                        "x-ratelimit-reset-tokens", "12ms")));
        assertThat(limits)
                .isEqualTo(new RateLimits(500L, 499L, Duration.ofMinutes(6), 30000L, 29000L, Duration.ofMillis(12)));
        assertThat(codec.headers().rateLimits(Headers.NONE)).isSameAs(RateLimits.ABSENT);
    }

    @ParameterizedTest
    @CsvSource({
        "12ms, PT0.012S",
        "0s, PT0S",
        "1s, PT1S",
        "6m0s, PT6M",
        "1h0m30.5s, PT1H30.5S",
        "17.399999999s, PT17.399999999S",
        "500, PT8M20S",
        "junk,",
        "5 parsecs,",
        "'',"
    })
    void resetDurationsAreRead(String text, Duration expected) {
        assertThat(codec.headers()
                        .rateLimits(Headers.of(Map.of("x-ratelimit-reset-requests", text)))
                        .requestsReset())
                .isEqualTo(expected);
    }
}
