package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.WireException;
import java.time.Instant;
import java.util.Map;

/** Makes errors out of whatever compatible servers and the gateways before them answer. Never fails. */
final class ErrorReader {

    private static final int MAX_BODY = 8192;
    private static final int MAX_PLAIN = 500;

    private ErrorReader() {}

    /** Reads an answer of status 300 and up. */
    static ApiError read(int status, Headers headers, byte[] body, ResponseHeaders reader) {
        ErrorFields fields = parse(body);
        if (fields.message == null && !fields.json) {
            String text = bounded(body, MAX_PLAIN * 4).strip();
            fields.message = text.isEmpty() ? null : text.substring(0, Math.min(MAX_PLAIN, text.length()));
        }
        return base(status, fields, body)
                .kind(ErrorKinds.of(status, fields))
                .requestId(reader.requestId(headers))
                .retryAfter(ResponseHeaders.retryAfter(headers, Instant.now()))
                .retryable(ResponseHeaders.shouldRetry(headers));
    }

    /**
     * Returns what to throw for an error inside a 200 answer.
     *
     * @throws JsonException if it is neither an error nor anything like an answer
     */
    static WireException insideAnswer(byte[] body, ErrorDocument shape) {
        ErrorFields fields = parse(body);
        if (shape == ErrorDocument.NONE) {
            // OpenRouter: the fields of an answer, but all of them null;
            // https://openrouter.ai/docs/api-reference/errors
            if (!fields.looksLikeAnswer && fields.message == null) {
                throw new JsonException("The answer has no \"choices\"");
            }
            fields.message = fields.message == null ? "The answer holds neither choices nor an error" : fields.message;
        }
        return new WireException(base(200, fields, body).kind(ErrorKinds.inside(fields)));
    }

    /**
     * Returns what to throw for a failed response: its body, or the event that says so in any of three forms (the whole
     * response, the fields of the error, or an {@code error} object).
     *
     * @throws JsonException if it is neither an error nor anything like a response
     */
    static WireException insideResponse(byte[] body) {
        ErrorFields fields = new ErrorFields();
        Object document = JsonReader.of(body).any();
        if (document instanceof Map<?, ?> event && event.get("response") instanceof Map<?, ?> response) {
            fields.document(response, 0);
        } else {
            fields.document(document, 0);
            boolean isEvent = document instanceof Map<?, ?> map && "error".equals(map.get("type"));
            if (isEvent && (fields.code != null || "error".equals(fields.type))) {
                fields.type = null; // as in the response object, whose errors have a code and no type
            }
        }
        if (fields.message == null && fields.code == null) {
            if (!fields.looksLikeAnswer) {
                throw new JsonException("The answer has no \"output\"");
            }
            fields.message = "The response failed without saying why";
        }
        return new WireException(base(200, fields, body).kind(ErrorKinds.inside(fields)));
    }

    private static ApiError base(int status, ErrorFields fields, byte[] body) {
        return ApiError.ofStatus(status)
                .type(fields.type)
                .code(fields.code)
                .param(fields.param)
                .message(fields.message == null ? null : KeyMask.mask(fields.message))
                .body(KeyMask.mask(bounded(body, MAX_BODY)));
    }

    private static ErrorFields parse(byte[] body) {
        ErrorFields fields = new ErrorFields();
        try {
            JsonReader json = JsonReader.of(body);
            Object document = json.any();
            json.end();
            fields.json = true;
            fields.document(document, 0);
        } catch (JsonException notJson) {
            fields.json = false;
        }
        return fields;
    }

    private static String bounded(byte[] body, int limit) {
        if (body.length <= limit) {
            return new String(body, UTF_8);
        }
        int end = limit;
        while (end > 0 && (body[end] & 0xc0) == 0x80) {
            end--; // not in the midst of a character
        }
        return new String(body, 0, end, UTF_8);
    }
}
