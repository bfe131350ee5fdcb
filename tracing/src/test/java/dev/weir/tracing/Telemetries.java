package dev.weir.tracing;

import dev.weir.tracing.conformance.Exported;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An SDK that keeps everything in memory, and counts what was started and ended. */
final class Telemetries implements AutoCloseable {

    final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    final InMemoryLogRecordExporter logs = InMemoryLogRecordExporter.create();
    final AtomicInteger started = new AtomicInteger();
    final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
    final OpenTelemetrySdk sdk;
    final Tracing tracing;

    Telemetries() {
        this(builder -> builder);
    }

    Telemetries(UnaryOperator<TracingBuilder> change) {
        this(Sampler.alwaysOn(), change);
    }

    Telemetries(Sampler sampler, UnaryOperator<TracingBuilder> change) {
        sdk = OpenTelemetrySdk.builder()
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(new Counter())
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .setLoggerProvider(SdkLoggerProvider.builder()
                        .addLogRecordProcessor(SimpleLogRecordProcessor.create(logs))
                        .build())
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(metrics).build())
                .build();
        tracing = change.apply(Tracing.builder(sdk).semconv(Semconv.V1_41)).build();
    }

    Tracer tracer() {
        return sdk.getTracer("test");
    }

    /** Returns the spans that have ended, in the order in which they did. */
    List<SpanData> spans() {
        return exporter.getFinishedSpanItems();
    }

    SpanData onlySpan() {
        if (spans().size() != 1) {
            throw new AssertionError("expected one span, found " + spans());
        }
        return spans().get(0);
    }

    SpanData span(String name) {
        return spans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name + " in " + spans()));
    }

    MetricData metric(String name) {
        return metrics.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    /** Returns the events with that name, in the order in which they were emitted. */
    List<LogRecordData> events(String name) {
        return logs.getFinishedLogRecordItems().stream()
                .filter(record -> name.equals(record.getEventName()))
                .toList();
    }

    LogRecordData onlyEvent(String name) {
        if (events(name).size() != 1) {
            throw new AssertionError("expected one event " + name + ", found " + logs.getFinishedLogRecordItems());
        }
        return events(name).get(0);
    }

    /** Returns everything that was exported, to check it. */
    Exported exported() {
        return Exported.of(spans(), metrics.collectAllMetrics(), logs.getFinishedLogRecordItems());
    }

    /** Returns everything that was exported, as text to search. */
    String everything() {
        StringBuilder all = new StringBuilder();
        for (SpanData span : spans()) {
            all.append(span).append('\n');
            span.getEvents()
                    .forEach(event -> all.append(event.getName())
                            .append(event.getAttributes())
                            .append('\n'));
        }
        for (LogRecordData record : logs.getFinishedLogRecordItems()) {
            all.append(record).append('\n').append(record.getAttributes()).append('\n');
            if (record.getBodyValue() != null) {
                all.append(record.getBodyValue().asString()).append('\n');
            }
        }
        metrics.collectAllMetrics().forEach(metric -> all.append(metric).append('\n'));
        return all.toString();
    }

    /** Returns a Reactor Context writer that makes that span the parent. */
    static java.util.function.Function<reactor.util.context.Context, reactor.util.context.Context> parent(Span span) {
        return context -> Parents.store(context, Context.root().with(span));
    }

    @Override
    public void close() {
        sdk.close();
    }

    private final class Counter implements SpanProcessor {
        @Override
        public void onStart(Context parentContext, ReadWriteSpan span) {
            started.incrementAndGet();
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ends.computeIfAbsent(span.getSpanContext().getSpanId(), id -> new AtomicInteger())
                    .incrementAndGet();
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
