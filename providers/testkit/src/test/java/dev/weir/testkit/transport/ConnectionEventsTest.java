package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.LineCodec.END;
import static dev.weir.testkit.transport.LineCodec.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.Chunks;
import dev.weir.http.HttpSettings;
import dev.weir.local.Gate;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.spi.CallEvents;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What whoever wraps a call hears of its connection. */
class ConnectionEventsTest extends TransportHarness {

    /** Notes what it hears. */
    private static final class Listener implements CallEvents {

        final List<String> heard = new CopyOnWriteArrayList<>();
        final List<Duration> waits = new CopyOnWriteArrayList<>();

        @Override
        public void waited(String reason, Duration duration) {
            heard.add("waited for " + reason);
            waits.add(duration);
        }

        @Override
        public void connected(Duration duration, boolean reused) {
            heard.add(reused ? "reused" : "connected");
        }

        @Override
        public void responseHead(int status, @Nullable String requestId) {
            heard.add("head " + status);
        }

        Flux<Chunk> around(Flux<Chunk> stream) {
            return stream.contextWrite(this::into);
        }
    }

    @Test
    void theFirstCallConnectsAndTheNextReuses() {
        server.always(Reply.sse(event("a"), END));
        Listener first = new Listener();
        first.around(model().stream("hi")).blockLast(PATIENCE);
        assertThat(first.heard).containsExactly("connected", "head 200");

        Listener second = new Listener();
        second.around(model().stream("hi")).blockLast(PATIENCE);
        assertThat(second.heard).contains("reused", "head 200").doesNotContain("connected");

        Listener call = new Listener();
        server.always(Reply.json("{\"text\":\"a\"}").status(201));
        model().call("hi").contextWrite(call::into).block(PATIENCE);
        assertThat(call.heard).contains("reused", "head 201").doesNotContain("connected");
    }

    @Test
    void aConnectionUsedWithoutListenerCountsAsUsed() {
        server.always(Reply.sse(event("a"), END));
        model().stream("hi").blockLast(PATIENCE);
        Listener listener = new Listener();
        listener.around(model().stream("hi")).blockLast(PATIENCE);
        assertThat(listener.heard).contains("reused");
    }

    @Test
    void aCallThatFindsAllConnectionsTakenSaysHowLongItWaited() {
        use(builder -> builder.http(HttpSettings.DEFAULT.maxConnections(1)));
        Gate gate = new Gate();
        Duration pause = Duration.ofMillis(20);
        server.enqueue(Reply.sse(event("a")).waitFor(gate).delay(pause).piece(END), Reply.sse(event("b"), END));
        Mono<String> first = model().stream("hi")
                .as(Chunks.collect())
                .map(response -> response.text())
                .cache();
        first.subscribe();
        gate.reached(1).block(PATIENCE);
        Listener listener = new Listener();
        Mono<Chunk> second = listener.around(model().stream("hi")).last().cache();
        second.subscribe();
        gate.open();
        assertThat(second.block(PATIENCE)).isNotNull();
        assertThat(first.block(PATIENCE)).isEqualTo("a");

        assertThat(listener.heard).containsExactly("waited for connection", "reused", "head 200");
        assertThat(listener.waits)
                .singleElement()
                .satisfies(wait -> assertThat(wait).isPositive());
    }

    @Test
    void streamsOfOneConnectionShareIt() {
        server.close();
        server = LoopbackServer.builder().http2().startNow();
        use(builder -> builder.http(HttpSettings.DEFAULT.protocols(reactor.netty.http.HttpProtocol.H2C)));
        server.always(Reply.sse(event("a"), END));
        Listener first = new Listener();
        first.around(model().stream("hi")).blockLast(PATIENCE);
        assertThat(first.heard).containsExactly("connected", "head 200");
        Listener second = new Listener();
        second.around(model().stream("hi")).blockLast(PATIENCE);
        assertThat(second.heard).contains("reused").doesNotContain("connected");
    }
}
