package dev.weir.testkit.transport;

import dev.weir.http.HttpSettings;
import dev.weir.local.LoopbackServer;

/** Demand over HTTP/2 and TLS: flow control stops the server. */
class Http2DemandTest extends DemandTest {

    @Override
    LoopbackServer startServer() {
        return Tls.startServer();
    }

    @Override
    HttpSettings http() {
        return Tls.trusting(server);
    }
}
