package dev.weir.tracing.conformance;

import dev.weir.tracing.Semconv;

/**
 * Applies the rules of the public conformance checker to what was exported, and a few that it cannot: metrics agree with
 * spans, attributes that decide about sampling come first, known parts of content have their own form.
 *
 * <p>Each generation is checked with what {@link Registry#of(Semconv)} reads, 1.36 by translation into 1.41.
 */
public final class Checker {

    private final Semconv semconv;
    private final Registry registry;
    private final ContentSchemas schemas = ContentSchemas.of(Registry.ADDED);
    private final double tolerance;

    private Checker(Semconv semconv, double tolerance) {
        this.semconv = semconv;
        this.tolerance = tolerance;
        this.registry = Registry.of(semconv);
    }

    /** Returns a checker for which durations of spans and metrics agree within a millisecond. */
    public static Checker of(Semconv semconv) {
        return new Checker(semconv, 1e-3);
    }

    /** Sets by how many seconds durations may differ: two clocks of a busy machine are read one after the other. */
    public Checker tolerance(double seconds) {
        return new Checker(semconv, seconds);
    }

    /** Returns the conventions that are checked. */
    public Registry registry() {
        return registry;
    }

    /** Checks everything. */
    public Report check(Exported exported) {
        Findings findings = new Findings();
        Exported read = semconv == Semconv.V1_36 ? new Generation136(findings).translate(exported) : exported;
        Values values = new Values(registry, schemas, findings);
        SpanRules spans = new SpanRules(registry, values, findings);
        MetricRules metrics = new MetricRules(registry, values, findings);
        EventRules events = new EventRules(registry, values, findings);
        read.spans().forEach(spans::check);
        read.metrics().forEach(metrics::check);
        read.events().forEach(events::check);
        new Agreement(semconv, registry, findings, tolerance).check(read);
        if (semconv == Semconv.DUP) {
            new SideBySide(findings).check(read);
        }
        return new Report(findings.all(), new Coverage(registry, read.spans()));
    }
}
