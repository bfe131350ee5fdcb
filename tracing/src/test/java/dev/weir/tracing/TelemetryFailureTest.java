package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.LoggerBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Nothing that breaks inside telemetry reaches the subscriber. */
class TelemetryFailureTest {

    @AfterEach
    void nothingStaysCurrent() {
        assertThat(Context.current()).isSameAs(Context.root());
    }

    private static void verifyUndisturbed(Tracing tracing) {
        StepVerifier.create(tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer())))
                .expectNextCount(Fixtures.answer().size())
                .verifyComplete();
        StepVerifier.create(tracing.call(Fixtures.call(), Mono.just(Fixtures.response())))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(tracing.call(Fixtures.call(), Mono.error(new IllegalStateException("real"))))
                .verifyErrorMessage("real");
        StepVerifier.create(tracing.call(Fixtures.call(), Mono.never()))
                .thenCancel()
                .verify();
        StepVerifier.create(tracing.trace("step").around(Mono.just(1)))
                .expectNext(1)
                .verifyComplete();
    }

    private static OpenTelemetrySdk sdk(SpanProcessor processor) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(
                        SdkTracerProvider.builder().addSpanProcessor(processor).build())
                .build();
    }

    @Test
    void aThrowingExporterIsHarmless() {
        AtomicInteger exports = new AtomicInteger();
        SpanExporter exporter = new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                exports.incrementAndGet();
                throw new IllegalStateException("exporter");
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofFailure();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofFailure();
            }
        };
        Tracing tracing = Tracing.create(sdk(SimpleSpanProcessor.create(exporter)));
        verifyUndisturbed(tracing);
        assertThat(exports).hasValue(5);
        StepVerifier.create(tracing.flush()).verifyComplete();
    }

    @Test
    void aProcessorThatThrowsAtTheStartIsHarmless() {
        AtomicInteger calls = new AtomicInteger();
        verifyUndisturbed(Tracing.create(sdk(new Processor() {
            @Override
            public void onStart(Context parentContext, ReadWriteSpan span) {
                calls.incrementAndGet();
                throw new IllegalStateException("start");
            }
        })));
        assertThat(calls).hasValue(5);
    }

    @Test
    void aProcessorThatThrowsAtTheEndIsHarmless() {
        AtomicInteger calls = new AtomicInteger();
        verifyUndisturbed(Tracing.create(sdk(new Processor() {
            @Override
            public void onEnd(ReadableSpan span) {
                calls.incrementAndGet();
                throw new NoClassDefFoundError("end");
            }
        })));
        assertThat(calls).hasValue(5);
    }

    @Test
    void aBrokenMeterIsHarmlessAndTheSpanIsKept() {
        Telemetries telemetries = new Telemetries();
        InMemoryMetricReader reader = InMemoryMetricReader.create();
        SdkMeterProvider meters =
                SdkMeterProvider.builder().registerMetricReader(reader).build();
        AtomicInteger reads = new AtomicInteger();
        Tracing tracing = Tracing.builder(new OpenTelemetry() {
                    @Override
                    public TracerProvider getTracerProvider() {
                        return telemetries.sdk.getTracerProvider();
                    }

                    @Override
                    public MeterProvider getMeterProvider() {
                        return Broken.histograms(meters, reads);
                    }

                    @Override
                    public ContextPropagators getPropagators() {
                        return ContextPropagators.noop();
                    }
                })
                .build();
        verifyUndisturbed(tracing);
        assertThat(reads.get()).isPositive();
        assertThat(telemetries.spans()).hasSize(5);
        telemetries.close();
        meters.close();
    }

    @Test
    void aBrokenLoggerIsHarmlessAndTheSpanKeepsItsContent() {
        try (Telemetries telemetries = new Telemetries()) {
            AtomicInteger reads = new AtomicInteger();
            OpenTelemetry broken = new OpenTelemetry() {
                @Override
                public TracerProvider getTracerProvider() {
                    return telemetries.sdk.getTracerProvider();
                }

                @Override
                public LoggerProvider getLogsBridge() {
                    return name -> new LoggerBuilder() {
                        @Override
                        public LoggerBuilder setSchemaUrl(String url) {
                            return this;
                        }

                        @Override
                        public LoggerBuilder setInstrumentationVersion(String version) {
                            return this;
                        }

                        @Override
                        public Logger build() {
                            return () -> {
                                reads.incrementAndGet();
                                throw new IllegalStateException("logger");
                            };
                        }
                    };
                }

                @Override
                public ContextPropagators getPropagators() {
                    return ContextPropagators.noop();
                }
            };
            verifyUndisturbed(Tracing.builder(broken)
                    .captureContent(ContentCapture.SPAN_AND_EVENT)
                    .build());
            assertThat(reads.get()).isPositive();
            assertThat(telemetries.spans()).hasSize(5);
            assertThat(telemetries.spans().get(0).getAttributes().get(Names.OUTPUT_MESSAGES))
                    .contains("Dune");
        }
    }

    @Test
    void anExceptionThatCannotSayWhatItIsStillFailsTheSpan() {
        try (Telemetries telemetries = new Telemetries()) {
            RuntimeException mute = new RuntimeException() {
                @Override
                public String getMessage() {
                    throw new IllegalStateException("mute");
                }
            };
            StepVerifier.create(telemetries.tracing.call(Fixtures.call(), Mono.error(mute)))
                    .verifyErrorMatches(error -> error == mute);
            assertThat(telemetries.onlySpan().getStatus().getStatusCode())
                    .isEqualTo(io.opentelemetry.api.trace.StatusCode.ERROR);
        }
    }

    @Test
    void aBrokenClockIsHarmless() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.nanoTime(() -> {
            throw new IllegalStateException("clock");
        }))) {
            verifyUndisturbed(telemetries.tracing);
        }
    }

    @Test
    void aPropagationRuleThatThrowsIsHarmless() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.propagateTo(uri -> {
            throw new IllegalStateException("rule");
        }))) {
            Mono<dev.weir.Response> transport = Mono.deferContextual(context -> {
                dev.weir.spi.CallEvents.from(context)
                        .requestHeaders(java.net.URI.create("https://example.org"), (name, value) -> {});
                return Mono.just(Fixtures.response());
            });
            StepVerifier.create(telemetries.tracing.call(Fixtures.call(), transport))
                    .expectNextCount(1)
                    .verifyComplete();
        }
    }

    @Test
    void withoutAnSdkNothingIsDone() {
        verifyUndisturbed(Tracing.create(OpenTelemetry.noop()));
    }

    private abstract static class Processor implements SpanProcessor {
        @Override
        public void onStart(Context parentContext, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {}

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
