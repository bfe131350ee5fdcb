package dev.weir.testkit.transport;

import dev.weir.http.HttpSettings;
import dev.weir.local.LoopbackServer;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** Cancelling over HTTP/2 and TLS: the stream is reset and the server told. */
class Http2CancelTest extends CancelTest {

    @Test
    @Disabled("streams share a connection")
    @Override
    void whileWaitingForAConnectionNothingIsSent() {}

    @Override
    LoopbackServer startServer() {
        return Tls.startServer();
    }

    @Override
    HttpSettings http() {
        return Tls.trusting(server);
    }
}
