package dev.weir.tracing;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.Loggers;

/** Where the exception that ended an operation is recorded, by the switch all OpenTelemetry instrumentations share. */
enum ExceptionSignal {
    /** As a span event; the default. */
    SPAN,
    /** As a log record. */
    LOGS,
    /** As both. */
    LOGS_DUP;

    private static final String PROPERTY = "otel.semconv.exception.signal.preview";
    private static final String VARIABLE = "OTEL_SEMCONV_EXCEPTION_SIGNAL_PREVIEW";

    boolean onSpan() {
        return this != LOGS;
    }

    boolean onLog() {
        return this != SPAN;
    }

    /** Returns what {@value #PROPERTY} says: {@code logs} or {@code logs/dup}. Anything else is logged and ignored. */
    static ExceptionSignal fromEnvironment(
            Function<String, @Nullable String> properties, Function<String, @Nullable String> variables) {
        String asked = Semconv.setting(properties, variables, PROPERTY, VARIABLE);
        if (asked == null) {
            return SPAN;
        }
        switch (asked.toLowerCase(Locale.ROOT)) {
            case "logs":
                return LOGS;
            case "logs/dup":
                return LOGS_DUP;
            default:
                Loggers.getLogger(Tracing.class)
                        .warn("{} is \"{}\"; known are logs and logs/dup. Using span events", PROPERTY, asked);
                return SPAN;
        }
    }
}
