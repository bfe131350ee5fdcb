package dev.weir.tracing.conformance;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** An SDK that keeps everything in memory, also which attributes spans were started with. */
public final class Probe implements AutoCloseable {

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final InMemoryLogRecordExporter logs = InMemoryLogRecordExporter.create();
    private final Map<String, Set<String>> atStart = new ConcurrentHashMap<>();
    private final OpenTelemetrySdk sdk;

    /** Runs by the system's clock. */
    public Probe() {
        this(Clock.getDefault());
    }

    /** Runs by that clock. */
    public Probe(Clock clock) {
        sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setClock(clock)
                        .addSpanProcessor(new Starts())
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .setMeterProvider(SdkMeterProvider.builder()
                        .setClock(clock)
                        .registerMetricReader(metrics)
                        .build())
                .setLoggerProvider(SdkLoggerProvider.builder()
                        .setClock(clock)
                        .addLogRecordProcessor(SimpleLogRecordProcessor.create(logs))
                        .build())
                .build();
    }

    /** Returns the SDK to record with. */
    public OpenTelemetrySdk sdk() {
        return sdk;
    }

    /** Returns the spans that have ended. */
    public List<SpanData> spans() {
        return spans.getFinishedSpanItems();
    }

    /** Returns everything so far. */
    public Exported exported() {
        return SdkExport.of(spans(), metrics.collectAllMetrics(), logs.getFinishedLogRecordItems(), atStart);
    }

    @Override
    public void close() {
        sdk.close();
    }

    private final class Starts implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            atStart.put(
                    span.getSpanContext().getSpanId(),
                    span.toSpanData().getAttributes().asMap().keySet().stream()
                            .map(AttributeKey::getKey)
                            .collect(Collectors.toSet()));
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {}

        @Override
        public boolean isEndRequired() {
            return false;
        }
    }
}
