package dev.weir.anthropic;

import dev.weir.RateLimits;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * {@code request-id} and {@code anthropic-ratelimit-*}, whose resets are points in time.
 *
 * @see <a href="https://docs.anthropic.com/en/api/rate-limits#response-headers">Response headers</a>
 */
final class AnthropicHeaders implements ResponseHeaders {

    private static final String PREFIX = "anthropic-ratelimit-";

    private final InstantSource clock;

    AnthropicHeaders() {
        this(InstantSource.system());
    }

    AnthropicHeaders(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable String requestId(Headers headers) {
        String id = headers.get("request-id");
        return id != null ? id : headers.get("x-request-id");
    }

    @Override
    public RateLimits rateLimits(Headers headers) {
        // "tokens" is the tightest of the token limits; accounts without it have the input and output ones only.
        String tokens = headers.get(PREFIX + "tokens-limit") != null ? "tokens" : "input-tokens";
        Instant now = now(headers);
        RateLimits limits = new RateLimits(
                number(headers, "requests-limit"),
                number(headers, "requests-remaining"),
                reset(headers, "requests-reset", now),
                number(headers, tokens + "-limit"),
                number(headers, tokens + "-remaining"),
                reset(headers, tokens + "-reset", now));
        return limits.equals(RateLimits.ABSENT) ? RateLimits.ABSENT : limits;
    }

    private static @Nullable Long number(Headers headers, String name) {
        return ResponseHeaders.number(headers.get(PREFIX + name));
    }

    private static @Nullable Duration reset(Headers headers, String name, Instant now) {
        String value = headers.get(PREFIX + name);
        if (value == null) {
            return null;
        }
        try {
            Duration wait =
                    Duration.between(now, OffsetDateTime.parse(value.trim()).toInstant());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException junk) {
            return null;
        }
    }

    /** Prefers the server's clock, by which the resets were written. */
    private Instant now(Headers headers) {
        String date = headers.get("date");
        if (date != null) {
            try {
                return ZonedDateTime.parse(date.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
            } catch (DateTimeParseException junk) {
                // the own clock has to do
            }
        }
        return clock.instant();
    }
}
