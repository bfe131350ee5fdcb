package dev.weir.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.ApiError.Kind;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.WireException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Anthropic says about failures, as an HTTP status or inside an answer.
 *
 * @see <a href="https://docs.anthropic.com/en/api/errors">Errors</a>
 */
final class AnthropicErrors {

    private static final int EXCERPT = 8 * 1024;

    private AnthropicErrors() {}

    /** Reads an answer of status 300 and up; bodies of proxies on the way need not be JSON. */
    static ApiError of(int status, Headers headers, byte[] body) {
        ApiError error = read(status, body, 0, body.length);
        String id = headers.get("request-id");
        if (id == null && error.requestId() == null) {
            id = headers.get("x-request-id");
        }
        return error.requestId(id != null ? id : error.requestId())
                .retryAfter(ResponseHeaders.retryAfter(headers, Instant.now()))
                .retryable(ResponseHeaders.shouldRetry(headers));
    }

    /** Returns the exception for an error inside a 200; its type decides what the status would have. */
    static WireException inside(byte[] body, int offset, int length) {
        return new WireException(read(200, body, offset, length));
    }

    private static ApiError read(int status, byte[] body, int offset, int length) {
        String excerpt = new String(body, offset, Math.min(length, EXCERPT), UTF_8);
        ApiError error = ApiError.ofStatus(status).body(excerpt);
        try {
            JsonReader reader = new JsonReader();
            reader.reset(body, offset, length);
            if (reader.isObject()) {
                error = document(error, reader);
            }
        } catch (JsonException notJson) {
            return error;
        }
        return error.kind(kind(status, error.type(), error.message()));
    }

    private static ApiError document(ApiError base, JsonReader reader) {
        ApiError error = base;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("error")) {
                error = reader.isObject() ? detail(error, reader) : error.message(reader.stringOrNull());
            } else if (reader.nameIs("request_id")) {
                error = error.requestId(reader.stringOrNull());
            } else if (reader.nameIs("message")) {
                String message = reader.stringOrNull();
                error = error.message() == null ? error.message(message) : error;
            } else {
                reader.skip();
            }
        }
        return error;
    }

    private static ApiError detail(ApiError base, JsonReader reader) {
        ApiError error = base;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("type")) {
                error = error.type(reader.stringOrNull());
            } else if (reader.nameIs("message")) {
                error = error.message(reader.stringOrNull());
            } else if (reader.nameIs("code")) {
                error = error.code(reader.stringOrNull());
            } else {
                reader.skip();
            }
        }
        return error;
    }

    private static Kind kind(int status, @Nullable String type, @Nullable String message) {
        if (type == null) {
            return Kind.ofStatus(status);
        }
        return switch (type) {
            case "invalid_request_error" -> invalid(status, message);
            case "authentication_error" -> Kind.AUTHENTICATION;
            case "billing_error" -> Kind.QUOTA;
            case "permission_error" -> Kind.PERMISSION;
            case "not_found_error" -> Kind.NOT_FOUND;
            case "request_too_large" -> Kind.BAD_REQUEST;
            case "rate_limit_error" -> Kind.RATE_LIMIT;
            case "overloaded_error" -> Kind.OVERLOADED;
            case "api_error", "timeout_error" -> status >= 500 ? Kind.ofStatus(status) : Kind.SERVER;
            default -> Kind.ofStatus(status);
        };
    }

    /** One type for everything wrong with a request; the cases that callers treat differently differ by their text. */
    private static Kind invalid(int status, @Nullable String message) {
        Kind plain = status < 400 ? Kind.BAD_REQUEST : Kind.ofStatus(status);
        if (message == null || plain != Kind.BAD_REQUEST) {
            return plain;
        }
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("prompt is too long") || text.contains("exceed context limit")) {
            return Kind.CONTEXT_LENGTH;
        }
        if (text.contains("credit balance is too low")) {
            return Kind.QUOTA;
        }
        return text.contains("content filtering policy") ? Kind.CONTENT_FILTER : plain;
    }
}
