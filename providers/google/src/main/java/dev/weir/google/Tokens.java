package dev.weir.google;

import dev.weir.ApiError;
import dev.weir.spi.Secret;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Access tokens as they are given out. They live for an hour; when one is refused, sending again is worth a try, for the
 * source is asked again and may have a newer one. A token that is refused again is not worth another. Thread-safe.
 */
final class Tokens implements Secret {

    /** For keys, which do not expire. */
    static final Tokens NONE = new Tokens(Mono::empty);

    private static final int UNAUTHORIZED = 401;

    private final Secret source;
    private final AtomicReference<@Nullable String> refused = new AtomicReference<>();
    private volatile @Nullable String latest;

    Tokens(Secret source) {
        this.source = source;
    }

    @Override
    public Mono<String> value() {
        return source.value().doOnNext(token -> latest = token);
    }

    /** Makes the first refusal of a token retryable. */
    ApiError judge(ApiError error) {
        String token = latest;
        if (error.status() != UNAUTHORIZED || token == null) {
            return error;
        }
        return token.equals(refused.getAndSet(token)) ? error : error.retryable(true);
    }
}
