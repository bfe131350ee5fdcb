package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.LineCodec.END;
import static dev.weir.testkit.transport.LineCodec.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunks;
import dev.weir.local.Gate;
import dev.weir.local.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Many streams at once on the default client. */
class ConcurrencyTest extends TransportHarness {

    /** Returns how many streams are opened at once. */
    int streams() {
        return 1_000;
    }

    @Test
    void manyStreamsAreOpenAtOnceWithoutAThreadEach() {
        int streams = streams();
        Gate gate = new Gate();
        server.always(Reply.sse(event("a")).waitFor(gate).piece(END));
        model().stream("warm")
                .doOnSubscribe(s -> gate.reached(1).subscribe())
                .take(1)
                .blockLast(PATIENCE);
        int threads = Thread.activeCount();
        Mono<List<String>> all = Flux.range(0, streams)
                .flatMap(i -> model().stream("hi").as(Chunks.collect()).map(r -> r.text()), streams)
                .collectList()
                .cache();
        all.subscribe();
        gate.reached(streams + 1).block(PATIENCE);
        assertThat(Thread.activeCount() - threads).isLessThan(16);
        gate.open();
        assertThat(all.block(PATIENCE)).hasSize(streams).containsOnly("a");
    }

    @Test
    void connectionsAreReused() {
        server.always(Reply.sse(event("a"), event("b"), END));
        List<String> texts = Flux.range(0, 1_200)
                .flatMap(i -> model().stream("hi").as(Chunks.collect()).map(r -> r.text()), 32)
                .collectList()
                .block(PATIENCE);
        assertThat(texts).hasSize(1_200).containsOnly("ab");
        assertThat(server.connections()).isLessThanOrEqualTo(33);
    }
}
