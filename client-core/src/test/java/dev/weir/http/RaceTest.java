package dev.weir.http;

import static dev.weir.http.WordCodec.END;
import static dev.weir.http.WordCodec.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Timeouts;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Cancel, timers, demand and the answer meet at random moments: signals must come one at a time, one terminal signal at most
 * and exactly one where nobody cancelled, and the transport must be as good as new afterwards. The moments are random, what
 * is asserted is not.
 */
class RaceTest extends WireHarness {

    private static final int ROUNDS = 300;

    private final Random random = new Random(42);

    /** Checks the rules of signals while it asks in small portions. */
    private static final class Referee<T> implements CoreSubscriber<T> {

        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger terminals = new AtomicInteger();
        final AtomicInteger faults = new AtomicInteger();
        final CountDownLatch done = new CountDownLatch(1);
        volatile Subscription subscription;
        private final boolean portions;

        Referee(boolean portions) {
            this.portions = portions;
        }

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            given.request(portions ? 1 : Long.MAX_VALUE);
        }

        @Override
        public void onNext(T value) {
            enter();
            if (portions) {
                Schedulers.parallel().schedule(() -> subscription.request(1));
            }
            leave();
        }

        @Override
        public void onError(Throwable failure) {
            terminate();
        }

        @Override
        public void onComplete() {
            terminate();
        }

        private void enter() {
            if (inside.incrementAndGet() != 1 || terminals.get() != 0) {
                faults.incrementAndGet();
            }
        }

        private void leave() {
            inside.decrementAndGet();
        }

        private void terminate() {
            enter();
            if (terminals.incrementAndGet() != 1) {
                faults.incrementAndGet();
            }
            leave();
            done.countDown();
        }
    }

    private void pause(int micros) {
        LockSupport.parkNanos(random.nextInt(micros) * 1_000L);
    }

    private <T> void cancelledAtSomeMoment(Publisher<T> publisher, int round) {
        Referee<T> referee = new Referee<>(round % 2 == 0);
        publisher.subscribe(referee);
        pause(3_000);
        referee.subscription.cancel();
        pause(200);
        assertThat(referee.faults).as("round %d", round).hasValue(0);
        assertThat(referee.terminals.get()).isLessThanOrEqualTo(1);
    }

    private <T> void endedAtSomeMoment(Publisher<T> publisher, int round) {
        Referee<T> referee = new Referee<>(round % 2 == 0);
        publisher.subscribe(referee);
        assertThat(await(referee.done)).as("round %d ended", round).isTrue();
        assertThat(referee.faults).as("round %d", round).hasValue(0);
        assertThat(referee.terminals).hasValue(1);
    }

    private void stillWorks() {
        events(false, event("well"), END);
        assertThat(stream().map(chunk -> chunk.text()).collectList().block(PATIENCE))
                .contains("well");
        nothingIsLeftOpen();
    }

    /** A closed pool closes what lies in it; what then stays open has been lost. */
    private void nothingIsLeftOpen() {
        transport.close().block(PATIENCE);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!connections.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(connections).as("connections nobody closed").isEmpty();
    }

    @Test
    void cancelMeetsAStream() {
        events(false, event("a"), event("b"), event("c"), END, ": trailing\n\n");
        for (int round = 0; round < ROUNDS; round++) {
            cancelledAtSomeMoment(stream(), round);
        }
        stillWorks();
    }

    @Test
    void cancelMeetsACall() {
        answer = (request, response) -> response.sendString(Flux.just("some", "thing"));
        for (int round = 0; round < ROUNDS; round++) {
            cancelledAtSomeMoment(text(Timeouts.DEFAULT), round);
        }
        stillWorks();
    }

    @Test
    void limitsMeetAStream() {
        events(false, event("a"), event("b"), event("c"), END);
        for (int round = 0; round < ROUNDS; round++) {
            Duration total = Duration.ofNanos(1 + random.nextInt(4_000_000));
            Duration first = Duration.ofNanos(1 + random.nextInt(4_000_000));
            endedAtSomeMoment(
                    stream(new WordCodec(), Timeouts.DEFAULT.total(total).firstChunk(first)), round);
        }
        stillWorks();
    }

    @Test
    void limitsMeetACall() {
        answer = (request, response) -> response.sendString(Flux.just("some", "thing"));
        for (int round = 0; round < ROUNDS; round++) {
            Duration total = Duration.ofNanos(1 + random.nextInt(4_000_000));
            endedAtSomeMoment(text(Timeouts.DEFAULT.total(total)), round);
        }
        stillWorks();
    }

    @Test
    void cancelMeetsALimit() {
        events(true, event("a"));
        for (int round = 0; round < ROUNDS / 3; round++) {
            Duration total = Duration.ofNanos(1 + random.nextInt(3_000_000));
            cancelledAtSomeMoment(stream(new WordCodec(), Timeouts.DEFAULT.total(total)), round);
        }
        stillWorks();
    }

    @Test
    void aBrokenConnectionMeetsALimit() {
        answer = (request, response) -> flushed(
                response.header("content-type", "text/event-stream"),
                Flux.just(event("a"), event("b"))
                        .map(piece -> piece.getBytes(UTF_8))
                        .concatWith(Flux.error(new IllegalStateException("the server broke"))));
        for (int round = 0; round < ROUNDS / 3; round++) {
            Duration total = Duration.ofNanos(1 + random.nextInt(3_000_000));
            endedAtSomeMoment(stream(new WordCodec(), Timeouts.DEFAULT.total(total)), round);
        }
        stillWorks();
    }
}
