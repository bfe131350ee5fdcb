package dev.weir.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;
import reactor.test.StepVerifier;

class LoopbackServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ConnectionProvider pool =
            ConnectionProvider.builder("test").maxConnections(5_000).build();
    private LoopbackServer server;

    @BeforeEach
    void start() {
        server = LoopbackServer.startNow();
    }

    @AfterEach
    void stop() {
        server.close();
        pool.disposeLater().block(LIMIT);
    }

    private HttpClient http() {
        return HttpClient.create(pool).disableRetry(true).baseUrl(server.url());
    }

    private ByteBufFlux body(HttpClient client) {
        return client.post()
                .uri("/v1/x")
                .send(ByteBufFlux.fromString(Mono.just("{\"a\":1}")))
                .responseContent();
    }

    private String text() {
        return body(http()).aggregate().asString().block(LIMIT);
    }

    private int status() {
        return http().get().uri("/").response().map(r -> r.status().code()).block(LIMIT);
    }

    @Test
    void recordsWhatWasAskedAndAnswersFromQueueThenScriptThenNotFound() {
        server.enqueue(Reply.json("{\"n\":1}"));
        assertThat(text()).isEqualTo("{\"n\":1}");
        server.always(Reply.of(503).header("Retry-After", "7"));
        assertThat(http().headers(h -> h.add("X-Custom", "yes"))
                        .get()
                        .uri("/a?b=c")
                        .response()
                        .map(r -> r.status().code() + r.responseHeaders().get("retry-after"))
                        .block(LIMIT))
                .isEqualTo("5037");
        assertThat(server.requests()).hasSize(2);
        ReceivedRequest first = server.requests().get(0);
        assertThat(first.method()).isEqualTo("POST");
        assertThat(first.bodyText()).isEqualTo("{\"a\":1}");
        ReceivedRequest second = server.requests().get(1);
        assertThat(second.uri()).isEqualTo("/a?b=c");
        assertThat(second.path()).isEqualTo("/a");
        assertThat(second.header("x-CUSTOM")).isEqualTo("yes");
        assertThat(second.headers()).containsKey("x-custom");
        assertThat(server.connections())
                .as("one, or two where the first was not back in the pool yet")
                .isBetween(1, 2);
        assertThat(server.exchanges()).hasSize(2);
    }

    @Test
    void answersNotFoundWithoutScriptAndSaysWhenAScriptFails() {
        assertThat(status()).isEqualTo(404);
        server.script(request -> {
            throw new IllegalStateException("broken");
        });
        assertThat(text()).contains("broken");
        assertThat(status()).isEqualTo(500);
    }

    @Test
    void announcesTheLengthOfAPlainBodyAndChunksAStream() {
        server.enqueue(Reply.json("{}"), Reply.sse("data: x\n\n"));
        assertThat(http().get()
                        .uri("/")
                        .responseSingle(
                                (r, b) -> b.then(Mono.just(r.responseHeaders().get("content-length"))))
                        .block(LIMIT))
                .isEqualTo("2");
        assertThat(http().get()
                        .uri("/")
                        .responseSingle(
                                (r, b) -> b.then(Mono.just(r.responseHeaders().get("transfer-encoding"))))
                        .block(LIMIT))
                .isEqualTo("chunked");
    }

    @Test
    void aPieceIsHeldBackUntilItsGateOpens() {
        Gate gate = new Gate();
        server.always(Reply.sse("one").waitFor(gate).piece("two"));
        StepVerifier.create(body(http()).asString())
                .expectNext("one")
                .then(() -> gate.reached().block(LIMIT))
                .then(() -> assertThat(server.exchange(0).written()).isEqualTo(1))
                .then(gate::open)
                .expectNext("two")
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(gate.reached()).expectComplete().verify(LIMIT);
        StepVerifier.create(server.exchange(0).sent()).expectComplete().verify(LIMIT);
        assertThat(server.exchange(0).written()).isEqualTo(2);
    }

    @Test
    void headAndBodyMayWait() {
        Gate gate = new Gate();
        Sinks.Empty<Void> signal = Sinks.empty();
        server.always(Reply.sse()
                .headAfter(gate)
                .piece("a")
                .waitFor(signal.asMono())
                .piece("b")
                .delay(Duration.ofMillis(1))
                .piece("c"));
        StepVerifier.create(body(http()).asString())
                .expectSubscription()
                .then(() -> gate.reached().block(LIMIT))
                .then(gate::open)
                .expectNext("a")
                .then(signal::tryEmitEmpty)
                .expectNext("b")
                .expectNext("c")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void tellsWhenTheClientCancelsWhileTheServerIsSilent() {
        Gate never = new Gate();
        server.always(Reply.sse("one").waitFor(never));
        StepVerifier.create(body(http()).asString())
                .expectNext("one")
                .thenCancel()
                .verify(LIMIT);
        StepVerifier.create(server.exchange(0).closedByClient())
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void tellsWhenTheClientCancelsBeforeTheHead() {
        Gate never = new Gate();
        server.always(Reply.sse().headAfter(never));
        Disposable call = body(http()).subscribe();
        StepVerifier.create(server.exchange(0).received())
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        never.reached().block(LIMIT);
        call.dispose();
        StepVerifier.create(server.exchange(0).closedByClient())
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aClosedConnectionAfterACompleteReplyIsNoCancel() {
        server.always(Reply.json("{}").header("connection", "close"));
        text();
        StepVerifier.create(server.exchange(0).sent()).expectComplete().verify(LIMIT);
        pool.disposeLater().block(LIMIT);
        StepVerifier.create(server.exchange(0)
                        .closedByClient()
                        .timeout(Duration.ofMillis(100), Mono.error(new AssertionError("open"))))
                .expectErrorMessage("open")
                .verify(LIMIT);
    }

    @ParameterizedTest
    @CsvSource({"CUT", "CUT_IN_CHUNK", "RESET", "HALF_CLOSE"})
    void brokenEndsReachTheClientAsErrorsAfterThePieces(String end) {
        Reply reply = Reply.sse("one").delay(Duration.ofMillis(20));
        server.always(
                switch (end) {
                    case "CUT" -> reply.cut();
                    case "CUT_IN_CHUNK" -> reply.cutInChunk();
                    case "RESET" -> reply.reset();
                    default -> reply.halfClose();
                });
        List<String> seen = new ArrayList<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        body(http())
                .asString()
                .doOnNext(seen::add)
                .doOnError(error::set)
                .onErrorComplete()
                .blockLast(LIMIT);
        assertThat(String.join("", seen)).startsWith("one");
        assertThat(error.get()).isInstanceOf(java.io.IOException.class);
        StepVerifier.create(server.exchange(0).sent()).expectComplete().verify(LIMIT);
    }

    @Test
    void rawRepliesGoStraightOntoTheConnection() {
        // a raw reply ends its connection, so none is taken from the pool
        HttpClient unpooled = HttpClient.newConnection().disableRetry(true).baseUrl(server.url());
        Mono<String> text = body(unpooled).aggregate().asString();
        server.enqueue(Reply.raw("HTTP/1.1 200 OK\r\n", "content-le")
                .delay(Duration.ofMillis(5))
                .piece("ngth: 2\r\n\r\nok"));
        assertThat(text.block(LIMIT)).isEqualTo("ok");
        server.enqueue(Reply.raw("this is not HTTP\r\n\r\n"));
        assertThatThrownBy(() -> text.block(LIMIT)).hasMessageContaining("invalid version");
        server.enqueue(Reply.disconnect());
        assertThatThrownBy(() -> text.block(LIMIT)).hasMessageContaining("prematurely");
    }

    @Test
    void theBodyMayStayOpenForever() {
        server.always(Reply.sse("data: [DONE]\n\n").keepOpen());
        StepVerifier.create(body(http()).asString())
                .expectNext("data: [DONE]\n\n")
                .thenCancel()
                .verify(LIMIT);
        StepVerifier.create(server.exchange(0).closedByClient())
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void anUnreadStreamStopsTheServer() {
        int pieces = 200_000;
        server.always(Reply.sse().repeat(pieces, index -> "data: " + index + " " + "x".repeat(4_000) + "\n\n"));
        Flux<ByteBuf> slow = http().post().uri("/").response((head, body) -> body);
        StepVerifier.create(slow, 10)
                .expectNextCount(10)
                .then(() -> server.exchange(0).stalled().block(LIMIT))
                .then(() -> assertThat(server.exchange(0).written()).isBetween(10L, pieces / 2L))
                .thenCancel()
                .verify(LIMIT);
        StepVerifier.create(server.exchange(0).closedByClient())
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void corkedPiecesAreStillChunksOfTheirOwn() {
        byte[] text = "data: grüße\n\n".getBytes(UTF_8);
        server.always(Reply.of("text/event-stream", text).split(Split.BYTES).corked());
        Flux<Integer> sizes =
                http().doOnResponse((r, c) -> {}).get().uri("/").response((r, b) -> b.map(ByteBuf::readableBytes));
        StepVerifier.create(sizes.collectList())
                .assertNext(all -> assertThat(all).hasSize(text.length).containsOnly(1))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(server.exchange(0).sent()).expectComplete().verify(LIMIT);
        assertThat(server.exchange(0).written()).isEqualTo(text.length);
    }

    @Test
    void compressesPieceByPiece() {
        Gate gate = new Gate();
        server.always(Reply.sse("hello ").waitFor(gate).piece("again").gzip());
        StepVerifier.create(body(http().compress(true)).asString())
                .expectNext("hello ")
                .then(gate::open)
                .expectNext("again")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aThousandStreamsAreOpenAtOnceWithoutAThreadEach() {
        int streams = 1_000;
        Gate gate = new Gate();
        server.always(Reply.sse("a").waitFor(gate).piece("b"));
        Mono<Long> all = Flux.range(0, streams)
                .flatMap(i -> body(http()).asString().reduce("", String::concat), streams)
                .filter("ab"::equals)
                .count();
        int before = Thread.activeCount();
        StepVerifier.create(all)
                .expectSubscription()
                .then(() -> gate.reached(streams).block(LIMIT))
                .then(() -> assertThat(server.openConnections()).isEqualTo(streams))
                .then(() -> assertThat(Thread.activeCount() - before).isLessThan(20))
                .then(gate::open)
                .expectNext((long) streams)
                .expectComplete()
                .verify(LIMIT);
        assertThat(server.connections()).isEqualTo(streams);
    }

    @Test
    void speaksHttp2OverTlsByAlpn() {
        try (LoopbackServer secure = LoopbackServer.builder().tls().http2().startNow()) {
            Gate never = new Gate();
            secure.enqueue(
                    Reply.sse("a", "b"),
                    Reply.sse("a").waitFor(never),
                    Reply.sse("a").delay(Duration.ofMillis(5)).reset());
            HttpClient client = HttpClient.create(pool)
                    .baseUrl(secure.url())
                    .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                    .secure(spec -> spec.sslContext(
                            (GenericSslContextSpec<?>) reactor.netty.http.Http2SslContextSpec.forClient()
                                    .configure(ssl -> ssl.trustManager(secure.certificate()))));
            assertThat(body(client).aggregate().asString().block(LIMIT)).isEqualTo("ab");
            assertThat(secure.requests().get(0).protocol()).isEqualTo("HTTP/2.0");
            StepVerifier.create(body(client).asString())
                    .expectNext("a")
                    .thenCancel()
                    .verify(LIMIT);
            StepVerifier.create(secure.exchange(1).closedByClient())
                    .expectComplete()
                    .verify(LIMIT);
            StepVerifier.create(body(client).asString())
                    .expectNext("a")
                    .expectError()
                    .verify(LIMIT);
            assertThat(secure.connections()).isEqualTo(1);
        }
    }

    @Test
    void speaksHttp11OverTls() {
        try (LoopbackServer secure = LoopbackServer.builder().tls().startNow()) {
            secure.always(Reply.json("{}"));
            HttpClient client = HttpClient.create(pool)
                    .baseUrl(secure.url())
                    .secure(spec -> spec.sslContext(
                            (GenericSslContextSpec<?>) reactor.netty.http.Http11SslContextSpec.forClient()
                                    .configure(ssl -> ssl.trustManager(secure.certificate()))));
            assertThat(body(client).aggregate().asString().block(LIMIT)).isEqualTo("{}");
            assertThat(secure.requests().get(0).protocol()).isEqualTo("HTTP/1.1");
        }
    }

    @Test
    void speaksHttp2InClearText() {
        try (LoopbackServer clear = LoopbackServer.builder().http2().startNow()) {
            clear.always(Reply.sse("a", "b"));
            HttpClient client = HttpClient.create(pool).baseUrl(clear.url()).protocol(HttpProtocol.H2C);
            assertThat(body(client).aggregate().asString().block(LIMIT)).isEqualTo("ab");
            assertThat(body(HttpClient.create(pool).baseUrl(clear.url()))
                            .aggregate()
                            .asString()
                            .block(LIMIT))
                    .isEqualTo("ab");
            assertThat(clear.requests()).extracting(ReceivedRequest::protocol).containsExactly("HTTP/2.0", "HTTP/1.1");
        }
    }

    @Test
    void stoppingClosesOpenStreams() {
        server.always(Reply.sse("a").keepOpen());
        StepVerifier.create(body(http()).asString())
                .expectNext("a")
                .then(() -> server.stop().block(LIMIT))
                .expectError()
                .verify(LIMIT);
    }
}
