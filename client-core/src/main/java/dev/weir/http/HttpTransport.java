package dev.weir.http;

import dev.weir.Chunk;
import dev.weir.ConfigurationException;
import dev.weir.Timeouts;
import dev.weir.spi.CallEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * The one HTTP transport of a client, over Reactor Netty: one connection pool, the event loops Reactor Netty shares with the
 * rest of the application. Not meant for users; {@link HttpSettings} is.
 *
 * <p>A request is sent once per subscription: Reactor Netty's own resending is off, and redirects are not followed.
 */
public final class HttpTransport {

    private static final Duration MAX_IDLE = Duration.ofSeconds(50);
    private static final int MAX_HEADER_BYTES = 64 << 10;

    /** The head of an answer and the connection it came by. */
    record Head(HttpClientResponse response, Connection connection) {}

    /** Sends what goes to one scheme. The usual request is prepared, as every step of preparing copies a configuration. */
    private record Sender(HttpClient client, @Nullable Duration usualHead, HttpClient.RequestSender usual) {

        static Sender of(HttpClient client, @Nullable Duration head) {
            return new Sender(client, head, prepare(client, head, HttpMethod.POST));
        }

        HttpClient.RequestSender request(HttpCall call) {
            Duration head = call.timeouts().responseHead();
            if (call.body().length == 0) {
                return prepare(client, head, HttpMethod.GET);
            }
            return Objects.equals(head, usualHead) ? usual : prepare(client, head, HttpMethod.POST);
        }

        private static HttpClient.RequestSender prepare(HttpClient client, @Nullable Duration head, HttpMethod method) {
            return (head == null ? client : client.responseTimeout(head)).request(method);
        }
    }

    private final HttpSettings settings;
    private final ConnectionProvider pool;
    private final Sender plain;
    private final Sender secure;

    private HttpTransport(HttpSettings settings, Timeouts timeouts) {
        this.settings = settings;
        Duration poolWait = timeouts.poolWait() == null ? Duration.ofDays(1) : timeouts.poolWait();
        this.pool = ConnectionProvider.builder("weir")
                .maxConnections(settings.maxConnections())
                .pendingAcquireMaxCount(-1)
                .pendingAcquireTimeout(poolWait)
                .maxIdleTime(MAX_IDLE)
                .evictInBackground(MAX_IDLE)
                .lifo()
                .build();
        Duration connect = timeouts.connect();
        int connectMillis = connect == null ? 0 : (int) Math.min(Integer.MAX_VALUE, Math.max(1, connect.toMillis()));
        HttpClient base = HttpClient.create(pool)
                .disableRetry(true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                .headers(headers -> headers.set(HttpHeaderNames.USER_AGENT, UserAgent.VALUE))
                .httpResponseDecoder(spec -> spec.maxHeaderSize(MAX_HEADER_BYTES));
        Duration head = timeouts.responseHead();
        this.plain = Sender.of(settings.customizer().apply(base.protocol(plainProtocols(settings))), head);
        this.secure = Sender.of(settings.customizer().apply(base.protocol(secureProtocols(settings))), head);
    }

    /** Returns a transport; it opens nothing before the first call. */
    public static HttpTransport create(HttpSettings settings, Timeouts timeouts) {
        return new HttpTransport(settings, timeouts);
    }

    /** Returns a cold exchange whose answer is read as a whole. */
    public <T> Mono<T> call(HttpCall call, AnswerReader<T> reader) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                new CallExchange<>(HttpTransport.this, call, reader, settings.maxBodyBytes(), actual).start();
            }
        };
    }

    /** Returns a cold exchange whose answer is decoded event by event. */
    public Flux<Chunk> stream(HttpCall call, StreamReader reader) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Chunk> actual) {
                new StreamExchange(HttpTransport.this, call, reader, settings, actual).start();
            }
        };
    }

    /** Returns the settings this transport was made with. */
    public HttpSettings settings() {
        return settings;
    }

    /** Closes all connections. */
    public Mono<Void> close() {
        return pool.disposeLater();
    }

    Publisher<Head> connect(Exchange<?> exchange) {
        HttpCall call = exchange.call;
        return call.credentials()
                .authorize(call.uri(), call.headers(), call.body())
                .switchIfEmpty(Mono.error(() -> new ConfigurationException("The credentials of " + call.model()
                        + " gave no answer; they must emit headers, empty if none")))
                .flatMapMany(secrets -> send(exchange, secrets));
    }

    private Flux<Head> send(Exchange<?> exchange, Map<String, String> secrets) {
        exchange.secrets = Secrets.of(secrets.values());
        HttpCall call = exchange.call;
        Sender sender = "https".equalsIgnoreCase(call.uri().getScheme()) ? secure : plain;
        long started = System.nanoTime();
        Flux<Head> exchanged = sender.request(call)
                .uri(call.uri())
                .send((request, outbound) -> write(exchange, secrets, started, request, outbound))
                .responseConnection((response, connection) -> Mono.just(new Head(response, connection)));
        return exchange.events == CallEvents.NONE ? exchanged : entered(exchange.events, exchanged);
    }

    /** Credentials may have come on another thread than the caller's; the scope is opened again on the one that connects. */
    private static Flux<Head> entered(CallEvents events, Flux<Head> exchanged) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Head> actual) {
                try (CallEvents.Scope scope = events.enter()) {
                    exchanged.subscribe(actual);
                }
            }
        };
    }

    private Publisher<Void> write(
            Exchange<?> exchange,
            Map<String, String> secrets,
            long started,
            HttpClientRequest request,
            NettyOutbound outbound) {
        outbound.withConnection(exchange.waiting::sending);
        if (exchange.isEnded()) {
            return Mono.error(new java.util.concurrent.CancellationException("cancelled before sending"));
        }
        HttpCall call = exchange.call;
        call.headers().forEach(request::header);
        if (request.redirectedFrom().length == 0 || isSameOrigin(call.uri(), request.resourceUrl())) {
            secrets.forEach(request::header);
        }
        CallEvents events = exchange.events;
        if (events != CallEvents.NONE) {
            Acquired.tell(events, Duration.ofNanos(System.nanoTime() - started), exchange.waiting.isReused());
            events.requestHeaders(call.uri(), request::header);
        }
        if (call.body().length == 0) {
            return Mono.empty();
        }
        request.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(call.body().length));
        ByteBuf body = Unpooled.wrappedBuffer(call.body());
        return outbound.send(Mono.just(body));
    }

    /** A customizer may switch redirects on; even then credentials stay with the host they are for. */
    private static boolean isSameOrigin(URI origin, @Nullable String target) {
        if (target == null) {
            return false;
        }
        try {
            URI uri = URI.create(target);
            return String.valueOf(origin.getRawAuthority()).equalsIgnoreCase(uri.getRawAuthority())
                    && String.valueOf(origin.getScheme()).equalsIgnoreCase(uri.getScheme());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static HttpProtocol[] secureProtocols(HttpSettings settings) {
        HttpProtocol[] offered = settings.protocols().stream()
                .filter(protocol -> protocol != HttpProtocol.H2C)
                .toArray(HttpProtocol[]::new);
        return offered.length == 0 ? new HttpProtocol[] {HttpProtocol.HTTP11} : offered;
    }

    private static HttpProtocol[] plainProtocols(HttpSettings settings) {
        return settings.protocols().contains(HttpProtocol.H2C)
                ? new HttpProtocol[] {HttpProtocol.H2C}
                : new HttpProtocol[] {HttpProtocol.HTTP11};
    }
}
