package dev.weir.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A tracing that keeps everything in memory, for tests. The global OpenTelemetry is left alone, so that tests may run side
 * by side.
 *
 * <pre>{@code
 * try (RecordedTelemetry recorded = Tracing.inMemory()) {
 *     LlmClient client = LlmClient.builder().intercept(recorded.tracing()).build();
 *     client.model("local/parrot").call("hi").block();
 *     assertThat(recorded.span("chat parrot").getAttributes()) ...
 * }
 * }</pre>
 */
public final class RecordedTelemetry implements AutoCloseable {

    private final List<SpanData> spans = new CopyOnWriteArrayList<>();
    private final List<LogRecordData> events = new CopyOnWriteArrayList<>();
    private final MetricsOnDemand metrics = new MetricsOnDemand();
    private final OpenTelemetrySdk sdk;
    private final Tracing tracing;

    RecordedTelemetry(List<SpanProcessor> processors, UnaryOperator<TracingBuilder> change) {
        SdkTracerProviderBuilder traces = SdkTracerProvider.builder();
        processors.forEach(traces::addSpanProcessor);
        LogRecordProcessor keep = (context, log) -> events.add(log.toLogRecordData());
        sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(traces.addSpanProcessor(SimpleSpanProcessor.create(new Keeper()))
                        .build())
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(metrics).build())
                .setLoggerProvider(
                        SdkLoggerProvider.builder().addLogRecordProcessor(keep).build())
                .setPropagators(ContextPropagators.create(TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
                .build();
        tracing = change.apply(Tracing.builder(sdk)).build();
    }

    /** Returns the tracing to give to clients. */
    public Tracing tracing() {
        return tracing;
    }

    /** Returns what the tracing records into, for other instrumentations under test. */
    public OpenTelemetry openTelemetry() {
        return sdk;
    }

    /** Returns the spans that have ended, in the order in which they did. */
    public List<SpanData> spans() {
        return List.copyOf(spans);
    }

    /**
     * Returns the first ended span of that name.
     *
     * @throws AssertionError if there is none; names those that are there
     */
    public SpanData span(String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No span '" + name + "' has ended; ended so far: "
                        + spans.stream().map(SpanData::getName).toList()));
    }

    /** Returns the events that were emitted as log records, in order. */
    public List<LogRecordData> events() {
        return List.copyOf(events);
    }

    /** Returns the metrics as they stand now, added up since the start. */
    public List<MetricData> metrics() {
        return metrics.collect();
    }

    /** Forgets spans and events; metrics go on adding up. */
    public void clear() {
        spans.clear();
        events.clear();
    }

    /** Closes the SDK; what was recorded stays readable. */
    @Override
    public void close() {
        sdk.close();
    }

    private final class Keeper implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> batch) {
            spans.addAll(batch);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
