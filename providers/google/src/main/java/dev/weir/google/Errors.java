package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.ApiError.Kind;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.ResponseHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Google's errors, a {@code google.rpc.Status} with
 * <a href="https://cloud.google.com/apis/design/errors#error_details">details</a>, as a document or inside an answer.
 */
final class Errors {

    private static final int BODY_LIMIT = 8192;
    private static final int STATUS_OK = 200;

    private Errors() {}

    /** Returns what an answer of that status says; never fails. */
    static ApiError of(int status, Headers headers, byte[] body) {
        ApiError error = ApiError.ofStatus(status).body(new String(body, 0, Math.min(body.length, BODY_LIMIT), UTF_8));
        try {
            error = read(error, status, JsonReader.of(body).any());
        } catch (JsonException notJson) {
            // a web page of a proxy, say; status and body are all there is
        }
        return error.retryAfter() != null
                ? error
                : error.retryAfter(ResponseHeaders.retryAfter(headers, Instant.now()));
    }

    /** Returns what an error inside a 200 answer says. */
    static ApiError inStream(String errorObject) {
        ApiError error = ApiError.ofStatus(STATUS_OK).body(cut(errorObject));
        Object value = JsonReader.of(errorObject).any();
        int code = value instanceof Map<?, ?> map && map.get("code") instanceof Long known ? known.intValue() : 500;
        return status(error, code, value instanceof Map<?, ?> map ? map : Map.of());
    }

    /** Returns why a {@code promptFeedback} says that the prompt was blocked, null if it was not. */
    static @Nullable String blockReason(String promptFeedback) {
        JsonReader reader = JsonReader.of(promptFeedback);
        String reason = null;
        if (reader.isObject()) {
            reader.beginObject();
            while (reader.nextField()) {
                if (reader.nameIs("blockReason")) {
                    reason = reader.stringOrNull();
                } else {
                    reader.skip();
                }
            }
        }
        return reason;
    }

    private static String cut(String text) {
        return text.length() <= BODY_LIMIT ? text : text.substring(0, BODY_LIMIT);
    }

    private static ApiError read(ApiError error, int httpStatus, @Nullable Object document) {
        Object first = document instanceof List<?> list && !list.isEmpty() ? list.get(0) : document;
        if (!(first instanceof Map<?, ?> map)) {
            return error;
        }
        Object found = map.get("error");
        if (found instanceof String message) {
            return error.message(message);
        }
        return found instanceof Map<?, ?> status ? status(error, httpStatus, status) : error;
    }

    private static ApiError status(ApiError error, int httpStatus, Map<?, ?> status) {
        String name = text(status.get("status"));
        String message = text(status.get("message"));
        Object code = status.get("code");
        ApiError read = error.type(name)
                .message(message)
                .code(code == null ? null : code.toString())
                .kind(kind(name, httpStatus));
        if (name != null && (name.equals("CANCELLED") || name.equals("UNIMPLEMENTED"))) {
            read = read.retryable(false);
        }
        if (message != null && message.contains("token count") && message.contains("exceeds the maximum")) {
            read = read.kind(Kind.CONTEXT_LENGTH);
        }
        if (status.get("details") instanceof List<?> details) {
            for (Object detail : details) {
                read = detail instanceof Map<?, ?> map ? detail(read, map) : read;
            }
        }
        return read;
    }

    private static Kind kind(@Nullable String status, int httpStatus) {
        return switch (status == null ? "" : status) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> Kind.BAD_REQUEST;
            case "UNAUTHENTICATED" -> Kind.AUTHENTICATION;
            case "PERMISSION_DENIED" -> Kind.PERMISSION;
            case "NOT_FOUND" -> Kind.NOT_FOUND;
            case "RESOURCE_EXHAUSTED" -> Kind.RATE_LIMIT;
            case "UNAVAILABLE" -> Kind.OVERLOADED;
            case "INTERNAL", "UNKNOWN", "DEADLINE_EXCEEDED", "CANCELLED", "ABORTED", "DATA_LOSS", "UNIMPLEMENTED" ->
                Kind.SERVER;
            default -> Kind.ofStatus(httpStatus);
        };
    }

    private static ApiError detail(ApiError error, Map<?, ?> detail) {
        String type = text(detail.get("@type"));
        return switch (type == null ? "" : type.substring(type.lastIndexOf('.') + 1)) {
            case "RetryInfo" -> error.retryAfter(delay(detail.get("retryDelay")));
            case "ErrorInfo" -> reason(error, text(detail.get("reason")));
            // A quota of the day does not come back within any wait worth making.
            case "QuotaFailure" ->
                error.kind() == Kind.RATE_LIMIT && holdsDailyQuota(detail) ? error.retryable(false) : error;
            case "BadRequest" -> error.param(field(detail.get("fieldViolations")));
            default -> error;
        };
    }

    /** A wrong key is a 400 INVALID_ARGUMENT like any other but for the reason. */
    private static ApiError reason(ApiError error, @Nullable String reason) {
        return switch (reason == null ? "" : reason) {
            case "API_KEY_INVALID", "API_KEY_EXPIRED" -> error.kind(Kind.AUTHENTICATION);
            case "API_KEY_SERVICE_BLOCKED", "SERVICE_DISABLED" -> error.kind(Kind.PERMISSION);
            case "BILLING_DISABLED" -> error.kind(Kind.QUOTA);
            default -> error;
        };
    }

    private static @Nullable Duration delay(@Nullable Object value) {
        return value instanceof String text ? ResponseHeaders.duration(text) : null;
    }

    private static boolean holdsDailyQuota(Map<?, ?> detail) {
        if (detail.get("violations") instanceof List<?> violations) {
            for (Object violation : violations) {
                if (violation instanceof Map<?, ?> map
                        && map.get("quotaId") instanceof String id
                        && id.contains("PerDay")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable String field(@Nullable Object violations) {
        return violations instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map<?, ?> first
                ? text(first.get("field"))
                : null;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isBlank() ? text : null;
    }
}
