package dev.weir.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.Loggers;

/** An SDK and whose it is. Those that {@link Tracing#configure()} starts are closed by it, others are only flushed. */
final class TelemetrySdk {

    /** Long enough that one call's spans arrive together, short enough to feel immediate. */
    private static final Duration CONSOLE_DELAY = Duration.ofMillis(200);

    private static final long SHUTDOWN_SECONDS = 5;

    private final OpenTelemetry openTelemetry;
    private final @Nullable Thread shutdownHook;
    private final boolean owned;
    private final AtomicBoolean closed = new AtomicBoolean();

    private TelemetrySdk(OpenTelemetry openTelemetry, boolean owned) {
        this.openTelemetry = openTelemetry;
        this.owned = owned;
        this.shutdownHook = owned ? new Thread(this::shutdown, "weir-tracing-shutdown") : null;
    }

    /** Returns an SDK, or something that is none, of somebody else. */
    static TelemetrySdk borrowed(OpenTelemetry openTelemetry) {
        return new TelemetrySdk(openTelemetry, false);
    }

    /** Starts an SDK that is closed when the virtual machine ends, if not before. */
    static TelemetrySdk start(TracingConfig config) {
        AutoConfiguredOpenTelemetrySdkBuilder builder = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> Map.of("otel.exporter.otlp.protocol", "http/protobuf"))
                .addPropertiesCustomizer(standard -> overrides(config, standard))
                .addTracerProviderCustomizer((provider, properties) -> processors(config, provider));
        if (config.isGlobal()) {
            builder.setResultAsGlobal();
        }
        TelemetrySdk sdk = new TelemetrySdk(builder.build().getOpenTelemetrySdk(), true);
        if (sdk.shutdownHook != null) {
            Runtime.getRuntime().addShutdownHook(sdk.shutdownHook);
        }
        return sdk;
    }

    private static Map<String, String> overrides(TracingConfig config, ConfigProperties standard) {
        Map<String, String> overrides = new HashMap<>();
        if (config.consoleStream() != null) {
            boolean endpoint = isSet(config, standard, "otel.exporter.otlp.endpoint");
            for (String signal : List.of("traces", "metrics", "logs")) {
                if (!endpoint
                        && !isSet(config, standard, "otel.exporter.otlp." + signal + ".endpoint")
                        && !isSet(config, standard, "otel." + signal + ".exporter")) {
                    overrides.put("otel." + signal + ".exporter", "none");
                }
            }
        }
        overrides.putAll(config.properties());
        return overrides;
    }

    private static boolean isSet(TracingConfig config, ConfigProperties standard, String name) {
        return config.properties().containsKey(name) || standard.getString(name) != null;
    }

    private static SdkTracerProviderBuilder processors(TracingConfig config, SdkTracerProviderBuilder provider) {
        PrintStream console = config.consoleStream();
        if (console != null) {
            provider.addSpanProcessor(BatchSpanProcessor.builder(ConsoleSpanExporter.to(console))
                    .setScheduleDelay(CONSOLE_DELAY)
                    .build());
        }
        config.processors().forEach(provider::addSpanProcessor);
        return provider;
    }

    OpenTelemetry openTelemetry() {
        return openTelemetry;
    }

    Mono<Void> flush() {
        return openTelemetry instanceof OpenTelemetrySdk sdk
                ? await(() -> CompletableResultCode.ofAll(List.of(
                        sdk.getSdkTracerProvider().forceFlush(),
                        sdk.getSdkMeterProvider().forceFlush(),
                        sdk.getSdkLoggerProvider().forceFlush())))
                : Mono.empty();
    }

    Mono<Void> close() {
        if (!owned || !(openTelemetry instanceof OpenTelemetrySdk sdk)) {
            return Mono.empty();
        }
        return await(() -> {
            removeHook();
            return closed.getAndSet(true) ? CompletableResultCode.ofSuccess() : sdk.shutdown();
        });
    }

    private static Mono<Void> await(Supplier<CompletableResultCode> action) {
        return Mono.create(sink -> {
            CompletableResultCode result = action.get();
            result.whenComplete(() -> {
                if (!result.isSuccess()) {
                    Loggers.getLogger(Tracing.class).warn("Some telemetry could not be exported");
                }
                sink.success();
            });
        });
    }

    private void removeHook() {
        try {
            if (shutdownHook != null) {
                Runtime.getRuntime().removeShutdownHook(shutdownHook);
            }
        } catch (IllegalStateException alreadyShuttingDown) {
            // The hook is running; closing twice does no harm.
        }
    }

    private void shutdown() {
        if (openTelemetry instanceof OpenTelemetrySdk sdk && !closed.getAndSet(true)) {
            sdk.shutdown().join(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        }
    }
}
