package dev.weir.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.benchmarks.ChatTraffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Answers from buffers made beforehand. Prints its port and ends when its standard input does. */
final class LoadServer {

    private final ByteBuf[] pieces;
    private final ByteBuf completion = fixed(ChatTraffic.completion());

    /**
     * Makes a server.
     *
     * @param perWrite how many events go into one write and one piece of the chunked body
     */
    private LoadServer(int perWrite) {
        List<byte[]> frames = ChatTraffic.frames();
        List<ByteBuf> all = new ArrayList<>();
        for (int from = 0; from < frames.size(); from += perWrite) {
            ByteArrayOutputStream piece = new ByteArrayOutputStream();
            frames.subList(from, Math.min(frames.size(), from + perWrite)).forEach(piece::writeBytes);
            all.add(fixed(piece.toByteArray()));
        }
        pieces = all.toArray(ByteBuf[]::new);
    }

    /** Starts a server; the argument is the number of events per write. */
    public static void main(String[] args) throws IOException {
        LoadServer server = new LoadServer(Integer.parseInt(args[0]));
        DisposableServer running = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.post(Wire.PATH, server::answer))
                .bindNow();
        System.out.println(running.port());
        while (System.in.read() >= 0) {
            // whatever is written here is of no interest
        }
        running.disposeNow();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString(UTF_8)
                .flatMap(body ->
                        body.contains("\"stream\":true") ? Mono.from(stream(response)) : Mono.from(complete(response)));
    }

    private Publisher<Void> stream(HttpServerResponse response) {
        usualHeaders(response).header(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        return response.send(Flux.fromArray(pieces).map(ByteBuf::duplicate), piece -> true);
    }

    private Publisher<Void> complete(HttpServerResponse response) {
        usualHeaders(response)
                .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(completion.readableBytes()));
        return response.send(Mono.fromSupplier(completion::duplicate));
    }

    /** Adds what OpenAI sends with every answer. */
    private static HttpServerResponse usualHeaders(HttpServerResponse response) {
        return response.header("x-request-id", "req_0123456789abcdef0123456789abcdef")
                .header("openai-organization", "user-0123456789")
                .header("openai-processing-ms", "412")
                .header("openai-version", "2020-10-01")
                .header("x-ratelimit-limit-requests", "10000")
                .header("x-ratelimit-limit-tokens", "200000")
                .header("x-ratelimit-remaining-requests", "9999")
                .header("x-ratelimit-remaining-tokens", "199978")
                .header("x-ratelimit-reset-requests", "8.64s")
                .header("x-ratelimit-reset-tokens", "6ms");
    }

    private static ByteBuf fixed(byte[] bytes) {
        ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
        return Unpooled.unreleasableBuffer(direct.asReadOnly());
    }
}
