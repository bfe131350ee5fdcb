package dev.weir.tracing;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.Loggers;

/**
 * Generations of OpenTelemetry's conventions for generative AI. All of them have stability "development": names still
 * change, so the one that is emitted can be chosen.
 */
public enum Semconv {
    /** Names up to v1.36 of the conventions: {@code gen_ai.system} instead of {@code gen_ai.provider.name}. */
    V1_36,
    /** The last released names (v1.37 to v1.41), and what was added later without renaming anything; the default. */
    V1_41,
    /** The unreleased names: {@code gen_ai.client.inference.*} metrics, {@code cache_write}, usage by modality. */
    NEXT,
    /** {@link #V1_41} and {@link #NEXT} side by side, for a time of migration. */
    DUP;

    /**
     * Returns what the environment asks for: the property {@code weir.telemetry.semconv} or variable
     * {@code WEIR_TELEMETRY_SEMCONV} with {@code 1.36}, {@code 1.41}, {@code next} or {@code dup}; else
     * {@code gen_ai_latest_experimental} in OpenTelemetry's {@code OTEL_SEMCONV_STABILITY_OPT_IN}; else {@link #V1_41}. An
     * unknown value is logged and ignored.
     */
    static Semconv fromEnvironment(
            Function<String, @Nullable String> properties, Function<String, @Nullable String> variables) {
        String asked = setting(properties, variables, "weir.telemetry.semconv", "WEIR_TELEMETRY_SEMCONV");
        if (asked != null) {
            switch (asked.toLowerCase(Locale.ROOT)) {
                case "1.36":
                    return V1_36;
                case "1.41":
                    return V1_41;
                case "next":
                    return NEXT;
                case "dup":
                    return DUP;
                default:
                    Loggers.getLogger(Tracing.class)
                            .warn(
                                    "weir.telemetry.semconv is \"{}\"; known are 1.36, 1.41, next and dup. Using 1.41",
                                    asked);
                    return V1_41;
            }
        }
        String optIn = setting(properties, variables, "otel.semconv-stability.opt-in", "OTEL_SEMCONV_STABILITY_OPT_IN");
        return optIn != null
                        && Arrays.stream(optIn.split(",", -1))
                                .map(String::trim)
                                .anyMatch("gen_ai_latest_experimental"::equals)
                ? NEXT
                : V1_41;
    }

    static @Nullable String setting(
            Function<String, @Nullable String> properties,
            Function<String, @Nullable String> variables,
            String property,
            String variable) {
        String value = properties.apply(property);
        if (value == null || value.isBlank()) {
            value = variables.apply(variable);
        }
        return value == null || value.isBlank() ? null : value.trim();
    }
}
