package dev.weir.tracing;

import io.opentelemetry.sdk.trace.SpanProcessor;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What {@link Tracing#configure(UnaryOperator)} sets up besides the standard variables. Every setter returns a copy. */
public final class TracingConfig {

    /** Nothing beyond the standard variables. */
    public static final TracingConfig DEFAULT =
            new TracingConfig(null, Map.of(), List.of(), false, UnaryOperator.identity());

    private final @Nullable PrintStream console;
    private final Map<String, String> properties;
    private final List<SpanProcessor> processors;
    private final boolean global;
    private final UnaryOperator<TracingBuilder> tracing;

    private TracingConfig(
            @Nullable PrintStream console,
            Map<String, String> properties,
            List<SpanProcessor> processors,
            boolean global,
            UnaryOperator<TracingBuilder> tracing) {
        this.console = console;
        this.properties = properties;
        this.processors = processors;
        this.global = global;
        this.tracing = tracing;
    }

    /**
     * Prints every finished trace to the standard error stream; see {@link ConsoleSpanExporter}. Then nothing is sent over
     * OTLP unless a variable names an endpoint or exporter.
     */
    public TracingConfig console() {
        return console(System.err);
    }

    /** Prints every finished trace to that stream, which stays open; see {@link #console()}. */
    public TracingConfig console(PrintStream out) {
        return new TracingConfig(Objects.requireNonNull(out, "out"), properties, processors, global, tracing);
    }

    /** Names this program, {@code service.name}; by default what {@code OTEL_SERVICE_NAME} says. */
    public TracingConfig serviceName(String name) {
        return property("otel.service.name", name);
    }

    /** Sends everything to that OTLP endpoint, by default what {@code OTEL_EXPORTER_OTLP_ENDPOINT} says. */
    public TracingConfig endpoint(String url) {
        return property("otel.exporter.otlp.endpoint", url);
    }

    /** Sets any property of the SDK's autoconfiguration, for example {@code otel.exporter.otlp.protocol}. */
    public TracingConfig property(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new TracingConfig(console, more, processors, global, tracing);
    }

    /** Adds a processor of spans. */
    public TracingConfig spanProcessor(SpanProcessor processor) {
        List<SpanProcessor> more = new ArrayList<>(processors);
        more.add(Objects.requireNonNull(processor, "processor"));
        return new TracingConfig(console, properties, more, global, tracing);
    }

    /** Makes the SDK the global OpenTelemetry as well; fails if there already is one. */
    public TracingConfig global() {
        return new TracingConfig(console, properties, processors, true, tracing);
    }

    /** Changes how calls are recorded. */
    public TracingConfig tracing(UnaryOperator<TracingBuilder> change) {
        UnaryOperator<TracingBuilder> present = tracing;
        Objects.requireNonNull(change, "change");
        return new TracingConfig(
                console, properties, processors, global, builder -> change.apply(present.apply(builder)));
    }

    @Nullable
    PrintStream consoleStream() {
        return console;
    }

    Map<String, String> properties() {
        return properties;
    }

    List<SpanProcessor> processors() {
        return processors;
    }

    boolean isGlobal() {
        return global;
    }

    UnaryOperator<TracingBuilder> tracing() {
        return tracing;
    }

    /** Names what is set; values may hold credentials. */
    @Override
    public String toString() {
        return "TracingConfig[console=" + (console != null) + ", properties=" + properties.keySet() + ", "
                + processors.size() + " processors, global=" + global + "]";
    }
}
