package dev.weir.tracing.conformance;

import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was exported, whether read from an SDK's memory or received over the wire. Values of attributes are strings, longs,
 * doubles, booleans, lists and, for structured values, maps.
 */
public record Exported(List<Span> spans, List<Metric> metrics, List<Event> events) {

    /** Reads what an SDK exported; nobody knows what samplers saw. */
    public static Exported of(
            Collection<SpanData> spans, Collection<MetricData> metrics, Collection<LogRecordData> logs) {
        return SdkExport.of(spans, metrics, logs, Map.of());
    }

    /**
     * A span that has ended.
     *
     * @param kind {@code CLIENT}, {@code INTERNAL}, ...
     * @param status {@code UNSET}, {@code OK} or {@code ERROR}
     * @param atStart names of the attributes that samplers saw, null if nobody knows
     */
    public record Span(
            String name,
            String kind,
            String status,
            Map<String, Object> attributes,
            @Nullable Set<String> atStart,
            double seconds,
            List<Event> events) {

        @Nullable
        String text(String attribute) {
            return attributes.get(attribute) instanceof String text ? text : null;
        }

        String operation() {
            String operation = text("gen_ai.operation.name");
            return operation == null ? "" : operation;
        }

        boolean has(String attribute) {
            return attributes.containsKey(attribute);
        }
    }

    /** What a metric is made with. */
    public enum Instrument {
        HISTOGRAM,
        COUNTER,
        OTHER
    }

    /**
     * A metric.
     *
     * @param points one for each set of attributes
     */
    public record Metric(String name, String unit, Instrument instrument, List<Point> points) {}

    /**
     * What a metric says of one set of attributes.
     *
     * @param whole whether whole numbers were recorded, null if the export does not tell
     * @param count how many records a histogram has; 1 for counters
     */
    public record Point(
            Map<String, Object> attributes,
            long count,
            double sum,
            List<Double> boundaries,
            @Nullable Boolean whole) {}

    /**
     * A log record with a name, or an event of a span.
     *
     * @param severity number of the severity, 0 for none
     */
    public record Event(String name, int severity, Map<String, Object> attributes) {}
}
