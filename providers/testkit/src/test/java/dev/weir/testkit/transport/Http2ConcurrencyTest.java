package dev.weir.testkit.transport;

import dev.weir.http.HttpSettings;
import dev.weir.local.LoopbackServer;

/** Many streams at once over HTTP/2 and TLS. */
class Http2ConcurrencyTest extends ConcurrencyTest {

    /** Enough for several connections; a cold pool opens many at once, and each is a TLS handshake. */
    @Override
    int streams() {
        return 250;
    }

    @Override
    LoopbackServer startServer() {
        return Tls.startServer();
    }

    @Override
    HttpSettings http() {
        return Tls.trusting(server);
    }
}
