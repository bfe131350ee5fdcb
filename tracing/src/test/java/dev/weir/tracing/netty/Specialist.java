package dev.weir.tracing.netty;

import dev.weir.client.LlmClient;
import dev.weir.tracing.Tracing;
import java.time.Duration;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * A service in a virtual machine of its own that answers questions with a model. Prints its port, and stops, with what
 * it has recorded exported, when its standard input ends.
 */
final class Specialist {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Specialist() {}

    public static void main(String[] args) throws java.io.IOException {
        Tracing tracing = Tracing.configure(config -> config.endpoint(args[0])
                .serviceName("specialist")
                .tracing(builder -> builder.ambient(ambient -> ambient.readBaggage(true))));
        LlmClient client = LlmClient.builder().intercept(tracing).build();
        ServerTracing traced = ServerTracing.create(tracing).spans();
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.post(
                        "/ask",
                        traced.handle(
                                "/ask",
                                (request, response) -> response.sendString(request.receive()
                                        .aggregate()
                                        .asString()
                                        .flatMap(question -> tracing.trace("look up")
                                                .around(client.model("local/parrot")
                                                        .call(question)))
                                        .map(answer -> answer.text())))))
                .bindNow(LIMIT);
        System.out.println(server.port());
        while (System.in.read() >= 0) {
            // Until the other side closes it.
        }
        server.disposeNow(LIMIT);
        tracing.close().block(LIMIT);
        client.close().block(LIMIT);
    }
}
