package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Chunk;
import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.tracing.cost.Budget;
import dev.weir.tracing.cost.BudgetExceededException;
import dev.weir.tracing.cost.CostMeter;
import dev.weir.tracing.cost.Price;
import dev.weir.tracing.cost.PriceTable;
import dev.weir.tracing.cost.UnknownModel;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The cost on spans. The usage of the fixtures is 25 in, 3 of them cached, and 12 out. */
class CostSpanTest {

    private static final AttributeKey<Double> COST = AttributeKey.doubleKey("gen_ai.usage.cost_usd");
    private static final AttributeKey<Boolean> ESTIMATED = AttributeKey.booleanKey("weir.usage.cost_estimated");

    /** OpenAI's prices of gpt-4o-mini as of the shipped table: 22 x 0.15 + 3 x 0.075 + 12 x 0.60 = 10.725 millionths. */
    private static final double ONE_CALL = 0.000011;

    private Telemetries telemetries = new Telemetries(builder -> builder.prices(PriceTable.shipped()));

    private void with(UnaryOperator<TracingBuilder> change) {
        telemetries.close();
        telemetries = new Telemetries(change);
    }

    @AfterEach
    void close() {
        telemetries.close();
    }

    private void call() {
        telemetries
                .tracing
                .call(Fixtures.call(), Mono.just(Fixtures.response()))
                .block();
    }

    private Double cost() {
        return telemetries.onlySpan().getAttributes().get(COST);
    }

    @Test
    void aCallAndAStreamHaveTheirCostRoundedToSixDigits() {
        call();
        assertThat(cost()).isEqualTo(ONE_CALL);
        telemetries.exporter.reset();
        telemetries.tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer()))
                .blockLast();
        assertThat(cost()).isEqualTo(ONE_CALL);
    }

    @Test
    void withoutPricesThereIsNoCost() {
        with(builder -> builder.extras(Extra.values()));
        call();
        assertThat(telemetries.onlySpan().getAttributes().asMap().keySet())
                .extracting(AttributeKey::getKey)
                .noneMatch(name -> name.contains("cost"));
    }

    @Test
    void anUnknownModelHasNoCostUnlessThePolicySaysSo() {
        with(builder -> builder.prices(PriceTable.EMPTY));
        call();
        assertThat(cost()).isNull();
        PriceTable assumed = PriceTable.EMPTY.unknownModel(UnknownModel.price(Price.per1M(1_000, 1_000)));
        with(builder -> builder.prices(assumed));
        call();
        assertThat(cost()).isEqualTo(0.037);
        assertThat(telemetries.onlySpan().getAttributes().get(ESTIMATED)).isNull();
        with(builder -> builder.prices(assumed).extras(Extra.COST_ESTIMATED));
        call();
        assertThat(telemetries.onlySpan().getAttributes().get(ESTIMATED)).isTrue();
    }

    @Test
    void aKnownCostIsNotFlagged() {
        with(builder -> builder.prices(PriceTable.shipped()).extras(Extra.COST_ESTIMATED));
        call();
        assertThat(cost()).isEqualTo(ONE_CALL);
        assertThat(telemetries.onlySpan().getAttributes().get(ESTIMATED)).isNull();
    }

    @Test
    void theAttributeMayHaveAnotherName() {
        with(builder -> builder.prices(PriceTable.shipped()).costAttribute("llm.cost_usd"));
        call();
        assertThat(cost()).isNull();
        assertThat(telemetries.onlySpan().getAttributes().get(AttributeKey.doubleKey("llm.cost_usd")))
                .isEqualTo(ONE_CALL);
        assertThatThrownBy(() -> Tracing.builder(telemetries.sdk).costAttribute(" "))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCancelledStreamCostsWhatWasReportedAndIsFlagged() {
        with(builder -> builder.prices(PriceTable.shipped()).extras(Extra.COST_ESTIMATED));
        StepVerifier.create(telemetries.tracing.stream(
                        Fixtures.stream(),
                        Flux.just(Fixtures.started(), Fixtures.usage()).concatWith(Flux.never())))
                .expectNextCount(2)
                .thenCancel()
                .verify();
        assertThat(cost()).isEqualTo(ONE_CALL);
        assertThat(telemetries.onlySpan().getAttributes().get(ESTIMATED)).isTrue();
    }

    @Test
    void aFailedStreamCostsWhatWasReportedAndOneWithoutReportNothing() {
        telemetries.tracing.stream(
                        Fixtures.stream(),
                        Flux.just(Fixtures.started(), Fixtures.usage())
                                .concatWith(Flux.error(new IllegalStateException())))
                .onErrorComplete()
                .blockLast();
        assertThat(cost()).isEqualTo(ONE_CALL);
        telemetries.exporter.reset();
        telemetries.tracing.stream(Fixtures.stream(), Flux.<Chunk>error(new IllegalStateException()))
                .onErrorComplete()
                .blockLast();
        assertThat(cost()).isNull();
    }

    @Test
    void embeddingsAndRankingsHaveTheirCost() {
        with(builder -> builder.prices(PriceTable.builder()
                .price("openai/*", Price.per1M(1_000_000, 0))
                .build()));
        telemetries
                .tracing
                .embed(Fixtures.embed(), Mono.just(Fixtures.embedding()))
                .block();
        assertThat(cost()).isEqualTo(2.0);
        telemetries.exporter.reset();
        RerankResponse ranked = new RerankResponse(
                null,
                List.of(),
                Usage.builder().count(Usage.Count.INPUT, 7L).build(),
                Response.Metadata.ABSENT,
                List.of());
        telemetries
                .tracing
                .rerank(new Operation.Rerank(Fixtures.OPENAI, RerankRequest.of("q", List.of("d"))), Mono.just(ranked))
                .block();
        assertThat(cost()).isEqualTo(7.0);
    }

    @Test
    void anAgentHasTheCostOfItsCalls() {
        Mono<Response> once = telemetries.tracing.call(Fixtures.call(), Mono.just(Fixtures.response()));
        telemetries
                .tracing
                .runAgent(
                        new Operation.AgentRun("librarian", null, null, Request.of("x")), Flux.concat(once, once, once))
                .blockLast();
        // 3 x 10.725 millionths, rounded once
        assertThat(telemetries.span("invoke_agent librarian").getAttributes().get(COST))
                .isEqualTo(0.000032);
    }

    @Test
    void metersOfTheContextCountWhatIsTracedOnce() {
        CostMeter session = CostMeter.create();
        Operation.Inference operation = Fixtures.stream();
        telemetries.tracing.stream(
                        operation, telemetries.tracing.stream(operation, Flux.fromIterable(Fixtures.answer())))
                .contextWrite(session)
                .blockLast();
        assertThat(session.calls()).isEqualTo(1);
        assertThat(session.usage()).isEqualTo(Fixtures.USAGE);
        assertThat(session.cost().rounded()).isEqualByComparingTo("0.000011");
        telemetries
                .tracing
                .call(Fixtures.call(), Mono.error(new IllegalStateException()))
                .onErrorComplete()
                .contextWrite(session)
                .block();
        assertThat(session.calls()).isEqualTo(2);
    }

    @Test
    void withoutPricesMetersCountUsageOnly() {
        with(builder -> builder);
        CostMeter session = CostMeter.create();
        telemetries
                .tracing
                .call(Fixtures.call(), Mono.just(Fixtures.response()))
                .contextWrite(session)
                .block();
        assertThat(session.usage()).isEqualTo(Fixtures.USAGE);
        assertThat(session.unpricedCalls()).isEqualTo(1);
    }

    @Test
    void theMeterHasCountedWhenTheSubscriberHearsOfTheAnswer() {
        CostMeter session = CostMeter.create();
        StepVerifier.create(telemetries
                        .tracing
                        .call(Fixtures.call(), Mono.just(Fixtures.response()))
                        .map(answer -> session.calls())
                        .contextWrite(session))
                .expectNext(1L)
                .verifyComplete();
    }

    @Test
    void aBudgetTakesThePricesOfTheTracingAroundIt() {
        with(builder -> builder.prices(PriceTable.builder()
                .price("openai/*", Price.per1M(1_000_000, 1_000_000))
                .build()));
        Operation.Inference operation = Fixtures.stream(Request.of("hi"));
        Flux<Chunk> endless = Flux.<Chunk>just(Fixtures.text("12345678")).repeat();
        StepVerifier.create(telemetries.tracing.stream(operation, Budget.usd(5).stream(operation, endless)))
                .expectNextCount(3)
                .verifyError(BudgetExceededException.class);
    }

    @Test
    void theSpanSaysThatTheBudgetWasExceeded() {
        Operation.Inference operation = Fixtures.stream();
        Flux<Chunk> answer = Flux.just(Fixtures.started(), Fixtures.usage(), Fixtures.text("x"))
                .concatWith(Flux.never());
        StepVerifier.create(telemetries.tracing.stream(operation, Budget.tokens(36).stream(operation, answer)))
                .expectNextCount(2)
                .verifyError(BudgetExceededException.class);
        SpanData span = telemetries.onlySpan();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("budget_exceeded");
        assertThat(span.getAttributes().get(Names.USAGE_INPUT_TOKENS)).isEqualTo(25);
        assertThat(span.getAttributes().get(COST)).isEqualTo(ONE_CALL);
        assertThat(telemetries
                        .metric("gen_ai.client.token.usage")
                        .getHistogramData()
                        .getPoints())
                .allSatisfy(point -> assertThat(point.getCount()).isEqualTo(1));
    }

    @Test
    void aRefusedCallIsNotCountedByMeters() {
        CostMeter session = CostMeter.create();
        Operation.Inference operation = Fixtures.call();
        StepVerifier.create(telemetries
                        .tracing
                        .call(operation, Budget.tokens(0).call(operation, Mono.just(Fixtures.response())))
                        .contextWrite(session))
                .verifyError(BudgetExceededException.class);
        assertThat(session.calls()).isZero();
    }

    @Test
    void estimatesOfABudgetAreNotReportedAsUsage() {
        Operation.Inference operation = Fixtures.stream();
        StepVerifier.create(telemetries.tracing.stream(
                        operation,
                        Budget.tokens(10).stream(operation, Flux.<Chunk>just(Fixtures.text("x".repeat(100))))))
                .expectNextCount(1)
                .verifyError(BudgetExceededException.class);
        assertThat(telemetries.onlySpan().getAttributes().asMap().keySet())
                .extracting(AttributeKey::getKey)
                .noneMatch(name -> name.contains("usage"));
    }
}
