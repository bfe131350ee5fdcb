package dev.weir.tracing;

import dev.weir.ConfigurationException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Tracing#configure(UnaryOperator)} sets up besides the standard variables. Every setter returns a copy.
 *
 * <p>Everything is exported in batches by threads of the SDK. A destination that is slow, dead or refuses costs a call
 * nothing: its queue has room for 2048 spans ({@code otel.bsp.max.queue.size}), and what comes when it is full is
 * dropped.
 */
public final class TracingConfig {

    /** Nothing beyond the standard variables. */
    public static final TracingConfig DEFAULT = new TracingConfig(new Draft());

    private static final String HEADERS = "otel.exporter.otlp.headers";
    private static final AttributeKey<String> SERVICE_VERSION = AttributeKey.stringKey("service.version");
    private static final AttributeKey<String> ENVIRONMENT = AttributeKey.stringKey("deployment.environment.name");

    private final @Nullable PrintStream console;
    private final Map<String, String> properties;
    private final Map<String, String> headers;
    private final Set<String> off;
    private final Attributes resource;
    private final List<SpanProcessor> processors;
    private final List<SpanExporter> exporters;
    private final List<OtlpDestination> destinations;
    private final @Nullable Sampler sampler;
    private final boolean global;
    private final UnaryOperator<TracingBuilder> tracing;

    private TracingConfig(Draft draft) {
        this.console = draft.console;
        this.properties = Collections.unmodifiableMap(draft.properties);
        this.headers = Collections.unmodifiableMap(draft.headers);
        this.off = Set.copyOf(draft.off);
        this.resource = draft.resource;
        this.processors = List.copyOf(draft.processors);
        this.exporters = List.copyOf(draft.exporters);
        this.destinations = List.copyOf(draft.destinations);
        this.sampler = draft.sampler;
        this.global = draft.global;
        this.tracing = draft.tracing;
    }

    private TracingConfig change(Consumer<Draft> edit) {
        Draft draft = new Draft(this);
        edit.accept(draft);
        return new TracingConfig(draft);
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
        Objects.requireNonNull(out, "out");
        return change(draft -> draft.console = out);
    }

    /** Names this program, {@code service.name}; by default what {@code OTEL_SERVICE_NAME} says. */
    public TracingConfig serviceName(String name) {
        return property("otel.service.name", name);
    }

    /** Tells the version of this program, {@code service.version}; none by default. */
    public TracingConfig serviceVersion(String version) {
        return resource(SERVICE_VERSION, version);
    }

    /**
     * Tells where this program runs, {@code deployment.environment.name}, for example {@code staging}; none by default.
     */
    public TracingConfig environment(String name) {
        return resource(ENVIRONMENT, name);
    }

    /**
     * Adds an attribute to the resource, beside those of {@code OTEL_RESOURCE_ATTRIBUTES}; of two with one name ours
     * wins.
     */
    public <A> TracingConfig resource(AttributeKey<A> key, A value) {
        Objects.requireNonNull(value, "value");
        return change(draft ->
                draft.resource = draft.resource.toBuilder().put(key, value).build());
    }

    /** Sends everything to that OTLP endpoint, by default what {@code OTEL_EXPORTER_OTLP_ENDPOINT} says. */
    public TracingConfig endpoint(String url) {
        return property("otel.exporter.otlp.endpoint", OtlpDestination.base(url));
    }

    /**
     * Adds a header to everything that is sent to {@link #endpoint}, for example a key. Once one is given, those of
     * {@code OTEL_EXPORTER_OTLP_HEADERS} no longer count.
     */
    public TracingConfig header(String name, String value) {
        OtlpDestination.check(name, value);
        return change(draft -> draft.headers.put(name, value));
    }

    /**
     * Sends spans, metrics and logs to an OTLP endpoint more, HTTP with protobuf; may be called several times. As with
     * {@link #console()} nothing goes to the standard endpoint unless one is named; for spans alone see
     * {@link #exporter(SpanExporter)}.
     *
     * @param endpoint the base URL, to which {@code /v1/traces} and so on are added
     * @param headers sent along, for example a key
     */
    public TracingConfig otlp(String endpoint, Map<String, String> headers) {
        OtlpDestination destination = OtlpDestination.of(endpoint, headers);
        return change(draft -> draft.destinations.add(destination));
    }

    /**
     * Hands the spans in batches to that exporter too, which is closed with the SDK; may be called several times. As
     * with {@link #console()} nothing goes to the standard endpoint unless one is named.
     */
    public TracingConfig exporter(SpanExporter exporter) {
        Objects.requireNonNull(exporter, "exporter");
        return change(draft -> draft.exporters.add(exporter));
    }

    /** Adds a processor of spans. */
    public TracingConfig spanProcessor(SpanProcessor processor) {
        Objects.requireNonNull(processor, "processor");
        return change(draft -> draft.processors.add(processor));
    }

    /** Sets which traces are recorded; by default what {@code OTEL_TRACES_SAMPLER} says, else all whose parent is. */
    public TracingConfig sampler(Sampler which) {
        Objects.requireNonNull(which, "which");
        return change(draft -> draft.sampler = which);
    }

    /** Records that share of the traces that begin here, from 0 to 1; those that come from elsewhere as they say. */
    public TracingConfig sampleRatio(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new ConfigurationException("sampleRatio is " + share + "; it must be between 0 (none) and 1 (all)");
        }
        return sampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)));
    }

    /** Sets whether spans are recorded; see {@link TracingBuilder#spans}. */
    public TracingConfig spans(boolean recorded) {
        return signal("traces", recorded).tracing(builder -> builder.spans(recorded));
    }

    /** Sets whether metrics are recorded; see {@link TracingBuilder#metrics}. */
    public TracingConfig metrics(boolean recorded) {
        return signal("metrics", recorded).tracing(builder -> builder.metrics(recorded));
    }

    /** Sets whether logs, on which events travel, are exported; true by default. */
    public TracingConfig logs(boolean exported) {
        return signal("logs", exported);
    }

    private TracingConfig signal(String name, boolean on) {
        return change(draft -> {
            if (on) {
                draft.off.remove(name);
            } else {
                draft.off.add(name);
            }
        });
    }

    /**
     * Sets how often metrics are exported; by default what {@code OTEL_METRIC_EXPORT_INTERVAL} says, else every minute.
     */
    public TracingConfig metricInterval(Duration interval) {
        if (interval.toMillis() < 1) {
            throw new ConfigurationException("metricInterval is " + interval + "; it must be at least a millisecond");
        }
        return property("otel.metric.export.interval", Long.toString(interval.toMillis()));
    }

    /** Sets any property of the SDK's autoconfiguration, for example {@code otel.exporter.otlp.protocol}. */
    public TracingConfig property(String name, String value) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        return change(draft -> draft.properties.put(name, value));
    }

    /** Makes the SDK the global OpenTelemetry as well; fails if there already is one. */
    public TracingConfig global() {
        return change(draft -> draft.global = true);
    }

    /** Changes how calls are recorded. */
    public TracingConfig tracing(UnaryOperator<TracingBuilder> change) {
        Objects.requireNonNull(change, "change");
        UnaryOperator<TracingBuilder> present = tracing;
        return change(draft -> draft.tracing = builder -> change.apply(present.apply(builder)));
    }

    @Nullable
    PrintStream consoleStream() {
        return console;
    }

    /** Returns what wins over the standard variables. */
    Map<String, String> properties() {
        Map<String, String> all = new LinkedHashMap<>(properties);
        off.forEach(signal -> all.put("otel." + signal + ".exporter", "none"));
        if (!headers.isEmpty()) {
            all.put(
                    HEADERS,
                    headers.entrySet().stream()
                            .map(header -> header.getKey() + "="
                                    + URLEncoder.encode(header.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining(",")));
        }
        return all;
    }

    /** Returns whether a signal, as the standard properties call it, goes anywhere. */
    boolean isOn(String signal) {
        return !off.contains(signal);
    }

    Attributes resource() {
        return resource;
    }

    List<SpanProcessor> processors() {
        return processors;
    }

    List<SpanExporter> exporters() {
        return exporters;
    }

    List<OtlpDestination> destinations() {
        return destinations;
    }

    @Nullable
    Sampler sampler() {
        return sampler;
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
        return "TracingConfig[console=" + (console != null) + ", properties=" + properties.keySet() + ", headers="
                + headers.keySet() + ", destinations=" + destinations + ", " + exporters.size() + " exporters, "
                + processors.size() + " processors, global=" + global + "]";
    }

    private static final class Draft {

        private @Nullable PrintStream console;
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final Set<String> off = new HashSet<>();
        private Attributes resource = Attributes.empty();
        private final List<SpanProcessor> processors = new ArrayList<>();
        private final List<SpanExporter> exporters = new ArrayList<>();
        private final List<OtlpDestination> destinations = new ArrayList<>();
        private @Nullable Sampler sampler;
        private boolean global;
        private UnaryOperator<TracingBuilder> tracing = UnaryOperator.identity();

        Draft() {}

        Draft(TracingConfig from) {
            console = from.console;
            properties.putAll(from.properties);
            headers.putAll(from.headers);
            off.addAll(from.off);
            resource = from.resource;
            processors.addAll(from.processors);
            exporters.addAll(from.exporters);
            destinations.addAll(from.destinations);
            sampler = from.sampler;
            global = from.global;
            tracing = from.tracing;
        }
    }
}
