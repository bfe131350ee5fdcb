package dev.weir.testkit.transport;

import dev.weir.Model;
import dev.weir.client.LlmClient;
import dev.weir.http.HttpSettings;
import dev.weir.local.LoopbackServer;
import dev.weir.spi.Codec;
import dev.weir.spi.Credentials;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Provider;
import dev.weir.spi.Secret;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A loopback server and a client of the line format pointed at it. */
abstract class TransportHarness {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String KEY = "key-0123456789-secret";

    LoopbackServer server = startServer();
    private LlmClient client = client(builder -> builder);

    /** Starts the server; plain HTTP/1.1 unless a subclass says otherwise. */
    LoopbackServer startServer() {
        return LoopbackServer.startNow();
    }

    /** Returns how the client speaks to it. */
    HttpSettings http() {
        return HttpSettings.DEFAULT;
    }

    final LlmClient client(UnaryOperator<LlmClient.Builder> change) {
        return change.apply(LlmClient.builder()
                        .autoIntercept(false)
                        .http(http())
                        .provider(new LineProvider(Endpoint.of(server.url() + "/v1"))))
                .build();
    }

    final void use(UnaryOperator<LlmClient.Builder> change) {
        client.close().block(PATIENCE);
        client = client(change);
    }

    final Model model() {
        return client.model("line/one");
    }

    @AfterEach
    void stop() {
        client.close().block(PATIENCE);
        server.close();
    }

    record LineProvider(Endpoint endpoint) implements Provider {
        @Override
        public String name() {
            return "line";
        }

        @Override
        public Credentials credentials() {
            return Credentials.bearer(Secret.of(KEY));
        }

        @Override
        public Codec codec() {
            return new LineCodec();
        }
    }
}
