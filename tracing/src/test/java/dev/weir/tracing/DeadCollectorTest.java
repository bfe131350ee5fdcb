package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.LlmClient;
import dev.weir.local.ChatWire;
import dev.weir.local.Gate;
import dev.weir.local.LoopbackServer;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import dev.weir.openai.OpenAi;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Calls over real sockets whose telemetry finds nobody that takes it. */
class DeadCollectorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CALLS = 400;
    private static final int QUEUE = 32;
    private static final int BATCH = 8;

    private final LoopbackServer models = LoopbackServer.builder()
            .script(request -> ChatWire.text("a", "b").usage(1, 2).stream())
            .recording(false)
            .startNow();
    private final LoopbackServer collector = LoopbackServer.startNow();

    @BeforeEach
    void forget() {
        BlockingCalls.SEEN.clear();
    }

    @AfterEach
    void stop() {
        models.close();
        collector.close();
    }

    private Tracing tracing(String timeout, UnaryOperator<TracingConfig> destination) {
        return Tracing.configure(config -> destination
                .apply(config)
                .property("otel.bsp.max.queue.size", Integer.toString(QUEUE))
                .property("otel.bsp.max.export.batch.size", Integer.toString(BATCH))
                .property("otel.bsp.schedule.delay", "10")
                .property("otel.exporter.otlp.compression", "none")
                .property("otel.java.exporter.otlp.retry.disabled", "true")
                .property("otel.exporter.otlp.timeout", timeout)
                .metricInterval(Duration.ofMillis(50)));
    }

    /** Makes the calls, all of which must be answered, with nobody blocking an event loop. */
    private void callsAreUndisturbed(Tracing tracing) {
        LlmClient client = LlmClient.builder()
                .autoIntercept(false)
                .intercept(tracing)
                .provider(OpenAi.builder()
                        .apiKey("sk-test-0123456789")
                        .baseUrl(models.url() + "/v1")
                        .build())
                .build();
        StepVerifier.create(Flux.range(0, CALLS)
                        .flatMap(
                                i -> client.model("openai/gpt-4o-mini").stream("hi")
                                        .last(),
                                16)
                        .count())
                .expectNext((long) CALLS)
                .expectComplete()
                .verify(PATIENCE);
        client.close().block(PATIENCE);
        assertThat(BlockingCalls.SEEN).isEmpty();
    }

    /**
     * Flushes and closes from a thread that must not block; both complete whether or not anything could be exported.
     */
    private static void endsOnAnEventLoop(Tracing tracing) {
        StepVerifier.create(tracing.flush().then(tracing.close()).subscribeOn(Schedulers.parallel()))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(BlockingCalls.SEEN).isEmpty();
    }

    private int spansThatArrived() {
        return collector.requests().stream()
                .filter(request -> request.path().equals("/v1/traces"))
                .mapToInt(request -> {
                    try {
                        return ExportTraceServiceRequest.parseFrom(request.body()).getResourceSpansList().stream()
                                .flatMap(resource -> resource.getScopeSpansList().stream())
                                .mapToInt(scope -> scope.getSpansCount())
                                .sum();
                    } catch (java.io.IOException malformed) {
                        throw new AssertionError(malformed);
                    }
                })
                .sum();
    }

    @Test
    void theWatchForBlockingCallsIsAwake() {
        StepVerifier.create(Mono.fromRunnable(() -> Loops.block()).subscribeOn(Schedulers.parallel()))
                .verifyError(BlockingOperationError.class);
        assertThat(BlockingCalls.SEEN).hasSize(1);
    }

    private static final class Loops {
        static void block() {
            try {
                new java.util.concurrent.CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.NANOSECONDS);
                Thread.sleep(1);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    @Test
    void aCollectorThatAcceptsAndNeverAnswersIsSentNoMoreThanTheQueueHolds() {
        Gate answer = new Gate();
        collector.always(Reply.of(200).headAfter(answer));
        Tracing tracing = tracing("30000", config -> config.endpoint(collector.url()));
        callsAreUndisturbed(tracing);

        answer.open();
        endsOnAnEventLoop(tracing);
        // What was on its way, what waited in the queue, and the batch in between.
        assertThat(spansThatArrived()).isPositive().isLessThanOrEqualTo(QUEUE + 2 * BATCH);
    }

    @Test
    void closingGivesUpOnACollectorThatNeverAnswers() {
        collector.always(Reply.of(200).headAfter(new Gate()));
        Tracing tracing = tracing("300", config -> config.endpoint(collector.url()));
        callsAreUndisturbed(tracing);
        endsOnAnEventLoop(tracing);
    }

    @Test
    void aCollectorThatRefusesConnections() {
        LoopbackServer gone = LoopbackServer.startNow();
        String url = gone.url();
        gone.close();
        Tracing tracing = tracing("300", config -> config.endpoint(url));
        callsAreUndisturbed(tracing);
        endsOnAnEventLoop(tracing);
    }

    @Test
    void aCollectorThatFails() {
        collector.always(Reply.of(500));
        Tracing tracing = tracing("1000", config -> config.endpoint(collector.url()));
        callsAreUndisturbed(tracing);
        endsOnAnEventLoop(tracing);
        assertThat(collector.requests()).extracting(ReceivedRequest::path).contains("/v1/traces", "/v1/metrics");
    }

    @Test
    void aDeadDestinationKeepsNothingFromTheOthers() {
        try (LoopbackServer dead = LoopbackServer.startNow()) {
            dead.always(Reply.of(200).headAfter(new Gate()));
            collector.always(Reply.of("application/x-protobuf", new byte[0]));
            ByteArrayOutputStream console = new ByteArrayOutputStream();
            Tracing tracing = tracing(
                    "300",
                    config -> config.otlp(dead.url(), Map.of())
                            .otlp(collector.url(), Map.of())
                            .console(new PrintStream(console, true)));
            callsAreUndisturbed(tracing);
            tracing.call(Fixtures.call(), Mono.just(Fixtures.response())).block();
            endsOnAnEventLoop(tracing);

            assertThat(dead.requestCount()).isPositive();
            assertThat(spansThatArrived()).isPositive();
            assertThat(console.toString(java.nio.charset.StandardCharsets.UTF_8))
                    .contains("chat gpt-4o-mini");
        }
    }
}
