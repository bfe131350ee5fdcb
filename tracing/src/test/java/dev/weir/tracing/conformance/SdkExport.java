package dev.weir.tracing.conformance;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what an SDK exports. */
final class SdkExport {

    private SdkExport() {}

    static Exported of(
            Collection<SpanData> spans,
            Collection<MetricData> metrics,
            Collection<LogRecordData> logs,
            Map<String, Set<String>> atStart) {
        return new Exported(
                spans.stream()
                        .map(span -> span(span, atStart.get(span.getSpanId())))
                        .toList(),
                metrics.stream()
                        .filter(metric -> !metric.getName().startsWith("otel.sdk."))
                        .map(SdkExport::metric)
                        .toList(),
                logs.stream()
                        .map(log -> new Exported.Event(
                                String.valueOf(log.getEventName()),
                                log.getSeverity().getSeverityNumber(),
                                attributes(log.getAttributes())))
                        .toList());
    }

    private static Exported.Span span(SpanData span, Set<String> atStart) {
        return new Exported.Span(
                span.getName(),
                span.getKind().name(),
                span.getStatus().getStatusCode().name(),
                attributes(span.getAttributes()),
                atStart,
                (span.getEndEpochNanos() - span.getStartEpochNanos()) * 1e-9,
                span.getEvents().stream()
                        .map(event -> new Exported.Event(event.getName(), 0, attributes(event.getAttributes())))
                        .toList());
    }

    private static Exported.Metric metric(MetricData metric) {
        Exported.Instrument instrument = metric.getType() == MetricDataType.HISTOGRAM
                ? Exported.Instrument.HISTOGRAM
                : isCounter(metric) ? Exported.Instrument.COUNTER : Exported.Instrument.OTHER;
        return new Exported.Metric(
                metric.getName(),
                metric.getUnit(),
                instrument,
                metric.getData().getPoints().stream().map(SdkExport::point).toList());
    }

    private static boolean isCounter(MetricData metric) {
        return (metric.getType() == MetricDataType.LONG_SUM
                        && metric.getLongSumData().isMonotonic())
                || (metric.getType() == MetricDataType.DOUBLE_SUM
                        && metric.getDoubleSumData().isMonotonic());
    }

    private static Exported.Point point(PointData point) {
        Map<String, Object> attributes = attributes(point.getAttributes());
        if (point instanceof HistogramPointData histogram) {
            // A histogram's export does not tell whether the records were whole numbers.
            return new Exported.Point(
                    attributes, histogram.getCount(), histogram.getSum(), histogram.getBoundaries(), null);
        }
        if (point instanceof LongPointData number) {
            return new Exported.Point(attributes, 1, number.getValue(), List.of(), true);
        }
        double value = point instanceof DoublePointData number ? number.getValue() : Double.NaN;
        return new Exported.Point(attributes, 1, value, List.of(), false);
    }

    private static Map<String, Object> attributes(Attributes attributes) {
        Map<String, Object> map = new LinkedHashMap<>();
        attributes.forEach((key, value) -> map.put(key.getKey(), value instanceof Value<?> any ? plain(any) : value));
        return map;
    }

    /** Returns a structured value as lists and maps, by the SDK's types rather than by our own conversion. */
    static @Nullable Object plain(Value<?> value) {
        Object inner = value.getValue();
        return switch (value.getType()) {
            case ARRAY ->
                ((List<?>) inner)
                        .stream().map(element -> plain((Value<?>) element)).toList();
            case KEY_VALUE_LIST -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (Object entry : (List<?>) inner) {
                    map.put(((KeyValue) entry).getKey(), plain(((KeyValue) entry).getValue()));
                }
                yield map;
            }
            case BYTES -> {
                ByteBuffer buffer = ((ByteBuffer) inner).duplicate();
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                yield Base64.getEncoder().encodeToString(bytes);
            }
            case EMPTY -> null;
            default -> inner;
        };
    }
}
