package dev.weir.client;

import dev.weir.ConfigurationException;
import dev.weir.Interceptor;
import dev.weir.InvalidRequestException;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Timeouts;
import dev.weir.Warning;
import dev.weir.http.HttpCall;
import dev.weir.http.HttpTransport;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.Provider;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.WireRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How a model of any kind reaches its provider.
 *
 * @param timeouts the limits of calls that name none
 * @param interceptors the outermost first
 */
record Route(
        ModelId id, Provider provider, HttpTransport transport, Timeouts timeouts, List<Interceptor> interceptors) {

    /** One kind of call of an interceptor, for example {@code Interceptor::embed}. */
    @FunctionalInterface
    interface Wrapping<O, P> {

        /** Wraps what is nearer to the provider. */
        P wrap(Interceptor interceptor, O operation, P next);
    }

    /** Returns the same route with one more interceptor, the innermost. */
    Route with(Interceptor interceptor) {
        List<Interceptor> more = new ArrayList<>(interceptors);
        more.add(Objects.requireNonNull(interceptor, "interceptor"));
        return new Route(id, provider, transport, timeouts, List.copyOf(more));
    }

    /** Returns what telemetry wants to know about the far end. */
    Operation.Target target(String api) {
        Endpoint endpoint = provider.endpoint();
        URI base = endpoint.baseUrl(id.model());
        String host = base.getHost();
        if (host == null) {
            throw new ConfigurationException("The base URL of provider \"" + provider.name() + "\" names no host");
        }
        int port = base.getPort() >= 0 ? base.getPort() : "http".equalsIgnoreCase(base.getScheme()) ? 80 : 443;
        String name = provider.telemetryName(id.model());
        return new Operation.Target(id, endpoint.wireModel(id.model()), name, api, host, port);
    }

    /** Makes the call when it is subscribed to and the provider is ready. */
    <T> Mono<T> prepared(Supplier<Mono<T>> call) {
        return Mono.defer(() -> {
            Mono<Void> preparation = provider.prepare();
            return isNothing(preparation) ? call.get() : preparation.then(Mono.defer(call));
        });
    }

    /** Makes the streamed call when it is subscribed to and the provider is ready. */
    <T> Flux<T> preparedStream(Supplier<Flux<T>> call) {
        return Flux.defer(() -> {
            Mono<Void> preparation = provider.prepare();
            return isNothing(preparation) ? call.get() : preparation.thenMany(Flux.defer(call));
        });
    }

    private static boolean isNothing(Mono<Void> preparation) {
        return preparation == Mono.<Void>empty();
    }

    /** Returns a call within the interceptors. */
    <O, P> P wrapped(O operation, P call, Wrapping<O, P> wrapping) {
        P next = call;
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            next = wrapping.wrap(interceptors.get(i), operation, next);
        }
        return next;
    }

    /** Returns the exchange for an encoded request that has no headers or limits of its own. */
    HttpCall call(WireRequest wire) {
        return call(wire, Map.of(), null, null);
    }

    /** Returns the exchange for an encoded request; the format's headers win over the user's, these over the provider's. */
    HttpCall call(
            WireRequest wire, Map<String, String> userHeaders, @Nullable String accept, @Nullable Timeouts limits) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        headers.put("accept", accept == null ? "application/json" : accept);
        if (accept == null && transport.settings().compression()) {
            headers.put("accept-encoding", "gzip");
        }
        putAll(headers, provider.headers());
        putAll(headers, userHeaders);
        putAll(headers, wire.headers());
        URI uri = provider.endpoint().resolve(id.model(), wire.path());
        return new HttpCall(id, uri, headers, wire.body(), provider.credentials(), limits == null ? timeouts : limits);
    }

    private static void putAll(Map<String, String> headers, Map<String, String> more) {
        more.forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
    }

    /**
     * Encodes a request.
     *
     * @throws InvalidRequestException if it holds what JSON cannot express
     */
    static WireRequest encode(Supplier<WireRequest> codec) {
        try {
            return codec.get();
        } catch (JsonException inexpressible) {
            throw new InvalidRequestException("The request cannot be written: " + inexpressible.getMessage());
        }
    }

    /** Fails if there are warnings and the request does not accept them. */
    void check(Request.UnsupportedPolicy policy, List<Warning> warnings) {
        if (policy == Request.UnsupportedPolicy.ERROR && !warnings.isEmpty()) {
            StringBuilder text = new StringBuilder(id.toString()).append(" cannot honour");
            for (Warning warning : warnings) {
                text.append(" ")
                        .append(warning.option())
                        .append(" (")
                        .append(warning.reason())
                        .append(");");
            }
            throw new InvalidRequestException(text + " remove these, or accept warnings with UnsupportedPolicy.WARN");
        }
    }

    /** Returns the warnings there were before the call and those that came with the answer. */
    static List<Warning> warnings(List<Warning> before, ResponseHeaders reader, Headers headers) {
        List<Warning> more = reader.warnings(headers);
        if (more.isEmpty()) {
            return before;
        }
        List<Warning> all = new ArrayList<>(before);
        all.addAll(more);
        return all;
    }

    static Response.Metadata metadata(ResponseHeaders reader, Headers headers) {
        return new Response.Metadata(reader.requestId(headers), reader.rateLimits(headers), 1, headers.toMap());
    }
}
