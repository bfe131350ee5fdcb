package dev.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.RateLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

    private static Headers headers(String... namesAndValues) {
        Map<String, String> map = new java.util.TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Headers.of(map);
    }

    @Test
    void namesAreComparedWithoutRegardToCase() {
        Headers headers = headers("X-Request-ID", "1");
        assertThat(headers.get("x-request-id")).isEqualTo("1");
        assertThat(headers.get("X-REQUEST-id")).isEqualTo("1");
        assertThat(headers.get("x-request")).isNull();
        assertThat(headers.toMap()).containsExactly(Map.entry("x-request-id", "1"));
    }

    @ParameterizedTest
    @CsvSource({"text/event-stream,text/event-stream", "'Text/HTML; charset=utf-8',text/html", "' a/b ;x',a/b", "'',''"
    })
    void theContentTypeIsBare(String value, String type) {
        assertThat(headers("Content-Type", value).contentType()).isEqualTo(type);
        assertThat(Headers.NONE.contentType()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "15,15", "007,7", "999999999999999999,999999999999999999"})
    void wholeNumbersAreRead(String text, long value) {
        assertThat(ResponseHeaders.number(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "+1", "1.0", "1 ", "abc", "9999999999999999999", "1e3", "\u0661"})
    void junkIsNoNumber(String text) {
        assertThat(ResponseHeaders.number(text)).isNull();
        assertThat(ResponseHeaders.number(null)).isNull();
    }

    @Test
    void rateLimitsAreReadWhereTheyArePresent() {
        RateLimits limits = ResponseHeaders.STANDARD.rateLimits(headers(
                "x-ratelimit-limit-requests", "60",
                "x-ratelimit-remaining-requests", "junk",
                "x-ratelimit-reset-requests", "1s",
                "x-ratelimit-remaining-tokens", "149984"));
        assertThat(limits).isEqualTo(new RateLimits(60L, null, Duration.ofSeconds(1), null, 149_984L, null));
        assertThat(ResponseHeaders.STANDARD.rateLimits(Headers.NONE)).isSameAs(RateLimits.ABSENT);
    }

    @Test
    void theRequestIdHasTwoNames() {
        assertThat(ResponseHeaders.STANDARD.requestId(headers("X-Request-Id", "a", "Request-Id", "b")))
                .isEqualTo("a");
        assertThat(ResponseHeaders.STANDARD.requestId(headers("Request-Id", "b")))
                .isEqualTo("b");
        assertThat(ResponseHeaders.STANDARD.requestId(Headers.NONE)).isNull();
    }

    @Test
    void shouldRetryIsAClearYesOrNoOrNothing() {
        assertThat(ResponseHeaders.shouldRetry(headers("x-should-retry", "true")))
                .isTrue();
        assertThat(ResponseHeaders.shouldRetry(headers("x-should-retry", "FALSE")))
                .isFalse();
        assertThat(ResponseHeaders.shouldRetry(headers("x-should-retry", "maybe")))
                .isNull();
        assertThat(ResponseHeaders.shouldRetry(Headers.NONE)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'[DONE]',true",
        "'  [DONE] ',true",
        "'[DONE',false",
        "'[DONE]x',false",
        "'',false",
        "'  ',false",
        "'x[DONE]',false"
    })
    void aFrameIsComparedWithoutTheSpaceAroundIt(String data, boolean same) {
        byte[] bytes = ("##" + data + "##").getBytes(StandardCharsets.UTF_8);
        Frame frame = new Frame().set("t", bytes, 2, bytes.length - 4);
        assertThat(frame.dataIs("[DONE]")).isEqualTo(same);
        assertThat(frame.text()).isEqualTo(data);
        assertThat(frame.type()).isEqualTo("t");
    }

    @Test
    void aReusedFrameForgetsThatItWasAnException() {
        Frame frame = new Frame().set("a", new byte[0], 0, 0).asException();
        assertThat(frame.isException()).isTrue();
        assertThat(frame.set(null, new byte[0], 0, 0).isException()).isFalse();
    }
}
