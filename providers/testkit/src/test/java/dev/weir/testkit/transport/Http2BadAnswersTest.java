package dev.weir.testkit.transport;

import dev.weir.http.HttpSettings;
import dev.weir.local.LoopbackServer;

/** Bad answers over HTTP/2 and TLS. */
class Http2BadAnswersTest extends BadAnswersTest {

    @Override
    LoopbackServer startServer() {
        return Tls.startServer();
    }

    @Override
    HttpSettings http() {
        return Tls.trusting(server);
    }
}
