package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.spi.Headers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error answers. */
class BedrockErrorTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private final ClockSkew clock = new ClockSkew(Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "400, ValidationException, BAD_REQUEST, false",
        "400, ServiceQuotaExceededException, QUOTA, false",
        "403, AccessDeniedException, PERMISSION, false",
        "403, UnrecognizedClientException, AUTHENTICATION, false",
        "403, InvalidSignatureException, AUTHENTICATION, false",
        "403, MissingAuthenticationTokenException, AUTHENTICATION, false",
        "403, IncompleteSignatureException, AUTHENTICATION, false",
        "403, ExpiredTokenException, AUTHENTICATION, false",
        "404, ResourceNotFoundException, NOT_FOUND, false",
        "408, ModelTimeoutException, SERVER, true",
        "413, RequestEntityTooLargeException, BAD_REQUEST, false",
        "429, ThrottlingException, RATE_LIMIT, true",
        "400, Throttling, RATE_LIMIT, true",
        "400, TooManyRequestsException, RATE_LIMIT, true",
        "400, SlowDown, RATE_LIMIT, true",
        "429, ModelNotReadyException, OVERLOADED, true",
        "500, InternalServerException, SERVER, true",
        "503, ServiceUnavailableException, OVERLOADED, true",
        "418, SomethingNewException, BAD_REQUEST, false"
    })
    void theNameDecidesBeforeTheStatus(int status, String name, ApiError.Kind kind, boolean retryable) {
        ApiError error = error(status, Map.of("x-amzn-errortype", name + ":http://internal.amazon.com/coral/"), """
                {"message":"text"}""");

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.type()).isEqualTo(name);
        assertThat(error.message()).isEqualTo("text");
        assertThat(error.retryable()).isEqualTo(retryable);
    }

    @Test
    void aFailingModelIsWorthAnotherTryOnlyIfItFailedItself() {
        Map<String, String> headers = Map.of("x-amzn-errortype", "ModelErrorException");

        assertThat(error(424, headers, "{\"originalStatusCode\":500,\"resourceName\":\"x\"}")
                        .retryable())
                .isTrue();
        assertThat(error(424, headers, "{\"originalStatusCode\":400}").retryable())
                .isFalse();
    }

    @Test
    void theNameComesFromTheHeaderElseFromTheBody() {
        assertThat(error(400, Map.of("x-amzn-errortype", "a.b#ThrottlingException:http://x"), "{}")
                        .type())
                .isEqualTo("ThrottlingException");
        assertThat(error(400, Map.of(), "{\"__type\":\"com.amazon#ValidationException\"}")
                        .type())
                .isEqualTo("ValidationException");
        assertThat(error(400, Map.of(), "{\"code\":\"AccessDeniedException\"}").kind())
                .isEqualTo(ApiError.Kind.PERMISSION);
        assertThat(error(404, Map.of(), "{\"Output\":{\"__type\":\"x#UnknownOperationException\"}}")
                        .type())
                .isEqualTo("UnknownOperationException");
        assertThat(error(403, Map.of(), "{}").kind()).isEqualTo(ApiError.Kind.PERMISSION);
    }

    @Test
    void bodiesOfAnyShapeAreTaken() {
        assertThat(error(403, Map.of(), "{\"Message\":\"m\"}").message()).isEqualTo("m");
        assertThat(error(500, Map.of(), "").message()).isNull();
        assertThat(error(500, Map.of(), "<html>no</html>").message()).isNull();
        assertThat(error(500, Map.of(), "{\"message\":").message()).isNull();
        assertThat(error(500, Map.of(), "[]").message()).isNull();
        assertThat(error(502, Map.of(), "bad gateway").message()).isEqualTo("bad gateway");
    }

    @Test
    void aRequestTooLongForTheModelIsToldApart() {
        Map<String, String> headers = Map.of("x-amzn-errortype", "ValidationException");

        assertThat(error(400, headers, "{\"message\":\"Input is too long for requested model.\"}")
                        .kind())
                .isEqualTo(ApiError.Kind.CONTEXT_LENGTH);
    }

    @Test
    void theRequestIdIsAmazons() {
        assertThat(error(400, Map.of("x-amzn-requestid", "r1"), "{}").requestId())
                .isEqualTo("r1");
        assertThat(BedrockHeaders.INSTANCE.requestId(Headers.of(Map.of("x-amzn-RequestId", "r2"))))
                .isEqualTo("r2");
    }

    @Test
    void aWrongClockIsLearntOnceFromTheRefusal() {
        Map<String, String> headers =
                Map.of("x-amzn-errortype", "InvalidSignatureException", "date", "Fri, 02 Jan 2026 03:14:05 GMT");

        assertThat(error(403, headers, "{}").retryable()).isTrue();
        assertThat(clock.corrected().instant()).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
        assertThat(error(403, headers, "{}").retryable()).isFalse();
    }

    @Test
    void aSmallDifferenceOrAnotherErrorTeachesNothing() {
        error(
                403,
                Map.of("x-amzn-errortype", "InvalidSignatureException", "date", "Fri, 02 Jan 2026 03:05:05 GMT"),
                "{}");
        error(403, Map.of("x-amzn-errortype", "AccessDeniedException", "date", "Fri, 02 Jan 2026 09:04:05 GMT"), "{}");
        error(403, Map.of("x-amzn-errortype", "InvalidSignatureException", "date", "tomorrow"), "{}");
        error(403, Map.of("x-amzn-errortype", "InvalidSignatureException"), "{}");

        assertThat(clock.corrected().instant()).isEqualTo(NOW);
    }

    private ApiError error(int status, Map<String, String> headers, String body) {
        return new ConverseCodec(clock).error(status, Headers.of(headers), body.getBytes(UTF_8));
    }
}
