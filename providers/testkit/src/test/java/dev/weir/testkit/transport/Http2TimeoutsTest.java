package dev.weir.testkit.transport;

import dev.weir.http.HttpSettings;
import dev.weir.local.LoopbackServer;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** Limits over HTTP/2 and TLS. */
class Http2TimeoutsTest extends TimeoutsTest {

    @Test
    @Disabled("streams share a connection")
    @Override
    void poolWait() {}

    @Override
    LoopbackServer startServer() {
        return Tls.startServer();
    }

    @Override
    HttpSettings http() {
        return Tls.trusting(server);
    }
}
