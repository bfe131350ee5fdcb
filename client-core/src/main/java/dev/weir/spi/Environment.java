package dev.weir.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where providers look up variables such as {@code OPENAI_API_KEY}. */
@FunctionalInterface
public interface Environment {

    /** The process environment. */
    Environment SYSTEM = System::getenv;

    /** Returns the value of the variable, null if it is not set. */
    @Nullable
    String get(String variable);

    /** Returns the value of the variable, {@code fallback} if it is not set or blank. */
    default String getOr(String variable, String fallback) {
        String value = get(variable);
        return value == null || value.isBlank() ? fallback : value.trim();
    }

    /** Returns whether the variable is set and not blank. */
    default boolean isSet(String variable) {
        return !getOr(variable, "").isEmpty();
    }

    /** Returns an environment of exactly these variables, for tests. */
    static Environment of(Map<String, String> variables) {
        return Map.copyOf(variables)::get;
    }
}
