package dev.weir.examples.conformance;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.local.ReceivedRequest;
import dev.weir.tracing.conformance.Exported;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what arrived over OTLP: HTTP with protobuf. */
final class OtlpExport {

    private static final String SCOPE = "dev.weir.tracing";

    private final List<Exported.Span> spans = new ArrayList<>();
    private final Map<String, Exported.Metric> metrics = new LinkedHashMap<>();
    private final List<Exported.Event> events = new ArrayList<>();

    private OtlpExport() {}

    /** Reads all requests in the order in which they came; of metrics, which are cumulative, the last state counts. */
    static Exported of(List<ReceivedRequest> requests) {
        OtlpExport export = new OtlpExport();
        try {
            for (ReceivedRequest request : requests) {
                export.read(request);
            }
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError("What arrived is not OTLP", malformed);
        }
        return new Exported(export.spans, List.copyOf(export.metrics.values()), export.events);
    }

    private void read(ReceivedRequest request) throws InvalidProtocolBufferException {
        switch (request.path()) {
            case "/v1/traces" ->
                ExportTraceServiceRequest.parseFrom(request.body()).getResourceSpansList().stream()
                        .flatMap(resource -> resource.getScopeSpansList().stream())
                        .filter(scope -> scope.getScope().getName().equals(SCOPE))
                        .flatMap(scope -> scope.getSpansList().stream())
                        .forEach(span -> spans.add(span(span)));
            case "/v1/metrics" ->
                ExportMetricsServiceRequest.parseFrom(request.body()).getResourceMetricsList().stream()
                        .flatMap(resource -> resource.getScopeMetricsList().stream())
                        .filter(scope -> scope.getScope().getName().equals(SCOPE))
                        .flatMap(scope -> scope.getMetricsList().stream())
                        .forEach(metric -> metrics.put(metric.getName(), metric(metric)));
            case "/v1/logs" ->
                ExportLogsServiceRequest.parseFrom(request.body()).getResourceLogsList().stream()
                        .flatMap(resource -> resource.getScopeLogsList().stream())
                        .filter(scope -> scope.getScope().getName().equals(SCOPE))
                        .flatMap(scope -> scope.getLogRecordsList().stream())
                        .forEach(log -> events.add(new Exported.Event(
                                log.getEventName(),
                                log.getSeverityNumberValue(),
                                attributes(log.getAttributesList()))));
            default -> throw new AssertionError("OTLP knows no path " + request.path());
        }
    }

    private static Exported.Span span(Span span) {
        return new Exported.Span(
                span.getName(),
                span.getKind().name().replace("SPAN_KIND_", ""),
                span.getStatus().getCode().name().replace("STATUS_CODE_", ""),
                attributes(span.getAttributesList()),
                null,
                (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) * 1e-9,
                span.getEventsList().stream()
                        .map(event -> new Exported.Event(event.getName(), 0, attributes(event.getAttributesList())))
                        .toList());
    }

    private static Exported.Metric metric(Metric metric) {
        Exported.Instrument instrument = metric.hasHistogram()
                ? Exported.Instrument.HISTOGRAM
                : metric.getSum().getIsMonotonic() ? Exported.Instrument.COUNTER : Exported.Instrument.OTHER;
        return new Exported.Metric(
                metric.getName(),
                metric.getUnit(),
                instrument,
                Stream.concat(
                                metric.getHistogram().getDataPointsList().stream()
                                        .map(OtlpExport::histogram),
                                metric.getSum().getDataPointsList().stream().map(OtlpExport::number))
                        .toList());
    }

    private static Exported.Point histogram(HistogramDataPoint point) {
        return new Exported.Point(
                attributes(point.getAttributesList()),
                point.getCount(),
                point.getSum(),
                point.getExplicitBoundsList(),
                null);
    }

    private static Exported.Point number(NumberDataPoint point) {
        boolean whole = point.hasAsInt();
        return new Exported.Point(
                attributes(point.getAttributesList()),
                1,
                whole ? point.getAsInt() : point.getAsDouble(),
                List.of(),
                whole);
    }

    private static Map<String, Object> attributes(List<KeyValue> attributes) {
        Map<String, Object> map = new LinkedHashMap<>();
        attributes.forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
        return map;
    }

    private static @Nullable Object plain(AnyValue value) {
        return switch (value.getValueCase()) {
            case BOOL_VALUE -> value.getBoolValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(OtlpExport::plain)
                        .toList();
            case KVLIST_VALUE -> attributes(value.getKvlistValue().getValuesList());
            case BYTES_VALUE ->
                Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
            case VALUE_NOT_SET -> null;
            default -> value.getStringValue();
        };
    }
}
