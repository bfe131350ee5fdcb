package dev.weir.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** What the floor programs send: a ready-made body, through a client that is prepared once. */
final class Wire {

    static final String PATH = "/v1/chat/completions";

    private static final String BODY = "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"system\",\"content\":"
            + "\"You are a poet\"},{\"role\":\"user\",\"content\":\"Write about the river\"}]";

    private Wire() {}

    static HttpClient.ResponseReceiver<?> request(int port, boolean stream) {
        String end = stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}" : "}";
        byte[] body = (BODY + end).getBytes(UTF_8);
        return HttpClient.create()
                .headers(headers -> headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                        .set(HttpHeaderNames.AUTHORIZATION, "Bearer none")
                        .set(HttpHeaderNames.CONTENT_LENGTH, body.length))
                .post()
                .uri("http://127.0.0.1:" + port + PATH)
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)));
    }
}
