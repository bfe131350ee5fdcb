package dev.weir.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.ResponseHeaders;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What Cohere's errors mean: by <a href="https://docs.cohere.com/reference/errors">status</a>, there are no types. */
final class CohereErrors {

    private static final int MAX_TEXT = 500;

    private CohereErrors() {}

    static ApiError read(int status, Headers headers, byte[] body) {
        ApiError error = ApiError.ofStatus(status)
                .kind(kind(status))
                .requestId(CohereHeaders.INSTANCE.requestId(headers))
                .retryAfter(retryAfter(headers, Instant.now()));
        if (status == 501) {
            error = error.retryable(false);
        }
        return withBody(error, body);
    }

    /** Returns the error that a stream or a 200 answer reports. */
    static ApiError inside(@Nullable String message) {
        return ApiError.ofStatus(200).message(message);
    }

    private static ApiError.Kind kind(int status) {
        return switch (status) {
            case 498 -> ApiError.Kind.AUTHENTICATION;
            case 499 -> ApiError.Kind.BAD_REQUEST;
            default -> ApiError.Kind.ofStatus(status);
        };
    }

    /** {@code retry-after}, else {@code x-ratelimit-reset}, which is a moment in seconds since 1970. */
    static @Nullable Duration retryAfter(Headers headers, Instant now) {
        Duration wait = ResponseHeaders.retryAfter(headers, now);
        Long reset = wait != null ? null : ResponseHeaders.number(headers.get("x-ratelimit-reset"));
        if (reset == null) {
            return wait;
        }
        Duration until = Duration.between(now, Instant.ofEpochSecond(Math.min(reset, 1L << 40)));
        return until.isNegative() ? Duration.ZERO : until;
    }

    private static ApiError withBody(ApiError error, byte[] body) {
        String text = new String(body, UTF_8).trim();
        try {
            JsonReader reader = JsonReader.of(text);
            reader.beginObject();
            while (reader.nextField()) {
                if (reader.nameIs("message") || (reader.nameIs("data") && error.message() == null)) {
                    error = error.message(reader.stringOrNull());
                } else if (reader.nameIs("id") && error.requestId() == null) {
                    error = error.requestId(reader.stringOrNull());
                } else {
                    reader.skip();
                }
            }
            return error;
        } catch (JsonException notJson) {
            boolean page = text.isEmpty() || text.charAt(0) == '<' || text.charAt(0) == '{';
            return page ? error : error.message(text.substring(0, Math.min(text.length(), MAX_TEXT)));
        }
    }
}
