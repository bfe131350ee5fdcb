package dev.weir.local;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * An LLM server on 127.0.0.1 that says what a test scripts and remembers what it was asked. Point a provider's base URL at
 * {@link #url()}.
 *
 * <pre>{@code
 * try (LoopbackServer server = LoopbackServer.startNow()) {
 *     server.enqueue(Reply.of(429).header("Retry-After", "1"), ChatWire.text("Hel", "lo").stream());
 *     ...
 *     assertThat(server.requests()).hasSize(2);
 * }
 * }</pre>
 *
 * <p>Replies that were enqueued go first, in order; then the script answers; without one the answer is 404. Runs on two
 * event loop threads of its own, however many streams are open. Thread-safe.
 */
public final class LoopbackServer implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Journal journal;
    private final Queue<Reply> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final LoopResources loops;
    private final @Nullable X509Certificate certificate;
    private volatile @Nullable Script script;
    private volatile @Nullable DisposableServer server;

    private LoopbackServer(Builder builder, LoopResources loops, @Nullable X509Certificate certificate) {
        this.journal = new Journal(builder.recording);
        this.script = builder.script;
        this.loops = loops;
        this.certificate = certificate;
    }

    /** Returns a Mono that starts a server of plain HTTP/1.1 on a free port; every subscription starts another one. */
    public static Mono<LoopbackServer> start() {
        return builder().start();
    }

    /** Starts a server of plain HTTP/1.1 and waits for it; for tests, not for event loops. */
    public static LoopbackServer startNow() {
        return builder().startNow();
    }

    /** Begins the set-up of a server. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the base URL, for example {@code http://127.0.0.1:41234}. */
    public String url() {
        return (certificate == null ? "http" : "https") + "://127.0.0.1:" + port();
    }

    /** Returns the address of a path. */
    public URI uri(String path) {
        return URI.create(url() + path);
    }

    /** Returns the port. */
    public int port() {
        return Objects.requireNonNull(server, "server").port();
    }

    /** Returns the certificate a client must trust, null without TLS. */
    public @Nullable X509Certificate certificate() {
        return certificate;
    }

    /** Adds replies for the next requests, one each. */
    public LoopbackServer enqueue(Reply... replies) {
        queue.addAll(List.of(replies));
        return this;
    }

    /** Answers every request that finds no enqueued reply with this one. */
    public LoopbackServer always(Reply reply) {
        Objects.requireNonNull(reply, "reply");
        return script(request -> reply);
    }

    /** Lets {@code answers} decide on every request that finds no enqueued reply; replaces the one before. */
    public LoopbackServer script(Script answers) {
        script = Objects.requireNonNull(answers, "answers");
        return this;
    }

    /** Returns the exchange of that number, 0 for the first; may be asked for before its request arrives. */
    public Exchange exchange(int index) {
        return journal.exchange(index);
    }

    /** Returns the exchanges whose requests have arrived, in order; empty without recording. */
    public List<Exchange> exchanges() {
        return journal.arrived();
    }

    /** Returns the requests that have arrived, in order; empty without recording. */
    public List<ReceivedRequest> requests() {
        List<ReceivedRequest> requests = new ArrayList<>();
        // the sinks are filled, so toFuture() is complete at once
        journal.arrived()
                .forEach(exchange -> requests.add(exchange.received().toFuture().getNow(null)));
        return requests;
    }

    /** Returns how many requests have arrived, recorded or not. */
    public int requestCount() {
        return journal.requests();
    }

    /** Returns how many connections were accepted. */
    public int connections() {
        return connections.get();
    }

    /** Returns how many connections are open. */
    public int openConnections() {
        return open.get();
    }

    /** Returns a Mono that closes the port and all connections. */
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            DisposableServer running = server;
            if (running != null) {
                running.dispose();
            }
            Mono<Void> closed = running == null ? Mono.empty() : running.onDispose();
            return closed.then(loops.disposeLater(Duration.ZERO, STOP_LIMIT));
        });
    }

    /** Stops the server and waits for it; not for event loops. */
    @Override
    public void close() {
        stop().block(STOP_LIMIT.plusSeconds(1));
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> {
                    ReceivedRequest received = received(request, body);
                    Exchange exchange = journal.arrived(received);
                    Mono<Channel> channel =
                            Mono.create(sink -> response.withConnection(c -> sink.success(c.channel())));
                    return channel.flatMap(c -> new ReplyWriter(reply(received), exchange, response, c).write());
                });
    }

    private Reply reply(ReceivedRequest request) {
        Reply next = queue.poll();
        if (next != null) {
            return next;
        }
        Script answers = script;
        if (answers == null) {
            return Reply.of("text/plain", "Nothing is scripted for this request")
                    .status(404);
        }
        try {
            return Objects.requireNonNull(answers.answer(request), "The script returned no reply");
        } catch (RuntimeException failure) {
            return Reply.of("text/plain", "The script failed: " + failure).status(500);
        }
    }

    private static ReceivedRequest received(HttpServerRequest request, byte[] body) {
        HttpHeaders headers = request.requestHeaders();
        Map<String, List<String>> copy = new java.util.LinkedHashMap<>();
        headers.names().forEach(name -> copy.put(name, headers.getAll(name)));
        return new ReceivedRequest(
                request.method().name(), request.uri(), request.version().text(), copy, body);
    }

    private void accepted(Channel channel) {
        connections.incrementAndGet();
        open.incrementAndGet();
        channel.closeFuture().addListener(future -> open.decrementAndGet());
    }

    @Override
    public String toString() {
        return "LoopbackServer[" + (server == null ? "starting" : url()) + "]";
    }

    /** Sets up a server; not thread-safe. */
    public static final class Builder {

        private @Nullable Script script;
        private boolean recording = true;
        private boolean tls;
        private boolean http2;
        private int port;

        private Builder() {}

        /** Sets the script; see {@link LoopbackServer#script}. */
        public Builder script(Script answers) {
            script = Objects.requireNonNull(answers, "answers");
            return this;
        }

        /** Speaks TLS with a certificate of its own, made at start; off by default. */
        public Builder tls() {
            tls = true;
            return this;
        }

        /** Speaks HTTP/2 too: by ALPN with TLS, else in clear text (h2c); off by default. */
        public Builder http2() {
            http2 = true;
            return this;
        }

        /** Sets whether requests and exchanges are kept; true by default. Switch it off for servers that live long. */
        public Builder recording(boolean keep) {
            recording = keep;
            return this;
        }

        /** Sets the port; a free one by default. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** Returns a Mono that starts the server; every subscription starts another one. */
        public Mono<LoopbackServer> start() {
            if (!tls) {
                return Mono.defer(() -> bind(null));
            }
            return Mono.fromCallable(SelfSigned::create)
                    .subscribeOn(Schedulers.boundedElastic())
                    .flatMap(this::bind);
        }

        /** Starts the server and waits for it; for tests, not for event loops. */
        public LoopbackServer startNow() {
            return Objects.requireNonNull(start().block(Duration.ofSeconds(30)));
        }

        private Mono<LoopbackServer> bind(@Nullable SelfSigned identity) {
            LoopResources loops = LoopResources.create("weir-loopback", 1, 2, true, false);
            LoopbackServer owner = new LoopbackServer(this, loops, identity == null ? null : identity.certificate());
            HttpServer http = HttpServer.create()
                    .host("127.0.0.1")
                    .port(port)
                    .runOn(loops)
                    .option(ChannelOption.SO_BACKLOG, 4096)
                    .httpRequestDecoder(spec -> spec.maxHeaderSize(64 * 1024))
                    .doOnChannelInit((observer, channel, address) -> owner.accepted(channel))
                    .handle(owner::handle);
            return secured(http, identity)
                    .bind()
                    .map(bound -> {
                        owner.server = (DisposableServer) bound;
                        return owner;
                    })
                    .onErrorResume(failure ->
                            loops.disposeLater(Duration.ZERO, STOP_LIMIT).then(Mono.error(failure)));
        }

        private HttpServer secured(HttpServer http, @Nullable SelfSigned identity) {
            if (identity == null) {
                return http2 ? http.protocol(HttpProtocol.H2C, HttpProtocol.HTTP11) : http;
            }
            HttpServer offered = http2 ? http.protocol(HttpProtocol.H2, HttpProtocol.HTTP11) : http;
            GenericSslContextSpec<?> keys = http2
                    ? Http2SslContextSpec.forServer(identity.key(), identity.certificate())
                    : Http11SslContextSpec.forServer(identity.key(), identity.certificate());
            return offered.secure(spec -> spec.sslContext(keys));
        }
    }
}
