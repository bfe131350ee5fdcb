package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.LlmTimeoutException;
import dev.weir.LlmTimeoutException.Phase;
import dev.weir.ModelId;
import dev.weir.Timeouts;
import dev.weir.spi.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The limits that count from the subscription, by a clock of their own and without a network. */
class PhaseTimerTest {

    private final HttpTransport transport = HttpTransport.create(HttpSettings.DEFAULT, Timeouts.DEFAULT);
    private VirtualTimeScheduler clock;

    @BeforeEach
    void turnTheClock() {
        clock = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void turnItBack() {
        VirtualTimeScheduler.reset();
        transport.close().block(Duration.ofSeconds(30));
    }

    /** A stream that waits for its credentials for ever. */
    private Flux<Chunk> waiting(Timeouts timeouts) {
        Credentials silent = (uri, headers, body) -> Mono.never();
        HttpCall call = new HttpCall(
                new ModelId("test", "words"), URI.create("http://127.0.0.1/"), Map.of(), new byte[0], silent, timeouts);
        return transport.stream(call, new WordCodec());
    }

    private void timesOut(Timeouts timeouts, Phase phase, Duration limit) {
        StepVerifier.withVirtualTime(() -> waiting(timeouts), () -> clock, Long.MAX_VALUE)
                .expectSubscription()
                .expectNoEvent(limit.minusNanos(1))
                .thenAwait(Duration.ofNanos(1))
                .expectErrorSatisfies(failure -> {
                    assertThat(failure).isInstanceOf(LlmTimeoutException.class);
                    assertThat(((LlmTimeoutException) failure).phase()).isEqualTo(phase);
                    assertThat(((LlmTimeoutException) failure).limit()).isEqualTo(limit);
                })
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void theFirstChunkHasItsLimit() {
        timesOut(Timeouts.DEFAULT.firstChunk(Duration.ofSeconds(5)), Phase.FIRST_CHUNK, Duration.ofSeconds(5));
    }

    @Test
    void theWholeHasItsLimit() {
        timesOut(Timeouts.DEFAULT.firstChunk(null).total(Duration.ofHours(2)), Phase.TOTAL, Duration.ofHours(2));
    }

    @ParameterizedTest
    @CsvSource({"3,4,FIRST_CHUNK,3", "3,2,TOTAL,2", "3,3,TOTAL,3"})
    void theShorterOfTheTwoPassesFirst(long first, long total, Phase phase, long passed) {
        timesOut(
                Timeouts.DEFAULT.firstChunk(Duration.ofSeconds(first)).total(Duration.ofSeconds(total)),
                phase,
                Duration.ofSeconds(passed));
    }

    @Test
    void theWholeIsStillLimitedOnceTheFirstChunkIsThere() {
        Begun exchange = new Begun(transport);
        PhaseTimer timer = new PhaseTimer(exchange);
        timer.start(Duration.ofSeconds(3), Duration.ofSeconds(5));
        clock.advanceTimeBy(Duration.ofSeconds(4));
        assertThat(exchange.isEnded()).isFalse();
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(exchange.isEnded()).isTrue();
    }

    @Test
    void withoutLimitsNothingIsScheduled() {
        waiting(Timeouts.DEFAULT.firstChunk(null)).subscribe(new Silent<>());
        assertThat(clock.getScheduledTaskCount()).isZero();
    }

    @Test
    void aTimerThatWasStoppedDoesNotRun() {
        Begun exchange = new Begun(transport);
        PhaseTimer timer = new PhaseTimer(exchange);
        timer.start(Duration.ofSeconds(1), Duration.ofSeconds(2));
        timer.stop();
        clock.advanceTimeBy(Duration.ofDays(1));
        assertThat(exchange.isEnded()).isFalse();
    }

    @Test
    void aTimerStartedAfterItWasStoppedDoesNotRun() {
        Begun exchange = new Begun(transport);
        PhaseTimer timer = new PhaseTimer(exchange);
        timer.stop();
        timer.start(null, Duration.ofSeconds(1));
        clock.advanceTimeBy(Duration.ofDays(1));
        assertThat(exchange.isEnded()).isFalse();
    }

    private static final class Silent<T> extends BaseSubscriber<T> {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // asks for nothing
        }
    }

    /** An exchange whose first chunk is there. */
    private static final class Begun extends Exchange<Object> {

        Begun(HttpTransport transport) {
            super(transport, call(), ignoring());
        }

        private static HttpCall call() {
            return new HttpCall(
                    new ModelId("test", "words"),
                    URI.create("http://127.0.0.1/"),
                    Map.of(),
                    new byte[0],
                    Credentials.NONE,
                    Timeouts.DEFAULT);
        }

        private static CoreSubscriber<Object> ignoring() {
            return new BaseSubscriber<>() {
                @Override
                protected void hookOnError(Throwable failure) {
                    assertThat(((LlmTimeoutException) failure).phase()).isEqualTo(Phase.TOTAL);
                }
            };
        }

        @Override
        void onHead(int status) {}

        @Override
        void onBytes(io.netty.buffer.ByteBuf bytes) {}

        @Override
        void onBodyEnd() {}

        @Override
        dev.weir.@org.jspecify.annotations.Nullable Response partial() {
            return null;
        }

        @Override
        boolean isHungry() {
            return false;
        }

        @Override
        void release() {}

        @Override
        @org.jspecify.annotations.Nullable
        Duration firstChunkLimit() {
            return null;
        }

        @Override
        boolean isBeforeFirstChunk() {
            return false;
        }

        @Override
        void bodyReady() {}

        @Override
        public void request(long n) {}
    }
}
