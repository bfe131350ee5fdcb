package dev.weir.tracing.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Chunk;
import dev.weir.ConfigurationException;
import dev.weir.LlmException;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class BudgetTest {

    private static final String TWENTY = "x".repeat(80);

    private static Flux<Chunk> limited(Budget budget, Flux<Chunk> source) {
        return budget.stream(Calls.stream(), source);
    }

    private static BudgetExceededException exceeded(Throwable failure) {
        assertThat(failure).isInstanceOf(BudgetExceededException.class);
        return (BudgetExceededException) failure;
    }

    @Test
    void aStreamIsStoppedWithThePieceThatTakesItOver() {
        TestPublisher<Chunk> source = TestPublisher.create();
        StepVerifier.create(limited(Budget.tokens(50), source.flux()))
                .then(() -> source.next(Calls.text(TWENTY), Calls.text(TWENTY)))
                .expectNextCount(2)
                .then(() -> source.next(Calls.text(TWENTY)))
                .expectNextCount(1)
                .expectErrorSatisfies(failure -> {
                    BudgetExceededException stopped = exceeded(failure);
                    assertThat(stopped.sent()).isTrue();
                    assertThat(stopped.retryable()).isFalse();
                    assertThat(stopped.errorType()).isEqualTo("budget_exceeded");
                    assertThat(stopped.model()).isEqualTo(ModelId.parse("openai/gpt-4o-mini"));
                    Response partial = stopped.partial().orElseThrow();
                    assertThat(partial.text()).isEqualTo(TWENTY.repeat(3));
                    assertThat(partial.isPartial()).isTrue();
                    assertThat(partial.usage()).isEqualTo(Usage.ABSENT);
                    assertThat(stopped)
                            .hasMessageContainingAll("openai/gpt-4o-mini", "budget of 50 tokens", "about 61 tokens")
                            .hasMessageNotContaining(TWENTY);
                })
                .verify();
        source.assertCancelled();
    }

    @Test
    void exactlyTheLimitMayBeUsed() {
        StepVerifier.create(limited(
                        Budget.tokens(41),
                        Flux.just(Calls.text(TWENTY), Calls.text(TWENTY), Calls.done(Usages.of(1, 40)))))
                .expectNextCount(3)
                .verifyComplete();
    }

    @Test
    void reportsInTheStreamTakeThePlaceOfEstimates() {
        // the estimate of 1 + 20 + 20 would be over, the report says 3 + 5
        StepVerifier.create(limited(
                        Budget.tokens(30),
                        Flux.just(
                                Calls.text(TWENTY),
                                Calls.usage(3, 5),
                                Calls.text(TWENTY),
                                Calls.done(Usages.of(3, 9)))))
                .expectNextCount(4)
                .verifyComplete();
        // and what comes after the report is estimated on top: 3 + 5 + 20 + 20
        StepVerifier.create(limited(
                        Budget.tokens(30),
                        Flux.just(Calls.text("x"), Calls.usage(3, 5), Calls.text(TWENTY), Calls.text(TWENTY))
                                .concatWith(Flux.never())))
                .expectNextCount(4)
                .verifyError(BudgetExceededException.class);
    }

    @Test
    void afterAReportOverTheLimitNoMoreTextIsPassedOn() {
        TestPublisher<Chunk> source = TestPublisher.create();
        StepVerifier.create(limited(Budget.tokens(30), source.flux()))
                .then(() -> source.next(Calls.text("x"), Calls.usage(3, 50), Calls.text("y")))
                .expectNextCount(2)
                .expectErrorSatisfies(failure -> assertThat(
                                exceeded(failure).partial().orElseThrow().usage())
                        .isEqualTo(Usages.of(3, 50)))
                .verify();
        source.assertCancelled();
    }

    @Test
    void anAnswerWhoseEndHasComeIsHandedOut() {
        StepVerifier.create(limited(
                        Budget.tokens(30),
                        Flux.just(Calls.text("x"), Calls.usage(3, 50), Calls.done(Usages.of(3, 50)))))
                .expectNextCount(3)
                .verifyComplete();
    }

    @Test
    void dollarsAreCountedAtTheModelsPrice() {
        // 1 for the prompt, then 10 for every token: 4 characters each
        StepVerifier.create(limited(
                        Budget.usd(25).prices(Calls.PRICES),
                        Flux.just(Calls.text("1234"), Calls.text("1234"), Calls.text("1234"), Calls.text("1234"))
                                .concatWith(Flux.never())))
                .expectNextCount(3)
                .expectErrorSatisfies(failure ->
                        assertThat(exceeded(failure)).hasMessageContainingAll("budget of $25", "about $31.000000"))
                .verify();
    }

    @Test
    void anEstimatorOfOnesOwnCounts() {
        StepVerifier.create(limited(
                        Budget.tokens(5).estimator(text -> text.equals("1234") ? 0 : 3),
                        Flux.just(Calls.text("a"), Calls.text("b"), Calls.text("c"))
                                .concatWith(Flux.never())))
                .expectNextCount(2)
                .verifyError(BudgetExceededException.class);
        StepVerifier.create(limited(
                        Budget.tokens(5).estimator(TokenEstimator.NONE),
                        Flux.just(Calls.text(TWENTY), Calls.text(TWENTY), Calls.done(Usages.of(1, 40)))))
                .expectNextCount(3)
                .verifyComplete();
    }

    @Test
    void anEstimatorThatFailsStopsTheStream() {
        TestPublisher<Chunk> source = TestPublisher.create();
        TokenEstimator broken = text -> {
            if (text.equals("1234")) {
                return 1;
            }
            throw new IllegalStateException("broken");
        };
        StepVerifier.create(limited(Budget.tokens(5).estimator(broken), source.flux()))
                .then(() -> source.next(Calls.text("a")))
                .verifyErrorMessage("broken");
        source.assertCancelled();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallIsRefusedBeforeItIsMadeWhenNothingIsLeft(boolean streaming) {
        Budget budget = Budget.tokens(10).shared();
        budget.call(Calls.call(), Mono.just(Calls.answer(Usages.of(4, 6)))).block();
        AtomicBoolean subscribed = new AtomicBoolean();
        Flux<?> next = streaming
                ? budget.stream(Calls.stream(), Flux.<Chunk>never().doOnSubscribe(s -> subscribed.set(true)))
                : Flux.from(budget.call(Calls.call(), Mono.<Response>never().doOnSubscribe(s -> subscribed.set(true))));
        StepVerifier.create(next)
                .expectErrorSatisfies(failure -> {
                    assertThat(exceeded(failure).sent()).isFalse();
                    assertThat(exceeded(failure).partial()).isEmpty();
                    assertThat(failure).hasMessageContaining("the call was not made");
                })
                .verify();
        assertThat(subscribed).isFalse();
    }

    @Test
    void aPromptThatAloneTakesMoreIsNotSent() {
        Operation.Inference operation =
                new Operation.Inference(Calls.TARGET, "chat", Request.of("x".repeat(400)), false);
        StepVerifier.create(Budget.tokens(99).call(operation, Mono.error(new AssertionError("was sent"))))
                .expectErrorSatisfies(failure -> assertThat(exceeded(failure)).hasMessageContaining("prompt alone"))
                .verify();
        StepVerifier.create(Budget.tokens(100).call(operation, Mono.just(Calls.answer(Usages.of(1, 1)))))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void aBudgetPerCallStartsAnewWithEveryCall() {
        Budget budget = Budget.tokens(10);
        for (int i = 0; i < 3; i++) {
            assertThat(budget.call(Calls.call(), Mono.just(Calls.answer(Usages.of(4, 6))))
                            .block())
                    .isNotNull();
        }
    }

    @Test
    void callsAtOnceDrawOnOneSharedBudget() {
        Budget budget = Budget.tokens(50).shared();
        TestPublisher<Chunk> first = TestPublisher.create();
        TestPublisher<Chunk> second = TestPublisher.create();
        List<Throwable> failures = new ArrayList<>();
        limited(budget, first.flux()).subscribe(chunk -> {}, failures::add);
        limited(budget, second.flux()).subscribe(chunk -> {}, failures::add);
        first.next(Calls.text(TWENTY));
        second.next(Calls.text(TWENTY));
        assertThat(failures).isEmpty();
        first.next(Calls.text(TWENTY));
        assertThat(failures).hasSize(1);
        first.assertCancelled();
        second.next(Calls.text("x"));
        assertThat(failures).hasSize(2).allMatch(BudgetExceededException.class::isInstance);
    }

    @Test
    void callsAtOnceSeeEachOthersPromptsFromTheBeginning() {
        Budget budget = Budget.tokens(100).shared();
        Operation.Inference sixty = new Operation.Inference(Calls.TARGET, "chat", Request.of("x".repeat(240)), false);
        TestPublisher<Response> first = TestPublisher.create();
        budget.call(sixty, first.mono()).subscribe();
        StepVerifier.create(budget.call(sixty, Mono.error(new AssertionError("was sent"))))
                .verifyError(BudgetExceededException.class);
        first.emit(Calls.answer(Usages.of(20, 1)));
        StepVerifier.create(budget.call(sixty, Mono.just(Calls.answer(Usages.of(20, 1)))))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(budget.meter().orElseThrow().tokensSpent()).isEqualTo(42);
    }

    @Test
    void whatAStoppedStreamConsumedIsNotGivenBack() {
        Budget budget = Budget.tokens(50).shared();
        StepVerifier.create(limited(budget, Flux.just(Calls.text("x".repeat(400)))))
                .expectNextCount(1)
                .verifyError(BudgetExceededException.class);
        StepVerifier.create(budget.call(Calls.call(), Mono.error(new AssertionError("was sent"))))
                .verifyError(BudgetExceededException.class);
        CostMeter meter = budget.meter().orElseThrow();
        assertThat(meter.usage().isAbsent()).isTrue();
        assertThat(meter.calls()).isEqualTo(1);
    }

    @Test
    void theReportAtTheEndReplacesTheEstimate() {
        Budget budget = Budget.tokens(50).shared();
        limited(budget, Flux.just(Calls.text(TWENTY), Calls.done(Usages.of(1, 2))))
                .blockLast();
        CostMeter meter = budget.meter().orElseThrow();
        assertThat(meter.tokensSpent()).isEqualTo(3);
        assertThat(meter.usage()).isEqualTo(Usages.of(1, 2));
    }

    @Test
    void aCallThatNeverBeganTakesNothing() {
        Budget budget = Budget.tokens(50).shared();
        limited(budget, Flux.error(new IllegalStateException()))
                .onErrorComplete()
                .blockLast();
        assertThat(budget.meter().orElseThrow().tokensSpent()).isZero();
    }

    @Test
    void aBudgetPerMeterBelongsToTheSession() {
        Budget budget = Budget.tokens(10).perMeter();
        CostMeter one = CostMeter.create();
        CostMeter other = CostMeter.create();
        Mono<Response> call = budget.call(Calls.call(), Mono.just(Calls.answer(Usages.of(4, 6))));
        call.contextWrite(one).block();
        StepVerifier.create(call.contextWrite(one)).verifyError(BudgetExceededException.class);
        StepVerifier.create(call.contextWrite(other)).expectNextCount(1).verifyComplete();
        StepVerifier.create(call)
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("contextWrite"))
                .verify();
    }

    @Test
    void aSessionsNextCallIsJudgedByWhatTheLastOneReported() {
        Budget budget = Budget.tokens(25).perMeter();
        Mono<Response> call = budget.call(Calls.call(), Mono.just(Calls.answer(Usages.of(4, 6))));
        StepVerifier.create(call.flatMap(first -> call).flatMap(second -> call).contextWrite(CostMeter.create()))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void twoBudgetsHoldAndCountOnce() {
        CostMeter meter = CostMeter.create();
        Budget session = Budget.usd(1_000).over(meter).prices(Calls.PRICES);
        Budget call = Budget.tokens(30).prices(Calls.PRICES);
        Operation.Inference operation = Calls.stream();
        Flux<Chunk> answer = Flux.just(Calls.text("x"), Calls.done(Usages.of(1, 5)));
        Flux<Chunk> both = session.stream(operation, call.stream(operation, answer));
        StepVerifier.create(both).expectNextCount(2).verifyComplete();
        assertThat(meter.calls()).isEqualTo(1);
        assertThat(meter.usage()).isEqualTo(Usages.of(1, 5));
        assertThat(meter.cost().usd()).isEqualByComparingTo("51");
    }

    @Test
    void theOuterOfTwoBudgetsStopsAStreamToo() {
        Operation.Inference operation = Calls.stream();
        TestPublisher<Chunk> source = TestPublisher.create();
        Flux<Chunk> both = Budget.tokens(30).stream(operation, Budget.tokens(1_000).stream(operation, source.flux()));
        StepVerifier.create(both)
                .then(() -> source.next(Calls.text(TWENTY), Calls.text(TWENTY)))
                .expectNextCount(2)
                .expectErrorSatisfies(failure -> assertThat(failure).hasMessageContaining("budget of 30 tokens"))
                .verify();
        source.assertCancelled();
    }

    @Test
    void dollarsOfAModelWithoutPriceCannotBeHeld() {
        Budget budget = Budget.usd(1)
                .prices(PriceTable.builder().price("x/y", Price.FREE).build());
        StepVerifier.create(budget.call(Calls.call(), Mono.error(new AssertionError("was sent"))))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContainingAll("gpt-4o-mini", "unknownModel"))
                .verify();
        StepVerifier.create(Budget.usd(1)
                        .prices(PriceTable.EMPTY.unknownModel(UnknownModel.ZERO))
                        .call(Calls.call(), Mono.just(Calls.answer(Usages.of(1, 1)))))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void demandPassesUnchangedAndACancelReachesTheSource() {
        TestPublisher<Chunk> source = TestPublisher.create();
        StepVerifier.create(limited(Budget.tokens(1_000), source.flux()), 0)
                .thenRequest(1)
                .then(() -> source.assertMaxRequested(1))
                .then(() -> source.next(Calls.text("x")))
                .expectNextCount(1)
                .thenCancel()
                .verify();
        source.assertCancelled();
    }

    @Test
    void aSubscriberThatLeavesOnTheLastPieceHearsNothingMore() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        limited(Budget.tokens(1), Flux.just(Calls.text(TWENTY)).concatWith(Flux.never()))
                .take(1)
                .subscribe(chunk -> {}, failure::set);
        assertThat(failure).hasNullValue();
    }

    @Test
    void limitsMustBeNumbersThatAreNotNegative() {
        assertThatThrownBy(() -> Budget.usd(-0.01)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Budget.usd(Double.POSITIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Budget.tokens(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(LlmException.class).isAssignableFrom(BudgetExceededException.class);
    }
}
