package dev.weir.cohere;

import dev.weir.RateLimits;
import dev.weir.Warning;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Request id {@code x-debug-trace-id}; limits of trial keys, in which case a window is a minute or a month; and what
 * {@code x-api-warning} says of models that are about to go.
 */
final class CohereHeaders implements ResponseHeaders {

    static final CohereHeaders INSTANCE = new CohereHeaders();

    private static final String WARNING = "x-api-warning";

    private CohereHeaders() {}

    @Override
    public @Nullable String requestId(Headers headers) {
        String id = headers.get("x-debug-trace-id");
        return id != null ? id : STANDARD.requestId(headers);
    }

    @Override
    public RateLimits rateLimits(Headers headers) {
        Long limit = ResponseHeaders.number(headers.get("x-trial-endpoint-call-limit"));
        Long remaining = ResponseHeaders.number(headers.get("x-trial-endpoint-call-remaining"));
        if (limit == null && remaining == null) {
            return STANDARD.rateLimits(headers);
        }
        return new RateLimits(limit, remaining, null, null, null, null);
    }

    @Override
    public List<Warning> warnings(Headers headers) {
        String text = headers.get(WARNING);
        return text == null || text.isBlank() ? List.of() : List.of(new Warning(WARNING, text.trim()));
    }
}
