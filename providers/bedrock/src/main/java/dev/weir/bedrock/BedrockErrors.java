package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.ResponseHeaders;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html">AWS's exceptions</a>
 * mean. Their names are UpperCamel in headers and lowerCamel in streams.
 */
final class BedrockErrors {

    private static final Set<String> SKEW = Set.of(
            "requesttimetooskewed",
            "requestexpired",
            "requestinthefuture",
            "invalidsignature",
            "signaturedoesnotmatch",
            "authfailure");

    private static final int MAX_TEXT = 500;

    private @Nullable String type;
    private @Nullable String message;
    private @Nullable Long originalStatus;

    private BedrockErrors() {}

    /** Reads an answer of status 300 and up; learns from it how wrong the clock is. */
    static ApiError read(int status, Headers headers, byte[] body, ClockSkew clock) {
        BedrockErrors found = new BedrockErrors();
        found.readBody(body, 0, body.length);
        String header = headers.get("x-amzn-errortype");
        if (header != null) {
            found.type = bare(header);
        }
        ApiError error = found.error(status)
                .requestId(BedrockHeaders.INSTANCE.requestId(headers))
                .retryAfter(ResponseHeaders.retryAfter(headers, Instant.now()));
        boolean skewed = SKEW.contains(simple(found.type)) && clock.learn(headers.get("date"));
        return skewed ? error.retryable(true) : error;
    }

    /** Reads an exception inside a stream that began well. */
    static ApiError inside(@Nullable String name, byte[] bytes, int offset, int length) {
        BedrockErrors found = new BedrockErrors();
        found.readBody(bytes, offset, length);
        found.type = name != null ? name : found.type;
        return found.error(200);
    }

    private ApiError error(int status) {
        ApiError error = ApiError.ofStatus(status)
                .kind(kind(simple(type), status))
                .type(type)
                .message(message);
        return originalStatus == null ? error : error.retryable(originalStatus >= 500);
    }

    private ApiError.Kind kind(String name, int status) {
        return switch (name) {
            case "validation" -> tooLong() ? ApiError.Kind.CONTEXT_LENGTH : ApiError.Kind.BAD_REQUEST;
            case "servicequotaexceeded" -> ApiError.Kind.QUOTA;
            case "accessdenied" -> ApiError.Kind.PERMISSION;
            case "unrecognizedclient",
                    "invalidclienttokenid",
                    "missingauthenticationtoken",
                    "incompletesignature",
                    "expiredtoken",
                    "requesttimetooskewed",
                    "requestexpired",
                    "requestinthefuture",
                    "invalidsignature",
                    "signaturedoesnotmatch",
                    "authfailure" -> ApiError.Kind.AUTHENTICATION;
            case "resourcenotfound" -> ApiError.Kind.NOT_FOUND;
            case "throttling", "throttled", "toomanyrequests", "requestlimitexceeded", "slowdown" ->
                ApiError.Kind.RATE_LIMIT;
            case "modelnotready", "serviceunavailable" -> ApiError.Kind.OVERLOADED;
            case "modeltimeout", "modelerror", "modelstreamerror", "internalserver" -> ApiError.Kind.SERVER;
            default -> ApiError.Kind.ofStatus(status);
        };
    }

    private boolean tooLong() {
        String text = message == null ? "" : message.toLowerCase(Locale.ROOT);
        return text.contains("input is too long")
                || text.contains("prompt is too long")
                || text.contains("too many input tokens")
                || text.contains("maximum context length");
    }

    private void readBody(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, Math.min(length, MAX_TEXT), UTF_8).trim();
        if (text.startsWith("{")) {
            try {
                JsonReader reader = new JsonReader();
                reader.reset(bytes, offset, length);
                readDocument(reader);
            } catch (JsonException notJson) {
                // what was read up to here has to do
            }
        } else if (!text.isEmpty() && !text.startsWith("<") && !text.startsWith("[")) {
            message = text;
        }
    }

    private void readDocument(JsonReader reader) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("message") || reader.nameIs("Message")) {
                message = reader.stringOrNull();
            } else if (reader.nameIs("__type") || reader.nameIs("code") || reader.nameIs("Code")) {
                String code = reader.stringOrNull();
                type = code == null ? null : bare(code);
            } else if (reader.nameIs("originalStatusCode")) {
                originalStatus = reader.longOrNull();
            } else if (reader.nameIs("Output") && reader.isObject()) {
                // The gateway in front answers unknown operations with {"Output":{"__type":...},"Version":"1.0"}.
                readDocument(reader);
            } else {
                reader.skip();
            }
        }
    }

    /** Cuts {@code com.amazon.coral#ValidationException:http://...} down to the name. */
    private static String bare(String code) {
        int colon = code.indexOf(':');
        String name = colon < 0 ? code : code.substring(0, colon);
        return name.substring(name.lastIndexOf('#') + 1).trim();
    }

    private static String simple(@Nullable String name) {
        String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
        return lower.endsWith("exception") ? lower.substring(0, lower.length() - 9) : lower;
    }
}
