package dev.weir.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.LlmException;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;

/** What becomes of an answer of status 300 and up. */
final class ErrorBodies {

    /** How much of such a body is read. */
    static final int LIMIT = 1 << 20;

    /** Reads an error document; a codec's method. */
    interface Decoder {
        ApiError error(int status, Headers headers, byte[] body);
    }

    private ErrorBodies() {}

    static LlmException failure(
            int status,
            byte[] body,
            HttpCall call,
            Headers headers,
            Decoder decoder,
            ResponseHeaders reader,
            Secrets secrets) {
        ApiError said;
        try {
            said = decoder.error(status, headers, body);
        } catch (RuntimeException broken) {
            said = ApiError.ofStatus(status);
        }
        if (said.body() == null && body.length > 0) {
            said = said.body(new String(body, 0, Math.min(body.length, Failures.BODY_LIMIT), UTF_8));
        }
        if (status < 400) {
            said = Failures.redirect(said, call, headers);
        }
        return Failures.api(said, call, headers, reader, secrets, null);
    }
}
