package dev.weir.tracing.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.Interceptor;
import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.TruncatedStreamException;
import dev.weir.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.util.RaceTestUtils;
import reactor.util.context.Context;

class CostMeterTest {

    private static final Interceptor COUNTING = CostMeter.counting(Calls.PRICES);

    private final CostMeter meter = CostMeter.create();

    private static Mono<Response> call(Usage usage) {
        return COUNTING.call(Calls.call(), Mono.just(Calls.answer(usage)));
    }

    @Test
    void callsAddUpAndCanBeReadInBetween() {
        List<String> seen = new ArrayList<>();
        call(Usages.of(2, 3))
                .doOnNext(first -> seen.add(meter.cost().usd().toPlainString()))
                .then(call(Usages.of(5, 7)))
                .contextWrite(meter)
                .block();
        assertThat(seen).containsExactly("32");
        assertThat(meter.usage()).isEqualTo(Usages.of(7, 10));
        assertThat(meter.cost()).isEqualTo(new Cost(java.math.BigDecimal.valueOf(107), false));
        assertThat(meter.calls()).isEqualTo(2);
        assertThat(meter.unpricedCalls()).isZero();
    }

    @Test
    void metersWithinMetersAllCount() {
        CostMeter inner = CostMeter.create();
        call(Usages.of(1, 1))
                .contextWrite(inner)
                .then(call(Usages.of(1, 1)))
                .contextWrite(meter)
                .block();
        assertThat(inner.calls()).isEqualTo(1);
        assertThat(meter.calls()).isEqualTo(2);
        assertThat(CostMeter.in(inner.apply(meter.apply(Context.empty())))).containsExactly(meter, inner);
    }

    @Test
    void theSameMeterTwiceCountsOnce() {
        call(Usages.of(1, 1)).contextWrite(meter).contextWrite(meter).block();
        assertThat(meter.calls()).isEqualTo(1);
    }

    @Test
    void severalInterceptorsThatCountCountOnce() {
        Operation.Inference operation = Calls.call();
        Mono<Response> answer = Mono.just(Calls.answer(Usages.of(2, 3)));
        COUNTING.call(operation, Budget.tokens(1_000).shared().call(operation, COUNTING.call(operation, answer)))
                .contextWrite(meter)
                .block();
        assertThat(meter.calls()).isEqualTo(1);
        assertThat(meter.cost().usd()).isEqualByComparingTo("32");
    }

    @Test
    void anotherCallWithinACallCountsForItself() {
        // a cache or a router may ask another model while a call is under way
        Operation.Inference outer = Calls.call();
        Mono<Response> routed = call(Usages.of(1, 0)).flatMap(ignored -> Mono.just(Calls.answer(Usages.of(2, 0))));
        COUNTING.call(outer, routed).contextWrite(meter).block();
        assertThat(meter.calls()).isEqualTo(2);
        assertThat(meter.usage()).isEqualTo(Usages.of(3, 0));
    }

    @Test
    void aCancelledStreamCountsWhatWasReportedOnce() {
        Flux<Chunk> stream = COUNTING.stream(
                Calls.stream(), Flux.just(Calls.usage(4, 1), Calls.text("a")).concatWith(Flux.never()));
        StepVerifier.create(stream.contextWrite(meter))
                .expectNextCount(2)
                .thenCancel()
                .verify();
        assertThat(meter.usage()).isEqualTo(Usages.of(4, 1));
        assertThat(meter.cost()).isEqualTo(new Cost(java.math.BigDecimal.valueOf(14), true));
        assertThat(meter.calls()).isEqualTo(1);
    }

    @Test
    void aCancelAfterTheEndDoesNotCountAgain() {
        COUNTING.stream(Calls.stream(), Flux.just(Calls.usage(4, 1), Calls.done(Usages.of(4, 2))))
                .takeUntil(Chunk.Done.class::isInstance)
                .contextWrite(meter)
                .blockLast();
        assertThat(meter.calls()).isEqualTo(1);
        assertThat(meter.usage()).isEqualTo(Usages.of(4, 2));
    }

    @Test
    void aFailureCountsWhatItsPartialAnswerReports() {
        TruncatedStreamException cut =
                new TruncatedStreamException("x", Calls.TARGET.model(), Calls.answer(Usages.of(3, 1)));
        COUNTING.stream(Calls.stream(), Flux.error(cut))
                .onErrorComplete()
                .contextWrite(meter)
                .blockLast();
        COUNTING.call(Calls.call(), Mono.error(cut))
                .onErrorComplete()
                .contextWrite(meter)
                .block();
        assertThat(meter.usage()).isEqualTo(Usages.of(6, 2));
        assertThat(meter.cost().estimated()).isTrue();
    }

    @Test
    void whatHasNoPriceOrNoUsageIsCountedAsSuch() {
        call(Usage.ABSENT).contextWrite(meter).block();
        CostMeter.counting(PriceTable.EMPTY)
                .call(Calls.call(), Mono.just(Calls.answer(Usages.of(2, 3))))
                .contextWrite(meter)
                .block();
        assertThat(meter.calls()).isEqualTo(2);
        assertThat(meter.unpricedCalls()).isEqualTo(2);
        assertThat(meter.usage()).isEqualTo(Usages.of(2, 3));
        assertThat(meter.cost()).isEqualTo(Cost.ZERO);
    }

    @Test
    void aTableInTheContextStandsInWhereThereIsNoOther() {
        PriceTable other = PriceTable.builder()
                .price("openai/*", Price.per1M(7_000_000, 0))
                .build();
        CostMeter.counting(PriceTable.EMPTY)
                .call(Calls.call(), Mono.just(Calls.answer(Usages.of(1, 0))))
                .contextWrite(other)
                .contextWrite(meter)
                .block();
        assertThat(meter.cost().usd()).isEqualByComparingTo("7");
        call(Usages.of(1, 0)).contextWrite(other).contextWrite(meter).block();
        assertThat(meter.cost().usd()).isEqualByComparingTo("8");
    }

    @Test
    void embeddingsCountToo() {
        PriceTable prices = PriceTable.builder()
                .price("openai/*", Price.per1M(1_000_000, 0))
                .build();
        EmbeddingResponse answer = new EmbeddingResponse(
                null,
                "e",
                List.of(new float[1]),
                null,
                Usage.builder().count(Usage.Count.INPUT, 8L).build(),
                Response.Metadata.ABSENT,
                Map.of(),
                List.of());
        CostMeter.counting(prices)
                .embed(new Operation.Embedding(Calls.TARGET, EmbeddingRequest.of(List.of("a"))), Mono.just(answer))
                .contextWrite(meter)
                .block();
        assertThat(meter.cost().usd()).isEqualByComparingTo("8");
        assertThat(meter.usage().outputTokens()).isEmpty();
    }

    @Test
    void callsWithoutMeterPassUntouched() {
        Mono<Response> source = Mono.just(Calls.answer(Usages.of(1, 1)));
        StepVerifier.create(COUNTING.call(Calls.call(), source))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void aCancelThatRacesTheEndCountsOnce() {
        int rounds = 2_000;
        Budget budget = Budget.tokens(Long.MAX_VALUE).over(meter);
        for (int i = 0; i < rounds; i++) {
            TestPublisher<Chunk> source = TestPublisher.create();
            Disposable stream = budget.stream(Calls.stream(), source.flux()).subscribe();
            source.next(Calls.usage(4, 1));
            RaceTestUtils.race(stream::dispose, () -> source.next(Calls.done(Usages.of(4, 2))));
        }
        assertThat(meter.calls()).isEqualTo(rounds);
        assertThat(meter.usage().inputTokens()).hasValue(4L * rounds);
        assertThat(meter.usage().outputTokens().orElseThrow()).isBetween((long) rounds, 2L * rounds);
        // nothing is left pending, whichever came first
        assertThat(meter.tokensSpent())
                .isEqualTo(CostMeter.tokensOf(meter.usage()), org.assertj.core.api.Assertions.within(1e-6));
    }

    @Test
    void manyThreadsLoseNothing() {
        Flux.range(0, 2_000)
                .flatMap(i -> call(Usages.of(1, 2)).subscribeOn(Schedulers.parallel()), 16)
                .contextWrite(meter)
                .blockLast();
        assertThat(meter.calls()).isEqualTo(2_000);
        assertThat(meter.usage()).isEqualTo(Usages.of(2_000, 4_000));
        assertThat(meter.cost().usd()).isEqualByComparingTo("42000");
    }
}
