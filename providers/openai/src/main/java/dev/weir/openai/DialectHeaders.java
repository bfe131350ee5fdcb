package dev.weir.openai;

import dev.weir.RateLimits;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads request id and rate limits, whose header names differ by brand. */
final class DialectHeaders implements ResponseHeaders {

    private final List<String> requestIds;

    DialectHeaders(Dialect dialect) {
        requestIds = dialect.requestIdHeaders();
    }

    @Override
    public @Nullable String requestId(Headers headers) {
        for (String name : requestIds) {
            String id = headers.get(name);
            if (id != null && !id.isBlank()) {
                return id;
            }
        }
        return STANDARD.requestId(headers);
    }

    /** OpenAI's names, else those of Mistral (per window) and Together (no suffix). */
    @Override
    public RateLimits rateLimits(Headers headers) {
        RateLimits limits = new RateLimits(
                number(headers, "x-ratelimit-limit-requests", "x-ratelimit-limit-req-", "x-ratelimit-limit"),
                number(
                        headers,
                        "x-ratelimit-remaining-requests",
                        "x-ratelimit-remaining-req-",
                        "x-ratelimit-remaining"),
                duration(headers, "x-ratelimit-reset-requests", "x-ratelimit-reset"),
                number(headers, "x-ratelimit-limit-tokens", "x-ratelimit-limit-tokens-", ""),
                number(headers, "x-ratelimit-remaining-tokens", "x-ratelimit-remaining-tokens-", ""),
                duration(headers, "x-ratelimit-reset-tokens", ""));
        return limits.equals(RateLimits.ABSENT) ? RateLimits.ABSENT : limits;
    }

    private static @Nullable Long number(Headers headers, String standard, String windowed, String plain) {
        Long value = ResponseHeaders.number(headers.get(standard));
        for (String window : List.of("minute", "10-second", "second")) {
            value = value == null ? ResponseHeaders.number(headers.get(windowed + window)) : value;
        }
        return value == null && !plain.isEmpty() ? ResponseHeaders.number(headers.get(plain)) : value;
    }

    private static @Nullable Duration duration(Headers headers, String standard, String plain) {
        Duration value = ResponseHeaders.duration(headers.get(standard));
        return value == null && !plain.isEmpty() ? ResponseHeaders.duration(headers.get(plain)) : value;
    }
}
