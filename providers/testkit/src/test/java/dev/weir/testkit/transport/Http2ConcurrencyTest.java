package dev.weir.testkit.transport;

import dev.weir.http.HttpSettings;
import dev.weir.local.LoopbackServer;

/** Many streams at once over HTTP/2 and TLS. */
class Http2ConcurrencyTest extends ConcurrencyTest {

    /** More than one connection carries; a cold pool opens one for each, and each is a TLS handshake. */
    @Override
    int streams() {
        return 120;
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
