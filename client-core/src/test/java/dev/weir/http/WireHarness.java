package dev.weir.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.Chunk;
import dev.weir.ModelId;
import dev.weir.Timeouts;
import dev.weir.spi.Credentials;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A transport and a server on the loopback interface whose answer each test chooses. */
abstract class WireHarness {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    final AtomicInteger requests = new AtomicInteger();

    /** Connections that the server has not seen close. */
    final Set<Channel> connections = ConcurrentHashMap.newKeySet();

    final CountDownLatch closed = new CountDownLatch(1);
    volatile BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answer =
            (request, response) -> response.send();

    private DisposableServer server;
    HttpTransport transport;

    @BeforeEach
    void open() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .doOnConnection(connection -> {
                    Channel channel = connection.channel();
                    connections.add(channel);
                    channel.closeFuture().addListener(closing -> connections.remove(channel));
                })
                .handle((request, response) -> {
                    requests.incrementAndGet();
                    response.withConnection(connection -> connection.onDispose(closed::countDown));
                    return request.receive().then().thenMany(answer.apply(request, response));
                })
                .bindNow(PATIENCE);
        transport = HttpTransport.create(HttpSettings.DEFAULT, Timeouts.DEFAULT);
    }

    @AfterEach
    void close() {
        transport.close().block(PATIENCE);
        server.disposeNow(PATIENCE);
    }

    final HttpCall call(Timeouts timeouts) {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/");
        return new HttpCall(new ModelId("test", "words"), uri, Map.of(), new byte[] {'x'}, Credentials.NONE, timeouts);
    }

    final Flux<Chunk> stream() {
        return stream(new WordCodec(), Timeouts.DEFAULT);
    }

    final Flux<Chunk> stream(StreamReader reader, Timeouts timeouts) {
        return transport.stream(call(timeouts), reader);
    }

    final Mono<String> text(Timeouts timeouts) {
        return transport.call(call(timeouts), new AnswerReader<>() {
            @Override
            public String read(byte[] body, Headers headers) {
                return new String(body, UTF_8);
            }

            @Override
            public ApiError error(int status, Headers headers, byte[] body) {
                return ApiError.ofStatus(status);
            }

            @Override
            public ResponseHeaders headers() {
                return ResponseHeaders.STANDARD;
            }
        });
    }

    /** The server streams these pieces, each flushed by itself, and then keeps the answer open or ends it. */
    final void events(boolean open, String... pieces) {
        Flux<byte[]> body = Flux.just(pieces).map(piece -> piece.getBytes(UTF_8));
        answer = (request, response) -> flushed(
                response.header("content-type", "text/event-stream"), open ? body.concatWith(Flux.never()) : body);
    }

    static Publisher<Void> flushed(HttpServerResponse response, Flux<byte[]> pieces) {
        return response.send(pieces.map(Unpooled::wrappedBuffer), piece -> true);
    }

    static boolean await(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
