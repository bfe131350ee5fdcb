package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.LineCodec.END;
import static dev.weir.testkit.transport.LineCodec.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunks;
import dev.weir.ConnectionException;
import dev.weir.http.HttpSettings;
import dev.weir.local.Reply;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.netty.transport.ProxyProvider;
import reactor.test.StepVerifier;

/** The hook for the Reactor Netty client: here a proxy. */
class ProxyTest extends TransportHarness {

    private void through(int port) {
        use(builder -> builder.http(HttpSettings.DEFAULT.customize(client -> client.proxy(
                proxy -> proxy.type(ProxyProvider.Proxy.HTTP).host("127.0.0.1").port(port)))));
    }

    @Test
    void streamsThroughAProxy() {
        try (ConnectProxy proxy = new ConnectProxy()) {
            through(proxy.port());
            server.enqueue(Reply.sse(event("via "), event("proxy"), END));
            StepVerifier.create(model().stream("hi").transform(Chunks.text()))
                    .expectNext("via ", "proxy")
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(proxy.targets()).containsExactly("127.0.0.1:" + server.port());
        }
    }

    @Test
    void cancelReachesTheServerBehindAProxy() {
        try (ConnectProxy proxy = new ConnectProxy()) {
            through(proxy.port());
            server.enqueue(Reply.sse(event("a")).keepOpen());
            Disposable call = model().stream("hi").subscribe();
            server.exchange(0).received().block(PATIENCE);
            call.dispose();
            server.exchange(0).closedByClient().block(PATIENCE);
        }
    }

    @Test
    void proxyThatIsNotThereIsAConnectionFailure() {
        int closed;
        try (ConnectProxy proxy = new ConnectProxy()) {
            closed = proxy.port();
        }
        through(closed);
        StepVerifier.create(model().call("hi"))
                .expectError(ConnectionException.class)
                .verify(PATIENCE);
        assertThat(server.requestCount()).isZero();
    }
}
