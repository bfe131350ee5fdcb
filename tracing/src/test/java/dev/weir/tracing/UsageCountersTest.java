package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Chunk;
import dev.weir.LlmTimeoutException;
import dev.weir.ModelId;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.tracing.cost.PriceTable;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

class UsageCountersTest {

    private static final AttributeKey<String> TENANT = AttributeKey.stringKey("tenant_id");

    private final Telemetries telemetries =
            new Telemetries(builder -> builder.prices(PriceTable.shipped()).usageCounters());

    @AfterEach
    void close() {
        telemetries.close();
    }

    private Mono<Response> call() {
        return telemetries.tracing.call(Fixtures.call(), Mono.just(Fixtures.response()));
    }

    private static Attributes labels(String tenant, String feature, String outcome) {
        return Attributes.builder()
                .put("model", "gpt-4o-mini")
                .put("tenant_id", tenant)
                .put("feature", feature)
                .put("outcome", outcome)
                .build();
    }

    /** Returns the tokens counted, by type, for those labels. */
    private Map<String, Long> tokens(Attributes labels) {
        Map<String, Long> byType = new TreeMap<>();
        AttributeKey<String> type = AttributeKey.stringKey("token_type");
        telemetries.metric("gen_ai.tokens.total").getLongSumData().getPoints().stream()
                .filter(point ->
                        point.getAttributes().toBuilder().remove(type).build().equals(labels))
                .forEach(point -> byType.put(point.getAttributes().get(type), point.getValue()));
        return byType;
    }

    @Test
    void countersAreCumulativeSumsInTokensAndDollars() {
        call().block();
        MetricData tokens = telemetries.metric("gen_ai.tokens.total");
        assertThat(tokens.getUnit()).isEqualTo("{token}");
        assertThat(tokens.getLongSumData().isMonotonic()).isTrue();
        MetricData cost = telemetries.metric("gen_ai.cost.usd");
        assertThat(cost.getUnit()).isEqualTo("USD");
        assertThat(cost.getDoubleSumData().isMonotonic()).isTrue();
        assertThat(cost.getDoubleSumData().getPoints()).singleElement().satisfies(point -> {
            // not rounded: 22 x 0.15 + 3 x 0.075 + 12 x 0.60 millionths
            assertThat(point.getValue()).isEqualTo(0.000010725);
            assertThat(point.getAttributes()).isEqualTo(labels("unknown", "unknown", "completed"));
        });
    }

    @Test
    void inputAndOutputAreCountedOnceEachForWhoeverAsked() {
        call().contextWrite(Attribution.tenant("acme").feature("search")).block();
        call().contextWrite(Attribution.tenant("acme").feature("search")).block();
        assertThat(tokens(labels("acme", "search", "completed")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("input", 50L, "output", 24L));
        assertThat(telemetries.metric("gen_ai.tokens.total").getLongSumData().getPoints().stream()
                        .mapToLong(LongPointData::getValue)
                        .sum())
                .isEqualTo(74);
    }

    @Test
    void whereOnlyATotalIsReportedItIsCountedAsSuch() {
        Usage usage = Usage.builder().count(Usage.Count.TOTAL, 9L).build();
        telemetries
                .tracing
                .call(
                        Fixtures.call(),
                        Mono.just(Fixtures.response().mutate().usage(usage).build()))
                .block();
        assertThat(tokens(labels("unknown", "unknown", "completed"))).isEqualTo(Map.of("total", 9L));
    }

    @Test
    void whatEndedEarlyIsCountedOnceWithItsOutcome() {
        Flux<Chunk> begun = Flux.just(Fixtures.started(), Fixtures.usage());
        StepVerifier.create(telemetries.tracing.stream(Fixtures.stream(), begun.concatWith(Flux.never())))
                .expectNextCount(2)
                .thenCancel()
                .verify();
        telemetries.tracing.stream(Fixtures.stream(), begun.concatWith(Flux.error(new IllegalStateException())))
                .onErrorComplete()
                .blockLast();
        LlmTimeoutException timeout = new LlmTimeoutException(
                LlmTimeoutException.Phase.IDLE, null, null, ModelId.parse("openai/gpt-4o-mini"), null);
        telemetries.tracing.stream(Fixtures.stream(), begun.concatWith(Flux.error(timeout)))
                .onErrorComplete()
                .blockLast();
        for (String outcome : Set.of("cancelled", "failed", "timed_out")) {
            assertThat(tokens(labels("unknown", "unknown", outcome)))
                    .as(outcome)
                    .isEqualTo(Map.of("input", 25L, "output", 12L));
        }
    }

    @Test
    void aCancelAfterTheLastChunkIsNotCountedAgain() {
        telemetries.tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer()))
                .takeUntil(Chunk.Done.class::isInstance)
                .blockLast();
        assertThat(tokens(labels("unknown", "unknown", "completed"))).isEqualTo(Map.of("input", 25L, "output", 12L));
    }

    @Test
    void nothingReportedIsNothingCounted() {
        telemetries
                .tracing
                .call(Fixtures.call(), Mono.error(new IllegalStateException()))
                .onErrorComplete()
                .block();
        assertThat(telemetries.metrics.collectAllMetrics())
                .extracting(MetricData::getName)
                .containsExactly("gen_ai.client.operation.duration");
    }

    @Test
    void countersHaveToBeAskedFor() {
        try (Telemetries plain = new Telemetries(builder -> builder.prices(PriceTable.shipped()))) {
            plain.tracing.call(Fixtures.call(), Mono.just(Fixtures.response())).block();
            assertThat(plain.metrics.collectAllMetrics())
                    .extracting(MetricData::getName)
                    .containsExactlyInAnyOrder("gen_ai.client.operation.duration", "gen_ai.client.token.usage");
        }
        assertThatThrownBy(() -> Tracing.builder(telemetries.sdk).usageCounters(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMillionTenantsKeepTheirNumberBoundedAndNoTokenIsLost() {
        int tenants = 1_000_000;
        TokenTracker tracker = telemetries.tracing.tokenTracker();
        Usage usage = Usage.builder().count(Usage.Count.OUTPUT, 3L).build();
        Flux.range(0, tenants)
                .parallel(4)
                .runOn(Schedulers.parallel())
                .doOnNext(i -> tracker.record(
                        Attribution.tenant("tenant-" + i).feature("f").apply(Context.empty()), "openai/gpt-4o", usage))
                .sequential()
                .blockLast();
        MetricData tokens = telemetries.metric("gen_ai.tokens.total");
        Set<String> seen = new HashSet<>();
        long sum = 0;
        long others = 0;
        for (LongPointData point : tokens.getLongSumData().getPoints()) {
            String tenant = point.getAttributes().get(TENANT);
            seen.add(tenant);
            sum += point.getValue();
            others += "_OTHER".equals(tenant) ? point.getValue() : 0;
        }
        assertThat(seen).hasSize(1_001).contains("_OTHER").doesNotContainNull();
        assertThat(sum).isEqualTo(3L * tenants);
        assertThat(others).isEqualTo(3L * (tenants - 1_000));
    }

    @Test
    void theTrackerRecordsOnTheSpanOfTheContextAndInMetersAndCounters() {
        dev.weir.tracing.cost.CostMeter meter = dev.weir.tracing.cost.CostMeter.create();
        TokenTracker tracker = telemetries.tracing.tokenTracker();
        telemetries
                .tracing
                .trace("elsewhere")
                .around(Mono.deferContextual(
                        context -> Mono.justOrEmpty(tracker.record(context, "openai/gpt-4o-mini", 1_000_000, 100_000))))
                .contextWrite(Attribution.tenant("acme"))
                .contextWrite(meter)
                .as(StepVerifier::create)
                .assertNext(cost -> assertThat(cost.usd()).isEqualByComparingTo("0.21"))
                .verifyComplete();
        Attributes span = telemetries.onlySpan().getAttributes();
        assertThat(span.get(Names.USAGE_INPUT_TOKENS)).isEqualTo(1_000_000);
        assertThat(span.get(Names.USAGE_OUTPUT_TOKENS)).isEqualTo(100_000);
        assertThat(span.get(AttributeKey.doubleKey("gen_ai.usage.cost_usd"))).isEqualTo(0.21);
        assertThat(tokens(labels("acme", "unknown", "completed")))
                .isEqualTo(Map.of("input", 1_000_000L, "output", 100_000L));
        assertThat(meter.cost().usd()).isEqualByComparingTo("0.21");
    }

    @Test
    void theTrackerFindsTheCurrentSpanWhereThereIsNoContext() {
        io.opentelemetry.api.trace.Span span =
                telemetries.tracer().spanBuilder("current").startSpan();
        try (io.opentelemetry.context.Scope ignored = span.makeCurrent()) {
            telemetries.tracing.tokenTracker().record(Context.empty(), "gpt-4o-mini", 4, 2);
        } finally {
            span.end();
        }
        assertThat(telemetries.onlySpan().getAttributes().get(Names.USAGE_INPUT_TOKENS))
                .isEqualTo(4);
        assertThat(telemetries.onlySpan().getAttributes().get(AttributeKey.doubleKey("gen_ai.usage.cost_usd")))
                .isEqualTo(0.000002);
    }

    @Test
    void theTrackerRefusesNegativeCounts() {
        assertThatThrownBy(() -> telemetries.tracing.tokenTracker().record(Context.empty(), "gpt-4o", -1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
