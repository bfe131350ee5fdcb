package dev.weir.bedrock;

import dev.weir.RateLimits;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;
import org.jspecify.annotations.Nullable;

/** Request id {@code x-amzn-requestid}; Bedrock tells no rate limits. */
final class BedrockHeaders implements ResponseHeaders {

    static final BedrockHeaders INSTANCE = new BedrockHeaders();

    private BedrockHeaders() {}

    @Override
    public @Nullable String requestId(Headers headers) {
        return headers.get("x-amzn-requestid");
    }

    @Override
    public RateLimits rateLimits(Headers headers) {
        return RateLimits.ABSENT;
    }
}
