package dev.weir.tracing.netty;

import dev.weir.tracing.TraceSpec;
import dev.weir.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Lets the handlers of a Reactor Netty server go on with the trace that a request belongs to: calls made in a handler
 * appear under the caller's span, or under a {@code SERVER} span of the request's own. Immutable and safe to share.
 *
 * <pre>{@code
 * ServerTracing traced = ServerTracing.create(tracing).spans();
 * HttpServer.create().route(routes -> routes.post("/ask", traced.handle("/ask", (request, response) ->
 *         response.sendString(request.receive().aggregate().asString().flatMapMany(specialist::answer)))));
 * }</pre>
 *
 * <p>Where a span is current already as the handler is called, as under the OpenTelemetry agent, that is the parent,
 * and neither headers are read nor another span is opened.
 */
public final class ServerTracing {

    // https://github.com/open-telemetry/semantic-conventions/blob/v1.41.0/docs/http/http-spans.md#http-server-span
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> METHOD_ORIGINAL = AttributeKey.stringKey("http.request.method_original");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> CLIENT_ADDRESS = AttributeKey.stringKey("client.address");
    private static final AttributeKey<String> USER_AGENT = AttributeKey.stringKey("user_agent.original");
    private static final AttributeKey<String> PROTOCOL_VERSION = AttributeKey.stringKey("network.protocol.version");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY");
    private static final int FAILED = 500;

    private final Tracing tracing;
    private final boolean spans;

    private ServerTracing(Tracing tracing, boolean spans) {
        this.tracing = tracing;
        this.spans = spans;
    }

    /** Returns what takes up the trace of a request and opens no span of its own. */
    public static ServerTracing create(Tracing tracing) {
        return new ServerTracing(Objects.requireNonNull(tracing, "tracing"), false);
    }

    /**
     * Opens a {@code SERVER} span for every request: method, path without the query, status, by OpenTelemetry's
     * conventions for HTTP. It ends with the handler, or at once when the client leaves; a status from 500 on makes it
     * an error.
     */
    public ServerTracing spans() {
        return spans ? this : new ServerTracing(tracing, true);
    }

    /** Returns a handler whose calls belong to the trace of the request; for {@code HttpServer.handle}. */
    public BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handle(
            BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>> handler) {
        Objects.requireNonNull(handler, "handler");
        return (request, response) -> serve(null, handler, request, response);
    }

    /**
     * Returns a handler whose calls belong to the trace of the request; for the routes of a server.
     *
     * @param route the pattern that is served, for example {@code /books/{id}}; names the span
     */
    public BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handle(
            String route,
            BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>> handler) {
        Objects.requireNonNull(route, "route");
        Objects.requireNonNull(handler, "handler");
        return (request, response) -> serve(route, handler, request, response);
    }

    private Publisher<Void> serve(
            @Nullable String route,
            BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>> handler,
            HttpServerRequest request,
            HttpServerResponse response) {
        Mono<Void> handled = Mono.defer(() -> Mono.fromDirect(handler.apply(request, response)));
        if (Span.current().getSpanContext().isValid()) {
            return handled;
        }
        return (spans ? around(spec(route, request), handled, response) : handled)
                .contextWrite(tracing.extract(request.requestHeaders()));
    }

    private static Mono<Void> around(TraceSpec spec, Mono<Void> handled, HttpServerResponse response) {
        return Mono.defer(() -> {
            AtomicReference<Span> opened = new AtomicReference<>(Span.getInvalid());
            return spec.around(Mono.deferContextual(context -> {
                        Span span = Tracing.currentSpan(context);
                        opened.set(span);
                        return handled.doOnSuccess(nothing -> answered(span, response))
                                .doOnError(failure -> failed(span, response));
                    }))
                    // A client that leaves is seen here before the span ends.
                    .doOnCancel(() -> left(opened.get(), response));
        });
    }

    private TraceSpec spec(@Nullable String route, HttpServerRequest request) {
        String original = request.method().name();
        boolean known = METHODS.contains(original);
        String method = known ? original : "HTTP";
        TraceSpec spec = tracing.trace(route == null ? method : method + " " + route)
                .kind(SpanKind.SERVER)
                .attribute(METHOD, known ? original : "_OTHER")
                .attribute(PATH, path(request.uri()))
                .attribute(PROTOCOL_VERSION, version(request))
                .attribute(SERVER_PORT, (long) request.hostPort());
        spec = known(spec, SCHEME, request.scheme());
        spec = known(spec, SERVER_ADDRESS, request.hostName());
        spec = known(spec, METHOD_ORIGINAL, known ? null : original);
        spec = known(spec, ROUTE, route);
        spec = known(spec, USER_AGENT, request.requestHeaders().get("user-agent"));
        InetSocketAddress client = request.remoteAddress();
        return known(spec, CLIENT_ADDRESS, client == null ? null : client.getHostString());
    }

    private static TraceSpec known(TraceSpec spec, AttributeKey<String> key, @Nullable String value) {
        return value == null || value.isEmpty() ? spec : spec.attribute(key, value);
    }

    /**
     * Returns the path of a request target, which may be a whole URL; never its query, which may hold what is secret.
     */
    private static String path(String target) {
        int start = target.startsWith("/") ? 0 : Math.max(0, target.indexOf('/', target.indexOf("://") + 3));
        int end = target.indexOf('?');
        return target.substring(Math.min(start, end < 0 ? start : end), end < 0 ? target.length() : end);
    }

    private static String version(HttpServerRequest request) {
        int major = request.version().majorVersion();
        return major >= 2
                ? Integer.toString(major)
                : major + "." + request.version().minorVersion();
    }

    private static void answered(Span span, HttpServerResponse response) {
        int status = response.status().code();
        span.setAttribute(STATUS, (long) status);
        if (status >= FAILED) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(ERROR_TYPE, Integer.toString(status));
        }
    }

    /** The span tells the failure itself. Reactor Netty answers with 500 unless the head is on its way. */
    private static void failed(Span span, HttpServerResponse response) {
        span.setAttribute(
                STATUS, response.hasSentHeaders() ? (long) response.status().code() : FAILED);
    }

    private static void left(Span span, HttpServerResponse response) {
        if (response.hasSentHeaders()) {
            span.setAttribute(STATUS, (long) response.status().code());
        }
    }

    @Override
    public String toString() {
        return "ServerTracing[spans=" + spans + "]";
    }
}
