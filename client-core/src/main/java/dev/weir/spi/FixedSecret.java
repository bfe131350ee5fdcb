package dev.weir.spi;

import dev.weir.ConfigurationException;
import reactor.core.publisher.Mono;

/** A key that does not change; checked once, because a line break in a header fails obscurely. */
final class FixedSecret implements Secret {

    private final Mono<String> value;

    FixedSecret(String text, String where) {
        String trimmed = text.trim();
        boolean clean = !trimmed.isEmpty() && trimmed.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        value = clean
                ? Mono.just(trimmed)
                : Mono.error(() -> new ConfigurationException(
                        where + " is empty or holds spaces, line breaks or non-ASCII characters; paste the bare key"));
    }

    @Override
    public Mono<String> value() {
        return value;
    }

    @Override
    public String toString() {
        return "Secret[***]";
    }
}
