package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.Chunk;
import dev.weir.Usage;
import dev.weir.spi.CallEvents;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.ExemplarData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class MetricsTest {

    private static final Attributes M = Attributes.builder()
            .put("gen_ai.operation.name", "chat")
            .put("gen_ai.provider.name", "openai")
            .put("gen_ai.request.model", "gpt-4o-mini")
            .put("gen_ai.response.model", "gpt-4o-mini-2024-07-18")
            .put("server.address", "api.openai.com")
            .put("server.port", 443L)
            .build();

    /** What the conventions add where OpenAI answered, not for chunks. */
    private static final Attributes ANSWERED = M.toBuilder()
            .put("openai.response.service_tier", "default")
            .put("openai.response.system_fingerprint", "fp_1")
            .build();

    private final AtomicLong clock = new AtomicLong();
    private final Telemetries telemetries = new Telemetries(builder -> builder.nanoTime(clock::get));

    @AfterEach
    void close() {
        telemetries.close();
    }

    private void tick(int millis) {
        clock.addAndGet(millis * 1_000_000L);
    }

    private HistogramPointData only(String name) {
        MetricData metric = telemetries.metric(name);
        assertThat(metric.getHistogramData().getPoints()).hasSize(1);
        return metric.getHistogramData().getPoints().iterator().next();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        telemetries.metrics.collectAllMetrics().forEach(metric -> names.add(metric.getName()));
        return names;
    }

    @Test
    void aCallHasDurationAndTokens() {
        Mono<dev.weir.Response> source = Mono.fromCallable(() -> {
            tick(1500);
            return Fixtures.response();
        });
        telemetries.tracing.call(Fixtures.call(), source).block();

        HistogramPointData duration = only("gen_ai.client.operation.duration");
        assertThat(duration.getSum()).isEqualTo(1.5, within(1e-9));
        assertThat(duration.getAttributes()).isEqualTo(ANSWERED);
        MetricData tokens = telemetries.metric("gen_ai.client.token.usage");
        assertThat(tokens.getHistogramData().getPoints())
                .hasSize(2)
                .anySatisfy(point -> {
                    assertThat(point.getAttributes())
                            .isEqualTo(ANSWERED.toBuilder()
                                    .put("gen_ai.token.type", "input")
                                    .build());
                    assertThat(point.getSum()).isEqualTo(25);
                })
                .anySatisfy(point -> {
                    assertThat(point.getAttributes())
                            .isEqualTo(ANSWERED.toBuilder()
                                    .put("gen_ai.token.type", "output")
                                    .build());
                    assertThat(point.getSum()).isEqualTo(12);
                });
        assertThat(names()).containsExactlyInAnyOrder("gen_ai.client.operation.duration", "gen_ai.client.token.usage");
    }

    @Test
    void nChunksAreOneFirstAndTheRestLater() {
        TestPublisher<Chunk> source = TestPublisher.create();
        StepVerifier.create(telemetries.tracing.stream(Fixtures.stream(), source.flux()))
                .then(() -> {
                    tick(400);
                    source.next(Fixtures.started());
                    tick(30);
                    source.next(new Chunk.TextStart(0, 0), Fixtures.text("a"));
                    tick(10);
                    source.next(Fixtures.text("b"), new Chunk.TextEnd(0, 0, null));
                    tick(5);
                    source.next(Fixtures.finished());
                    tick(1);
                    source.next(Fixtures.usage(), Fixtures.done());
                    source.complete();
                })
                .expectNextCount(8)
                .verifyComplete();

        HistogramPointData first = only("gen_ai.client.operation.time_to_first_chunk");
        assertThat(first.getSum()).isEqualTo(0.4, within(1e-9));
        assertThat(first.getAttributes()).isEqualTo(M);
        assertThat(telemetries.onlySpan().getAttributes().get(Names.RESPONSE_TIME_TO_FIRST_CHUNK))
                .isEqualTo(0.4, within(1e-9));
        HistogramPointData later = only("gen_ai.client.operation.time_per_output_chunk");
        assertThat(later.getCount()).isEqualTo(4);
        assertThat(later.getSum()).isEqualTo(0.046, within(1e-9));
        assertThat(later.getMax()).isEqualTo(0.03, within(1e-9));
        assertThat(later.getAttributes()).isEqualTo(M);
    }

    @Test
    void chunksThatArriveInOnePieceArriveAtOneTimeHoweverSlowTheSubscriberIs() {
        Flux<Chunk> source = Flux.deferContextual(context -> {
            CallEvents events = CallEvents.from(context);
            return Flux.<Chunk>create(sink -> {
                tick(400);
                events.bytesReceived();
                sink.next(Fixtures.started());
                sink.next(Fixtures.text("a"));
                sink.next(Fixtures.text("b"));
                tick(20);
                events.bytesReceived();
                sink.next(Fixtures.text("c"));
                sink.complete();
            });
        });
        telemetries.tracing.stream(Fixtures.stream(), source)
                .doOnNext(chunk -> tick(1))
                .blockLast();

        assertThat(only("gen_ai.client.operation.time_to_first_chunk").getSum()).isEqualTo(0.4, within(1e-9));
        HistogramPointData later = only("gen_ai.client.operation.time_per_output_chunk");
        assertThat(later.getCount()).isEqualTo(3);
        assertThat(later.getSum()).isEqualTo(0.023, within(1e-9));
        assertThat(later.getMin()).isZero();
    }

    /** A wire may put text, finish reason and usage into one event, or one piece of text into an event with its beginning. */
    @Test
    void chunksOfOneEventCountOnce() {
        Flux<Chunk> source = Flux.deferContextual(context -> {
            CallEvents events = CallEvents.from(context);
            return Flux.<Chunk>create(sink -> {
                tick(400);
                events.eventDecoded();
                sink.next(Fixtures.started());
                sink.next(new Chunk.TextStart(0, 0));
                sink.next(Fixtures.text("a"));
                tick(10);
                events.eventDecoded();
                sink.next(new Chunk.TextEnd(0, 0, null));
                tick(20);
                events.eventDecoded();
                sink.next(Fixtures.text("b"));
                sink.next(Fixtures.finished());
                sink.next(Fixtures.usage());
                sink.next(Fixtures.done());
                sink.complete();
            });
        });
        telemetries.tracing.stream(Fixtures.stream(), source).blockLast();

        assertThat(only("gen_ai.client.operation.time_to_first_chunk").getSum()).isEqualTo(0.4, within(1e-9));
        HistogramPointData later = only("gen_ai.client.operation.time_per_output_chunk");
        assertThat(later.getCount()).isEqualTo(2);
        assertThat(later.getMin()).isEqualTo(0.01, within(1e-9));
        assertThat(later.getMax()).isEqualTo(0.02, within(1e-9));
    }

    @Test
    void aCancelledStreamHasWhatArrived() {
        TestPublisher<Chunk> source = TestPublisher.create();
        StepVerifier.create(telemetries.tracing.stream(Fixtures.stream(), source.flux()))
                .then(() -> source.next(Fixtures.started(), Fixtures.text("a"), Fixtures.text("b")))
                .expectNextCount(3)
                .thenCancel()
                .verify();

        assertThat(only("gen_ai.client.operation.duration").getAttributes()).isEqualTo(M);
        assertThat(only("gen_ai.client.operation.time_to_first_chunk").getCount())
                .isEqualTo(1);
        assertThat(only("gen_ai.client.operation.time_per_output_chunk").getCount())
                .isEqualTo(2);
        assertThat(names()).doesNotContain("gen_ai.client.token.usage");
    }

    @Test
    void aStreamCancelledBeforeTheFirstChunkHasOnlyADuration() {
        StepVerifier.create(telemetries.tracing.stream(Fixtures.stream(), Flux.never()))
                .thenCancel()
                .verify();

        assertThat(names()).containsExactly("gen_ai.client.operation.duration");
    }

    @Test
    void aFailureIsNamedOnTheDurationOnly() {
        StepVerifier.create(telemetries.tracing.stream(
                        Fixtures.stream(),
                        Flux.<Chunk>just(Fixtures.started(), Fixtures.usage())
                                .concatWith(Flux.error(new IllegalStateException()))))
                .expectNextCount(2)
                .verifyError();

        AttributeKey<String> type = AttributeKey.stringKey("error.type");
        assertThat(only("gen_ai.client.operation.duration").getAttributes())
                .isEqualTo(M.toBuilder()
                        .put(type, "java.lang.IllegalStateException")
                        .build());
        assertThat(telemetries.onlySpan().getAttributes().get(type)).isEqualTo("java.lang.IllegalStateException");
        assertThat(only("gen_ai.client.operation.time_to_first_chunk").getAttributes())
                .isEqualTo(M);
        assertThat(telemetries
                        .metric("gen_ai.client.token.usage")
                        .getHistogramData()
                        .getPoints())
                .hasSize(2);
    }

    @Test
    void countsThatWereNotReportedAreNotRecordedAndZeroIs() {
        Usage usage = Usage.builder().count(Usage.Count.OUTPUT, 0L).build();
        telemetries
                .tracing
                .call(
                        Fixtures.call(),
                        Mono.just(Fixtures.response().mutate().usage(usage).build()))
                .block();

        HistogramPointData tokens = only("gen_ai.client.token.usage");
        assertThat(tokens.getAttributes().get(Names.TOKEN_TYPE)).isEqualTo("output");
        assertThat(tokens.getSum()).isZero();
        assertThat(telemetries.onlySpan().getAttributes().get(Names.USAGE_INPUT_TOKENS))
                .isNull();
        assertThat(telemetries.onlySpan().getAttributes().get(Names.USAGE_OUTPUT_TOKENS))
                .isZero();
    }

    @Test
    void exemplarsLeadToTheSpan() {
        telemetries.tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer()))
                .blockLast();

        String span = telemetries.onlySpan().getSpanId();
        assertThat(telemetries.metrics.collectAllMetrics())
                .hasSize(4)
                .allSatisfy(metric -> metric.getHistogramData()
                        .getPoints()
                        .forEach(point -> assertThat(point.getExemplars())
                                .as(metric.getName())
                                .isNotEmpty()
                                .extracting(exemplar -> ((ExemplarData) exemplar)
                                        .getSpanContext()
                                        .getSpanId())
                                .containsOnly(span)));
    }

    @Test
    void theDurationIsTheSpans() {
        try (Telemetries real = new Telemetries()) {
            real.tracing
                    .call(Fixtures.call(), Mono.just(Fixtures.response()).delayElement(java.time.Duration.ofMillis(20)))
                    .block();
            SpanData span = real.onlySpan();
            double seconds = (span.getEndEpochNanos() - span.getStartEpochNanos()) / 1e9;
            HistogramPointData duration = real.metric("gen_ai.client.operation.duration")
                    .getHistogramData()
                    .getPoints()
                    .iterator()
                    .next();
            assertThat(duration.getSum()).isPositive().isLessThanOrEqualTo(seconds + 0.001);
        }
    }

    @Test
    void samplingDoesNotTakeMetricsAway() {
        InMemoryMetricReader reader = InMemoryMetricReader.create();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(Sampler.alwaysOff())
                        .build())
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(reader).build())
                .build();
        Tracing.create(sdk).stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer()))
                .blockLast();

        assertThat(reader.collectAllMetrics()).hasSize(4);
        sdk.close();
    }

    @Test
    void toolsAndAgentsHaveTheirOwnMetrics() {
        dev.weir.Tool tool = dev.weir.Tool.function("get_weather", "d", "{}");
        dev.weir.Part.ToolCall call = new dev.weir.Part.ToolCall("1", "get_weather", "{}");
        Flux<Object> run = Flux.concat(
                telemetries.tracing.call(Fixtures.call(), Mono.just(Fixtures.response())),
                telemetries
                        .tracing
                        .call(Fixtures.call(), Mono.error(new IllegalStateException()))
                        .onErrorResume(error -> Mono.empty()),
                telemetries.tracing.executeTool(
                        new dev.weir.Operation.ToolExecution(tool, call, "librarian"),
                        Mono.just(dev.weir.Part.ToolResult.of(call, "sunny"))));
        telemetries
                .tracing
                .runAgent(new dev.weir.Operation.AgentRun("librarian", null, null, dev.weir.Request.of("x")), run)
                .blockLast();

        assertThat(only("gen_ai.invoke_agent.inference_calls").getSum()).isEqualTo(2);
        assertThat(only("gen_ai.invoke_agent.tool_calls").getSum()).isEqualTo(1);
        assertThat(only("gen_ai.invoke_agent.duration").getAttributes())
                .isEqualTo(Attributes.builder()
                        .put("gen_ai.agent.name", "librarian")
                        .build());
        assertThat(only("gen_ai.execute_tool.duration").getAttributes())
                .isEqualTo(Attributes.builder()
                        .put("gen_ai.tool.name", "get_weather")
                        .put("gen_ai.tool.type", "function")
                        .put("gen_ai.agent.name", "librarian")
                        .build());
        SpanData agent = telemetries.span("invoke_agent librarian");
        assertThat(agent.getAttributes().get(Names.USAGE_INPUT_TOKENS)).isEqualTo(25);
        assertThat(agent.getAttributes().get(Names.RESPONSE_FINISH_REASONS)).containsExactly("stop");
    }
}
