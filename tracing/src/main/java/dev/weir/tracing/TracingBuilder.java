package dev.weir.tracing;

import dev.weir.tracing.cost.CostMeter;
import dev.weir.tracing.cost.PriceTable;
import io.opentelemetry.api.OpenTelemetry;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sets what a {@link Tracing} records: which names, extras, content, cost. Made by {@link Tracing#builder} and given to
 * {@link TracingConfig#tracing}; every default is named at its setter. Not thread-safe.
 */
public final class TracingBuilder {

    private final OpenTelemetry openTelemetry;
    private final TelemetrySdk sdk;
    private @Nullable Semconv semconv;
    private boolean cancelAsError = Settings.DEFAULT.cancelAsError();
    private Predicate<URI> propagateTo = Settings.DEFAULT.propagateTo();
    private @Nullable Boolean spans;
    private @Nullable Boolean metrics;
    private final Set<Extra> extras = EnumSet.noneOf(Extra.class);
    private ContentSettings content = Settings.DEFAULT.content();
    private @Nullable List<AttributeDialect> dialects;
    private CostSettings costs = Settings.DEFAULT.costs();
    private LongSupplier nanoTime = Settings.DEFAULT.nanoTime();
    private Ambient ambient = Settings.DEFAULT.ambient();

    TracingBuilder(OpenTelemetry openTelemetry, TelemetrySdk sdk) {
        this.openTelemetry = openTelemetry;
        this.sdk = sdk;
    }

    /**
     * Sets the generation of names. By default what the property {@code weir.telemetry.semconv}, the variable
     * {@code WEIR_TELEMETRY_SEMCONV} or {@code OTEL_SEMCONV_STABILITY_OPT_IN} say, else {@link Semconv#V1_41}.
     */
    public TracingBuilder semconv(Semconv generation) {
        semconv = Objects.requireNonNull(generation, "generation");
        return this;
    }

    /**
     * Sets whether a call that its subscriber cancels is an error of type {@code cancelled}; false by default, as taking
     * only part of an answer is the subscriber's own decision.
     */
    public TracingBuilder cancelAsError(boolean error) {
        cancelAsError = error;
        return this;
    }

    /**
     * Sets which servers are sent trace headers, as the OpenTelemetry's propagators write them; none by default, as
     * providers have no use for them.
     */
    public TracingBuilder propagateTo(Predicate<URI> servers) {
        propagateTo = Objects.requireNonNull(servers, "servers");
        return this;
    }

    /**
     * Sets whether spans are recorded. By default what the property {@code weir.telemetry.spans} or the variable
     * {@code WEIR_TELEMETRY_SPANS} say, else true. Without, a parent from elsewhere still reaches what is below a call.
     */
    public TracingBuilder spans(boolean recorded) {
        spans = recorded;
        return this;
    }

    /**
     * Sets whether metrics are recorded. By default what the property {@code weir.telemetry.metrics} or the variable
     * {@code WEIR_TELEMETRY_METRICS} say, else true.
     */
    public TracingBuilder metrics(boolean recorded) {
        metrics = recorded;
        return this;
    }

    /** Adds attributes beyond the conventions; none by default. */
    public TracingBuilder extras(Extra... more) {
        extras.addAll(List.of(more));
        return this;
    }

    /**
     * Sets where the content of calls is recorded. By default where the variable
     * {@code OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT} says, else nowhere. A {@link ContentCapture} in the
     * Reactor Context of a call wins.
     */
    public TracingBuilder captureContent(ContentCapture capture) {
        return content(settings -> settings.capture(capture));
    }

    /** Changes how content is recorded: redaction, a hook, limits, media. */
    public TracingBuilder content(UnaryOperator<ContentSettings> change) {
        content = Objects.requireNonNull(change.apply(content), "content");
        return this;
    }

    /**
     * Adds dialects, which write further attributes beside those of the conventions. By default those that the property
     * {@code weir.telemetry.dialects} or the variable {@code WEIR_TELEMETRY_DIALECTS} names, separated by commas
     * ({@code llm}, {@code v1}, {@code openinference}; none if neither is set); these no longer count once this is
     * called, even without dialects.
     *
     * @see Dialects
     */
    public TracingBuilder dialects(AttributeDialect... more) {
        List<AttributeDialect> all = new ArrayList<>(dialects == null ? List.of() : dialects);
        all.addAll(List.of(more));
        dialects = all.stream().distinct().toList();
        return this;
    }

    /**
     * Records what calls cost, on their spans as {@code gen_ai.usage.cost_usd} and into every {@link CostMeter} of the
     * Reactor Context; not recorded by default.
     *
     * @param table what models cost, for example {@link PriceTable#shipped()}
     */
    public TracingBuilder prices(PriceTable table) {
        costs = costs.prices(Objects.requireNonNull(table, "table"));
        return this;
    }

    /** Sets the name of the attribute for the cost; {@code gen_ai.usage.cost_usd} by default. */
    public TracingBuilder costAttribute(String name) {
        costs = costs.attribute(Objects.requireNonNull(name, "name"));
        return this;
    }

    /** Counts tokens and cost by tenant and feature, up to 1,000 of each; see {@link #usageCounters(int)}. */
    public TracingBuilder usageCounters() {
        return usageCounters(CostSettings.DEFAULT_LABEL_VALUES);
    }

    /**
     * Counts tokens as {@code gen_ai.tokens.total} and, with {@link #prices}, US dollars as {@code gen_ai.cost.usd}, by
     * {@code model}, {@code token_type} ({@code input} or {@code output}), {@code tenant_id} and {@code feature} of the
     * {@link Attribution} in the Reactor Context ({@code unknown} if there is none), and {@code outcome} ({@code completed},
     * {@code failed}, {@code timed_out} or {@code cancelled}). Not counted by default.
     *
     * @param maxLabelValues how many different values a label may have; what comes later is counted under {@code _OTHER}
     * @throws IllegalArgumentException if it is not positive
     */
    public TracingBuilder usageCounters(int maxLabelValues) {
        costs = costs.labelValues(maxLabelValues);
        return this;
    }

    /** Changes how {@link Session} and {@link Attribution} travel; see {@link Ambient#DEFAULT}. */
    public TracingBuilder ambient(UnaryOperator<Ambient> change) {
        ambient = Objects.requireNonNull(change.apply(ambient), "ambient");
        return this;
    }

    /** Sets the clock that durations are read from, in nanoseconds. */
    TracingBuilder nanoTime(LongSupplier clock) {
        nanoTime = clock;
        return this;
    }

    /** Returns the tracing. */
    public Tracing build() {
        Semconv generation = semconv != null ? semconv : Semconv.fromEnvironment(System::getProperty, System::getenv);
        List<AttributeDialect> spoken =
                dialects != null ? dialects : Dialects.fromEnvironment(System::getProperty, System::getenv);
        Settings settings = new Settings(
                generation,
                cancelAsError,
                propagateTo,
                Set.copyOf(extras),
                content.orEnvironment(System::getProperty, System::getenv),
                ExceptionSignal.fromEnvironment(System::getProperty, System::getenv),
                spoken,
                costs,
                ambient,
                nanoTime);
        return new Tracing(Signals.only(openTelemetry, isOn("spans", spans), isOn("metrics", metrics)), settings, sdk);
    }

    private static boolean isOn(String signal, @Nullable Boolean set) {
        return set != null ? set : Signals.fromEnvironment(signal, System::getProperty, System::getenv);
    }
}
