package dev.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadersTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "6m0s, PT6M",
        "12ms, PT0.012S",
        "1h2m3.5s, PT1H2M3.5S",
        "90, PT1M30S",
        "0.25, PT0.25S",
        " 7s , PT7S",
        "15us, PT0.000015S",
        "15µs, PT0.000015S",
        "20ns, PT0.00000002S",
        "0s, PT0S"
    })
    void durationsAreReadInSecondsAndInGosNotation(String text, Duration duration) {
        assertThat(ResponseHeaders.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "s", "5x", "5 s", "1m-2s", "-1s", "1.s", ".5s", "1e3", "1234567890", "6m0", "m6", "٣s"})
    void junkIsNoDuration(String text) {
        assertThat(ResponseHeaders.duration(text)).isNull();
    }

    @Test
    void retryAfterPrefersMillisecondsAndUnderstandsDates() {
        assertThat(retryAfter("retry-after-ms", "1500", "retry-after", "9")).isEqualTo(Duration.ofMillis(1500));
        assertThat(retryAfter("retry-after-ms", "soon", "retry-after", "9")).isEqualTo(Duration.ofSeconds(9));
        assertThat(retryAfter("retry-after", "1.5")).isEqualTo(Duration.ofMillis(1500));
        assertThat(retryAfter("retry-after", "Thu, 01 Jan 2026 00:00:20 GMT")).isEqualTo(Duration.ofSeconds(20));
        assertThat(retryAfter("retry-after", "Wed, 31 Dec 2025 00:00:00 GMT")).isEqualTo(Duration.ZERO);
        assertThat(retryAfter("retry-after", "6m0s")).isNull();
        assertThat(retryAfter()).isNull();
    }

    private static @Nullable Duration retryAfter(String... namesAndValues) {
        Map<String, String> headers = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return ResponseHeaders.retryAfter(Headers.of(headers), NOW);
    }
}
