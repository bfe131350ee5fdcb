package dev.weir.peers;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.TreeSet;

/** Prints what was recorded in one situation: names and types, and values short enough to read. */
final class Report {

    private static final int MAX_VALUE = 60;

    private final PrintStream out;
    private final String outerSpanId;

    Report(PrintStream out, String outerSpanId) {
        this.out = out;
        this.outerSpanId = outerSpanId;
    }

    void print(
            String title,
            String ended,
            int requests,
            int atReturn,
            InMemorySpanExporter spans,
            InMemoryMetricReader metrics,
            InMemoryLogRecordExporter logs) {
        out.println();
        out.println("## " + title + ": " + ended + ", " + requests + " requests");
        out.println("spans ended when the caller went on: " + atReturn);
        spans.getFinishedSpanItems().stream()
                .filter(span -> !span.getName().equals("outer"))
                .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
                .forEach(this::span);
        metrics.collectAllMetrics().stream()
                .sorted(Comparator.comparing(MetricData::getName))
                .forEach(this::metric);
        logs.getFinishedLogRecordItems().forEach(this::log);
    }

    private void span(SpanData span) {
        String parent = span.getParentSpanId().equals(outerSpanId)
                ? "child of the caller's span"
                : span.getParentSpanContext().isValid() ? "child of " + span.getParentSpanId() : "without parent";
        out.println("span \"" + span.getName() + "\" " + span.getKind() + ", "
                + span.getStatus().getStatusCode() + ", " + parent);
        attributes(span.getAttributes());
        span.getEvents()
                .forEach(event -> out.println("  event " + event.getName() + " "
                        + new TreeSet<>(event.getAttributes().asMap().keySet().stream()
                                .map(Object::toString)
                                .toList())));
    }

    private void attributes(Attributes attributes) {
        TreeMap<String, String> sorted = new TreeMap<>();
        attributes.forEach((key, value) -> sorted.put(key.getKey(), key.getType() + " " + cut(String.valueOf(value))));
        sorted.forEach((name, value) -> out.println("  " + name + ": " + value));
    }

    private static String cut(String text) {
        return text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "...";
    }

    private void metric(MetricData metric) {
        TreeSet<String> keys = new TreeSet<>();
        metric.getData()
                .getPoints()
                .forEach(point -> point.getAttributes().forEach((key, value) -> keys.add(key.getKey())));
        out.println("metric " + metric.getName() + " " + metric.getType() + " {" + metric.getUnit() + "} "
                + metric.getData().getPoints().size() + " points " + keys);
    }

    private void log(LogRecordData log) {
        out.println("log " + log.getEventName());
        attributes(log.getAttributes());
    }
}
