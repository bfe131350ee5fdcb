package dev.weir;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the provider's headers say about its rate limits; every value is null where the header is missing.
 *
 * @param requestLimit requests allowed per window
 * @param requestsRemaining requests left in the window
 * @param requestsReset time until the request window is fresh
 * @param tokenLimit tokens allowed per window
 * @param tokensRemaining tokens left in the window
 * @param tokensReset time until the token window is fresh
 */
public record RateLimits(
        @Nullable Long requestLimit,
        @Nullable Long requestsRemaining,
        @Nullable Duration requestsReset,
        @Nullable Long tokenLimit,
        @Nullable Long tokensRemaining,
        @Nullable Duration tokensReset) {

    /** Nothing said. */
    public static final RateLimits ABSENT = new RateLimits(null, null, null, null, null, null);
}
