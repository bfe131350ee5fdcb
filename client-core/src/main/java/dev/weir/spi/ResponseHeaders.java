package dev.weir.spi;

import dev.weir.RateLimits;
import dev.weir.Warning;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a provider puts into response headers. Never fails: what cannot be read is absent. */
public interface ResponseHeaders {

    /** {@code x-request-id} or {@code request-id}; {@code x-ratelimit-*-requests} and {@code -tokens}. */
    ResponseHeaders STANDARD = new ResponseHeaders() {
        @Override
        public @Nullable String requestId(Headers headers) {
            String id = headers.get("x-request-id");
            return id != null ? id : headers.get("request-id");
        }

        @Override
        public RateLimits rateLimits(Headers headers) {
            RateLimits limits = new RateLimits(
                    number(headers.get("x-ratelimit-limit-requests")),
                    number(headers.get("x-ratelimit-remaining-requests")),
                    duration(headers.get("x-ratelimit-reset-requests")),
                    number(headers.get("x-ratelimit-limit-tokens")),
                    number(headers.get("x-ratelimit-remaining-tokens")),
                    duration(headers.get("x-ratelimit-reset-tokens")));
            return limits.equals(RateLimits.ABSENT) ? RateLimits.ABSENT : limits;
        }
    };

    /** Returns the provider's id of the exchange, null if there is none. */
    @Nullable
    String requestId(Headers headers);

    /** Returns the rate limits, {@link RateLimits#ABSENT} if there are none. */
    RateLimits rateLimits(Headers headers);

    /** Returns what the provider warns about beside a good answer, a model about to go, say; nothing by default. */
    default List<Warning> warnings(Headers headers) {
        return List.of();
    }

    /** Returns a whole number, null if it is absent or junk. */
    static @Nullable Long number(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 18) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        return Long.valueOf(text);
    }

    /** Returns a duration written as Go does ({@code 6m0s}, {@code 12ms}) or as plain seconds; null if absent or junk. */
    static @Nullable Duration duration(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return Durations.parse(text.trim());
    }

    /** Returns how long to wait by {@code retry-after-ms}, else {@code Retry-After} in seconds or as an HTTP date. */
    static @Nullable Duration retryAfter(Headers headers, Instant now) {
        String millis = headers.get("retry-after-ms");
        Duration wait = millis == null ? null : Durations.of(millis.trim(), 1e6);
        if (wait != null) {
            return wait;
        }
        String value = headers.get("retry-after");
        if (value == null || value.isBlank()) {
            return null;
        }
        wait = Durations.of(value.trim(), 1e9);
        if (wait != null) {
            return wait;
        }
        try {
            Instant date = ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration until = Duration.between(now, date);
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeParseException junk) {
            return null;
        }
    }

    /** Returns what {@code x-should-retry} says, null if it says nothing. */
    static @Nullable Boolean shouldRetry(Headers headers) {
        String value = headers.get("x-should-retry");
        return "true".equalsIgnoreCase(value) ? Boolean.TRUE : "false".equalsIgnoreCase(value) ? Boolean.FALSE : null;
    }
}
