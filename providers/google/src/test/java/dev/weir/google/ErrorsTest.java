package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.ApiError.Kind;
import dev.weir.spi.Headers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorsTest {

    private static ApiError error(int status, String body) {
        return Wire.codec().error(status, Headers.NONE, Wire.json(body).getBytes(UTF_8));
    }

    private static ApiError detailed(int status, String name, String... details) {
        return error(
                status,
                "{'error':{'code':" + status + ",'message':'m','status':'" + name + "','details':["
                        + String.join(",", details) + "]}}");
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT, BAD_REQUEST, false",
        "400, FAILED_PRECONDITION, BAD_REQUEST, false",
        "401, UNAUTHENTICATED, AUTHENTICATION, false",
        "403, PERMISSION_DENIED, PERMISSION, false",
        "404, NOT_FOUND, NOT_FOUND, false",
        "413, '', BAD_REQUEST, false",
        "429, RESOURCE_EXHAUSTED, RATE_LIMIT, true",
        "499, CANCELLED, SERVER, false",
        "500, INTERNAL, SERVER, true",
        "501, UNIMPLEMENTED, SERVER, false",
        "503, UNAVAILABLE, OVERLOADED, true",
        "504, DEADLINE_EXCEEDED, SERVER, true",
        "418, NOT_YET_INVENTED, BAD_REQUEST, false"
    })
    void mapsEveryStatus(int status, String name, Kind kind, boolean retryable) {
        ApiError error = detailed(status, name);
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.retryable()).isEqualTo(retryable);
        assertThat(error.type()).isEqualTo(name.isEmpty() ? null : name);
        assertThat(error.code()).isEqualTo(Integer.toString(status));
        assertThat(error.message()).isEqualTo("m");
        assertThat(error.status()).isEqualTo(status);
    }

    @Test
    void knowsAWrongKeyFromAWrongRequest() {
        ApiError error = detailed(
                400,
                "INVALID_ARGUMENT",
                "{'@type':'type.googleapis.com/google.rpc.ErrorInfo','reason':'API_KEY_INVALID','domain':'googleapis.com'}",
                "{'@type':'type.googleapis.com/google.rpc.LocalizedMessage','locale':'en-US','message':'x'}");
        assertThat(error.kind()).isEqualTo(Kind.AUTHENTICATION);
    }

    @ParameterizedTest
    @CsvSource({"34.4s, 34400", "0s, 0", "1s, 1000", "0.000001s, 0", "junk,", "-3s,"})
    void readsTheRetryDelay(String delay, @Nullable Long millis) {
        ApiError error = detailed(
                429,
                "RESOURCE_EXHAUSTED",
                "{'@type':'type.googleapis.com/google.rpc.Help','links':[]}",
                "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'" + delay + "'}");
        Duration wait = error.retryAfter();
        assertThat(wait == null ? null : wait.toMillis()).isEqualTo(millis);
        assertThat(error.retryable()).isTrue();
    }

    @Test
    void fallsBackToTheRetryAfterHeader() {
        Headers headers = Headers.of(Map.of("retry-after", "7"));
        byte[] body = Wire.json("{'error':{'code':429,'status':'RESOURCE_EXHAUSTED','details':[]}}")
                .getBytes(UTF_8);
        assertThat(Wire.codec().error(429, headers, body).retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(Wire.codec().error(429, Headers.NONE, body).retryAfter()).isNull();
    }

    @Test
    void doesNotRetryADailyQuota() {
        String quota = "{'@type':'type.googleapis.com/google.rpc.QuotaFailure','violations':[{'quotaId':"
                + "'GenerateRequestsPer%sPerProjectPerModel-FreeTier'}]}";
        assertThat(detailed(429, "RESOURCE_EXHAUSTED", quota.formatted("Day")).retryable())
                .isFalse();
        assertThat(detailed(429, "RESOURCE_EXHAUSTED", quota.formatted("Minute"))
                        .retryable())
                .isTrue();
    }

    @Test
    void knowsAPromptThatIsTooLong() {
        ApiError error = error(
                400,
                "{'error':{'code':400,'message':'The input token count (1200000) exceeds the maximum number of tokens "
                        + "allowed (1048576).','status':'INVALID_ARGUMENT'}}");
        assertThat(error.kind()).isEqualTo(Kind.CONTEXT_LENGTH);
    }

    @Test
    void namesTheBlamedField() {
        ApiError error = detailed(
                400,
                "INVALID_ARGUMENT",
                "{'@type':'type.googleapis.com/google.rpc.BadRequest','fieldViolations':[{'field':'contents[0]'}]}");
        assertThat(error.param()).isEqualTo("contents[0]");
    }

    @Test
    void readsErrorsWrappedInAList() {
        assertThat(error(503, "[{'error':{'code':503,'message':'m','status':'UNAVAILABLE'}}]")
                        .kind())
                .isEqualTo(Kind.OVERLOADED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>502 Bad Gateway</body></html>",
                "",
                "null",
                "[]",
                "[1]",
                "7",
                "{",
                "{'error':null}",
                "{'error':{'details':[1,{'@type':7},{'@type':'x.RetryInfo'},{'@type':'x.QuotaFailure','violations':[1]}]}}"
            })
    void survivesEveryBody(String body) {
        ApiError error = error(502, body);
        assertThat(error.kind()).isEqualTo(Kind.SERVER);
        assertThat(error.status()).isEqualTo(502);
        assertThat(error.message()).isNull();
        assertThat(error.body()).isEqualTo(Wire.json(body));
    }

    @Test
    void takesATextForAnError() {
        assertThat(error(403, "{'error':'blocked by gateway'}").message()).isEqualTo("blocked by gateway");
    }
}
