package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.local.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What happens when nobody wants the answer any more. */
abstract class CancelContract extends StreamContract {

    private void expectClosed() {
        StepVerifier.create(server().exchange(0).closedByClient())
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void cancellingBeforeTheHeadClosesTheConnection() {
        Gate never = new Gate();
        server().enqueue(wire().streamReply().headAfter(never));
        Disposable stream = model().stream("Hello").subscribe();
        never.reached().block(LIMIT);
        stream.dispose();
        expectClosed();
    }

    @Test
    void cancellingACallClosesTheConnection() {
        Gate never = new Gate();
        server().enqueue(wire().callReply().headAfter(never));
        Disposable call = model().call("Hello").subscribe();
        never.reached().block(LIMIT);
        call.dispose();
        expectClosed();
    }

    @Test
    void cancellingBetweenChunksClosesTheConnection() {
        server().enqueue(wire().firstTextReply().waitFor(new Gate()));
        StepVerifier.create(
                        model().stream("Hello").filter(chunk -> !chunk.text().isEmpty()))
                .expectNextCount(1)
                .thenCancel()
                .verify(LIMIT);
        expectClosed();
    }

    @Test
    void cancellingWhileTheProviderIsSilentClosesTheConnection() {
        Gate never = new Gate();
        server().enqueue(wire().firstTextReply().waitFor(never));
        Sinks.Empty<Void> text = Sinks.empty();
        Disposable stream = model().stream("Hello")
                .filter(chunk -> !chunk.text().isEmpty())
                .subscribe(chunk -> text.tryEmitEmpty());
        text.asMono().block(LIMIT);
        never.reached().block(LIMIT);
        stream.dispose();
        expectClosed();
    }

    @Test
    void nothingArrivesAfterACancel() {
        server().enqueue(wire().streamReply().waitFor(new Gate()), wire().streamReply());
        List<Chunk> seen = new ArrayList<>();
        List<SignalType> ends = new CopyOnWriteArrayList<>();
        model().stream("Hello").subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            protected void hookOnNext(Chunk chunk) {
                seen.add(chunk);
                if (!chunk.text().isEmpty()) {
                    cancel();
                }
            }

            @Override
            protected void hookFinally(SignalType type) {
                ends.add(type);
            }
        });
        expectClosed();
        // another call on the same client: what was under way for the first one is through by then
        model().stream("Hello").blockLast(LIMIT);
        assertThat(texts(seen)).containsExactly(wire().pieces().get(0));
        assertThat(ends).containsExactly(SignalType.CANCEL);
    }
}
