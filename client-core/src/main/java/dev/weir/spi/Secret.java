package dev.weir.spi;

import dev.weir.ConfigurationException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A source of a key or token, asked for every request, so that it may rotate. {@code toString} never shows the value.
 */
@FunctionalInterface
public interface Secret {

    /** Emits the present value, or fails with a {@link ConfigurationException} that says where it was expected. */
    Mono<String> value();

    /** Returns a fixed value. */
    static Secret of(String value) {
        Objects.requireNonNull(value, "value");
        return new FixedSecret(value, "The API key");
    }

    /** Returns the value of a variable; if it is not set, the error names it and {@code provider}. */
    static Secret environment(Environment environment, String variable, String provider) {
        @Nullable String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            return () -> Mono.error(() -> new ConfigurationException("No API key for " + provider
                    + ": set the environment variable " + variable + ", or give the provider a key in code"));
        }
        return new FixedSecret(value, "The variable " + variable);
    }
}
