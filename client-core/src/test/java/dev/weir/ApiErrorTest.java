package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError.Kind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ApiErrorTest {

    private static final ModelId MODEL = new ModelId("p", "m");

    private static final Map<Kind, Class<? extends ApiException>> CLASSES = Map.of(
            Kind.BAD_REQUEST, ApiException.BadRequest.class,
            Kind.AUTHENTICATION, ApiException.Authentication.class,
            Kind.PERMISSION, ApiException.Permission.class,
            Kind.NOT_FOUND, ApiException.NotFound.class,
            Kind.RATE_LIMIT, ApiException.RateLimited.class,
            Kind.QUOTA, ApiException.QuotaExceeded.class,
            Kind.CONTENT_FILTER, ApiException.ContentFiltered.class,
            Kind.CONTEXT_LENGTH, ApiException.ContextTooLong.class,
            Kind.OVERLOADED, ApiException.Overloaded.class,
            Kind.SERVER, ApiException.ServerFailure.class);

    @ParameterizedTest
    @CsvSource({
        "400,BAD_REQUEST,false",
        "401,AUTHENTICATION,false",
        "402,QUOTA,false",
        "403,PERMISSION,false",
        "404,NOT_FOUND,false",
        "405,BAD_REQUEST,false",
        "408,SERVER,true",
        "409,SERVER,true",
        "413,BAD_REQUEST,false",
        "422,BAD_REQUEST,false",
        "424,SERVER,true",
        "429,RATE_LIMIT,true",
        "498,RATE_LIMIT,true",
        "499,SERVER,true",
        "500,SERVER,true",
        "502,SERVER,true",
        "503,OVERLOADED,true",
        "504,SERVER,true",
        "529,OVERLOADED,true",
        "599,SERVER,true",
        "200,SERVER,true"
    })
    void aStatusStandsForAKind(int status, Kind kind, boolean retryable) {
        ApiError error = ApiError.ofStatus(status);
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.retryable()).isEqualTo(retryable);
        assertThat(error.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasItsException(Kind kind) {
        assertThat(ApiException.of(ApiError.ofStatus(400).kind(kind), MODEL, null))
                .isExactlyInstanceOf(CLASSES.get(kind));
    }

    @Test
    void theMessageHasWhatTheProviderSaidButNotItsBody() {
        ApiError error = ApiError.ofStatus(429)
                .type("requests")
                .code("rate_limit_exceeded")
                .param("model")
                .message("Slow down")
                .requestId("req_1")
                .retryAfter(Duration.ofMillis(1500))
                .body("{\"secret\":1}");
        ApiException exception = ApiException.of(error, MODEL, null);
        assertThat(exception)
                .hasMessage("p/m: HTTP 429 (rate_limit_exceeded): Slow down [param model] [request id req_1]"
                        + " [retry after 1500 ms]");
        assertThat(exception.requestId()).hasValue("req_1");
        assertThat(exception.retryAfter()).hasValue(Duration.ofMillis(1500));
        assertThat(exception.body()).hasValue("{\"secret\":1}");
        assertThat(exception.status()).isEqualTo(429);
        assertThat(exception.model()).isEqualTo(MODEL);
        assertThat(exception.errorType()).isEqualTo("rate_limit_exceeded");
        assertThat(exception.error()).isSameAs(error);
    }

    @Test
    void anErrorInsideAnAnswerSaysSoAndKeepsWhatHadArrived() {
        Response partial = Response.builder().text("half").partial(true).build();
        ApiException exception = ApiException.of(ApiError.ofStatus(200).type("overloaded_error"), MODEL, partial);
        assertThat(exception).hasMessage("p/m: error inside the answer (overloaded_error)");
        assertThat(exception.partial()).hasValue(partial);
        assertThat(exception.errorType()).isEqualTo("overloaded_error");
        assertThat(exception.requestId()).isEmpty();
    }

    @Test
    void theErrorTypeFallsBackToTheStatus() {
        assertThat(ApiException.of(ApiError.ofStatus(500).code(" ").type(""), MODEL, null)
                        .errorType())
                .isEqualTo("500");
    }

    @Test
    void whatTheProviderSaysAboutRetryingWins() {
        assertThat(ApiError.ofStatus(500).retryable(false).retryable()).isFalse();
        assertThat(ApiError.ofStatus(400).retryable(true).retryable()).isTrue();
        assertThat(ApiError.ofStatus(400).retryable(true).retryable(null).retryable())
                .isFalse();
    }

    @Test
    void everySetterKeepsTheRest() {
        ApiError error = ApiError.ofStatus(400)
                .kind(Kind.QUOTA)
                .type("t")
                .code("c")
                .param("p")
                .message("m")
                .requestId("r")
                .retryAfter(Duration.ofSeconds(1))
                .retryable(true)
                .body("b");
        ApiError again = error.kind(Kind.QUOTA).type("t").body("b");
        assertThat(again).usingRecursiveComparison().isEqualTo(error);
        assertThat(error.kind()).isEqualTo(Kind.QUOTA);
        assertThat(error.type()).isEqualTo("t");
        assertThat(error.param()).isEqualTo("p");
        assertThat(error.message()).isEqualTo("m");
    }

    @Test
    void theOtherFailuresSayWhetherToRetryAndTheirType() {
        Throwable cause = new java.io.IOException("reset");
        LlmException connection = new ConnectionException("broke", cause, MODEL, null);
        assertThat(connection.retryable()).isTrue();
        assertThat(connection.errorType()).isEqualTo("java.io.IOException");
        LlmException cut = new TruncatedStreamException("[DONE]", MODEL, null);
        assertThat(cut).hasMessageContaining("p/m").hasMessageContaining("without [DONE]");
        assertThat(cut.retryable()).isTrue();
        assertThat(cut.errorType()).isEqualTo("incomplete_stream");
        DecodeException decode = new DecodeException("m", null, "body", MODEL, null);
        assertThat(decode.retryable()).isFalse();
        assertThat(decode.errorType()).isEqualTo("decode_error");
        assertThat(decode.body()).isEqualTo("body");
        assertThat(new ConfigurationException("m").retryable()).isFalse();
        assertThat(new InvalidRequestException("m").errorType()).isEqualTo("dev.weir.InvalidRequestException");
    }
}
