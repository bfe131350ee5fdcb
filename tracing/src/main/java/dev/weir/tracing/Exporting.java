package dev.weir.tracing;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.logs.SdkLoggerProviderBuilder;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where an SDK sends things besides the standard exporters. Every destination has a queue of its own, sized by the same
 * properties as the standard one, so that one which hangs keeps nothing from the others.
 */
final class Exporting {

    /** Long enough that one call's spans arrive together, short enough to feel immediate. */
    private static final Duration CONSOLE_DELAY = Duration.ofMillis(200);

    private final TracingConfig config;

    Exporting(TracingConfig config) {
        this.config = config;
    }

    /**
     * Returns the properties that win: what the caller set, and no standard exporter if only destinations were named.
     */
    Map<String, String> properties(ConfigProperties standard) {
        Map<String, String> overrides = new HashMap<>();
        boolean named = config.consoleStream() != null
                || !config.exporters().isEmpty()
                || !config.destinations().isEmpty();
        if (named && !isSet(standard, "otel.exporter.otlp.endpoint")) {
            for (String signal : List.of("traces", "metrics", "logs")) {
                if (!isSet(standard, "otel.exporter.otlp." + signal + ".endpoint")
                        && !isSet(standard, "otel." + signal + ".exporter")) {
                    overrides.put("otel." + signal + ".exporter", "none");
                }
            }
        }
        overrides.putAll(config.properties());
        return overrides;
    }

    private boolean isSet(ConfigProperties standard, String name) {
        return config.properties().containsKey(name) || standard.getString(name) != null;
    }

    SdkTracerProviderBuilder traces(SdkTracerProviderBuilder provider, ConfigProperties properties) {
        PrintStream console = config.consoleStream();
        if (console != null) {
            provider.addSpanProcessor(BatchSpanProcessor.builder(ConsoleSpanExporter.to(console))
                    .setScheduleDelay(CONSOLE_DELAY)
                    .build());
        }
        config.exporters().forEach(exporter -> provider.addSpanProcessor(batches(exporter, properties)));
        if (config.isOn("traces")) {
            config.destinations()
                    .forEach(destination ->
                            provider.addSpanProcessor(batches(destination.spans(timeout(properties)), properties)));
        }
        config.processors().forEach(provider::addSpanProcessor);
        return provider;
    }

    private static BatchSpanProcessor batches(SpanExporter exporter, ConfigProperties properties) {
        int queue = properties.getInt("otel.bsp.max.queue.size", 2048);
        return BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(queue)
                .setMaxExportBatchSize(Math.min(queue, properties.getInt("otel.bsp.max.export.batch.size", 512)))
                .setScheduleDelay(properties.getDuration("otel.bsp.schedule.delay", Duration.ofSeconds(5)))
                .setExporterTimeout(properties.getDuration("otel.bsp.export.timeout", Duration.ofSeconds(30)))
                .build();
    }

    SdkMeterProviderBuilder metrics(SdkMeterProviderBuilder provider, ConfigProperties properties) {
        if (config.isOn("metrics")) {
            Duration interval = properties.getDuration("otel.metric.export.interval", Duration.ofMinutes(1));
            config.destinations()
                    .forEach(destination -> provider.registerMetricReader(
                            PeriodicMetricReader.builder(destination.metrics(timeout(properties)))
                                    .setInterval(interval)
                                    .build()));
        }
        return provider;
    }

    SdkLoggerProviderBuilder logs(SdkLoggerProviderBuilder provider, ConfigProperties properties) {
        if (config.isOn("logs")) {
            int queue = properties.getInt("otel.blrp.max.queue.size", 2048);
            config.destinations()
                    .forEach(destination -> provider.addLogRecordProcessor(BatchLogRecordProcessor.builder(
                                    destination.logs(timeout(properties)))
                            .setMaxQueueSize(queue)
                            .setMaxExportBatchSize(
                                    Math.min(queue, properties.getInt("otel.blrp.max.export.batch.size", 512)))
                            .setScheduleDelay(properties.getDuration("otel.blrp.schedule.delay", Duration.ofSeconds(1)))
                            .build()));
        }
        return provider;
    }

    private static Duration timeout(ConfigProperties properties) {
        return properties.getDuration("otel.exporter.otlp.timeout", Duration.ofSeconds(10));
    }
}
