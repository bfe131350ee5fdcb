package dev.weir.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.Loggers;

/** Which kinds of telemetry are recorded. */
final class Signals {

    private Signals() {}

    /** Returns what the property or the variable says, true if neither does; an unknown word is logged and ignored. */
    static boolean fromEnvironment(
            String signal,
            Function<String, @Nullable String> properties,
            Function<String, @Nullable String> variables) {
        String property = "weir.telemetry." + signal;
        String asked = properties.apply(property);
        if (asked == null || asked.isBlank()) {
            asked = variables.apply("WEIR_TELEMETRY_" + signal.toUpperCase(java.util.Locale.ROOT));
        }
        if (asked == null || asked.isBlank() || asked.trim().equalsIgnoreCase("true")) {
            return true;
        }
        if (!asked.trim().equalsIgnoreCase("false")) {
            Loggers.getLogger(Tracing.class)
                    .warn("{} is \"{}\"; known are true and false. Using true", property, asked);
            return true;
        }
        return false;
    }

    /** Returns an OpenTelemetry that records less; spans that are not recorded hand their parent on. */
    static OpenTelemetry only(OpenTelemetry all, boolean spans, boolean metrics) {
        return spans && metrics ? all : new Fewer(all, spans, metrics);
    }

    private record Fewer(OpenTelemetry all, boolean spans, boolean metrics) implements OpenTelemetry {

        @Override
        public TracerProvider getTracerProvider() {
            return spans ? all.getTracerProvider() : TracerProvider.noop();
        }

        @Override
        public MeterProvider getMeterProvider() {
            return metrics ? all.getMeterProvider() : MeterProvider.noop();
        }

        @Override
        public LoggerProvider getLogsBridge() {
            return all.getLogsBridge();
        }

        @Override
        public ContextPropagators getPropagators() {
            return all.getPropagators();
        }
    }
}
