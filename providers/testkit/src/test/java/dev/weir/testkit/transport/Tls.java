package dev.weir.testkit.transport;

import dev.weir.http.HttpSettings;
import dev.weir.local.LoopbackServer;
import reactor.netty.http.Http2SslContextSpec;

/** A server that speaks HTTP/2 over TLS, as every provider's does, and a client that trusts its certificate. */
final class Tls {

    private Tls() {}

    static LoopbackServer startServer() {
        return LoopbackServer.builder().tls().http2().startNow();
    }

    static HttpSettings trusting(LoopbackServer server) {
        return HttpSettings.DEFAULT.customize(client -> client.secure(spec -> spec.sslContext(
                Http2SslContextSpec.forClient().configure(ssl -> ssl.trustManager(server.certificate())))));
    }
}
