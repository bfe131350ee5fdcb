package dev.weir.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.Loggers;

/** An SDK and whose it is. Those that {@link Tracing#configure()} starts are closed by it, others are only flushed. */
final class TelemetrySdk {

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
        Exporting exporting = new Exporting(config);
        Sampler sampler = config.sampler();
        AutoConfiguredOpenTelemetrySdkBuilder builder = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> Map.of("otel.exporter.otlp.protocol", "http/protobuf"))
                .addPropertiesCustomizer(exporting::properties)
                .addResourceCustomizer((standard, properties) -> standard.merge(Resource.create(config.resource())))
                .addSamplerCustomizer((standard, properties) -> sampler == null ? standard : sampler)
                .addTracerProviderCustomizer(exporting::traces)
                .addMeterProviderCustomizer(exporting::metrics)
                .addLoggerProviderCustomizer(exporting::logs);
        if (config.isGlobal()) {
            builder.setResultAsGlobal();
        }
        TelemetrySdk sdk = new TelemetrySdk(builder.build().getOpenTelemetrySdk(), true);
        if (sdk.shutdownHook != null) {
            Runtime.getRuntime().addShutdownHook(sdk.shutdownHook);
        }
        return sdk;
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

    /** Off the caller's thread: the SDK's metric reader waits for its last export before it returns. */
    private static Mono<Void> await(Supplier<CompletableResultCode> action) {
        Mono<Void> done = Mono.create(sink -> {
            CompletableResultCode result = action.get();
            result.whenComplete(() -> {
                if (!result.isSuccess()) {
                    Loggers.getLogger(Tracing.class).warn("Some telemetry could not be exported");
                }
                sink.success();
            });
        });
        return done.subscribeOn(Schedulers.boundedElastic());
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
