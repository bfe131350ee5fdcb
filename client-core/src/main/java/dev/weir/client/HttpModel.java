package dev.weir.client;

import dev.weir.ApiError;
import dev.weir.Chunk;
import dev.weir.Interceptor;
import dev.weir.Model;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Options;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Timeouts;
import dev.weir.Warning;
import dev.weir.http.AnswerReader;
import dev.weir.http.HttpCall;
import dev.weir.http.HttpTransport;
import dev.weir.http.StreamReader;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Headers;
import dev.weir.spi.Provider;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Joins a provider to the transport; the same for all providers. */
final class HttpModel implements Model {

    private final Route route;
    private final HttpTransport transport;
    private final Timeouts timeouts;
    private final List<Interceptor> interceptors;
    private final Options defaults;

    HttpModel(
            ModelId id, Provider provider, HttpTransport transport, Timeouts timeouts, List<Interceptor> interceptors) {
        this(new Route(id, provider), transport, timeouts, interceptors, Options.EMPTY);
    }

    private HttpModel(
            Route route, HttpTransport transport, Timeouts timeouts, List<Interceptor> interceptors, Options defaults) {
        this.route = route;
        this.transport = transport;
        this.timeouts = timeouts;
        this.interceptors = interceptors;
        this.defaults = defaults;
    }

    @Override
    public ModelId id() {
        return route.id();
    }

    @Override
    public Model with(Interceptor interceptor) {
        List<Interceptor> more = new ArrayList<>(interceptors);
        more.add(Objects.requireNonNull(interceptor, "interceptor"));
        return new HttpModel(route, transport, timeouts, List.copyOf(more), defaults);
    }

    @Override
    public Model with(UnaryOperator<Options> change) {
        Options changed = Objects.requireNonNull(change.apply(defaults), "options");
        return new HttpModel(route, transport, timeouts, interceptors, changed);
    }

    @Override
    public Mono<Response> call(Request request) {
        Objects.requireNonNull(request, "request");
        return Mono.defer(() -> {
            Mono<Void> preparation = route.preparation();
            return preparation == null
                    ? wrappedCall(request)
                    : preparation.then(Mono.defer(() -> wrappedCall(request)));
        });
    }

    @Override
    public Flux<Chunk> stream(Request request) {
        Objects.requireNonNull(request, "request");
        return Flux.defer(() -> {
            Mono<Void> preparation = route.preparation();
            return preparation == null
                    ? wrappedStream(request)
                    : preparation.thenMany(Flux.defer(() -> wrappedStream(request)));
        });
    }

    private Mono<Response> wrappedCall(Request request) {
        Operation.Inference operation = operation(request, false);
        Mono<Response> next = Mono.defer(() -> {
            Encoded encoded = encode(operation);
            return transport.call(encoded.call(), new Answer(request, encoded.warnings()));
        });
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            next = interceptors.get(i).call(operation, next);
        }
        return next;
    }

    private Flux<Chunk> wrappedStream(Request request) {
        Operation.Inference operation = operation(request, true);
        Flux<Chunk> next = Flux.defer(() -> {
            Encoded encoded = encode(operation);
            return transport.stream(encoded.call(), new Answer(request, encoded.warnings()));
        });
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            next = interceptors.get(i).stream(operation, next);
        }
        return next;
    }

    private Operation.Inference operation(Request request, boolean streaming) {
        Request merged = request;
        if (defaults != Options.EMPTY) {
            merged = request.mutate().options(own -> own.orElse(defaults)).build();
        }
        Codec codec = codec();
        return new Operation.Inference(route.target(codec.api()), codec.operation(), merged, streaming);
    }

    private Codec codec() {
        return route.provider().codec();
    }

    private record Encoded(HttpCall call, List<Warning> warnings) {}

    private Encoded encode(Operation.Inference operation) {
        Request request = operation.request();
        request.validate();
        List<Warning> warnings = new ArrayList<>(0);
        boolean stream = operation.streaming();
        String model = operation.target().wireModel();
        WireRequest wire = Route.encode(() -> codec().encode(request, model, stream, warnings));
        route.check(request.unsupportedPolicy(), warnings);
        Timeouts limits = request.options().timeouts();
        String accept = stream ? "text/event-stream" : null;
        HttpCall call =
                route.call(wire, request.headers(), accept, transport.settings(), limits == null ? timeouts : limits);
        return new Encoded(call, warnings);
    }

    /** Reads the answer of one request, whole or streamed. */
    private final class Answer implements AnswerReader<Response>, StreamReader {

        private final Request request;
        private final List<Warning> warnings;

        Answer(Request request, List<Warning> warnings) {
            this.request = request;
            this.warnings = warnings;
        }

        @Override
        public Codec codec() {
            return HttpModel.this.codec();
        }

        @Override
        public Response read(byte[] body, Headers headers) {
            ChunkEmitter emitter = new ChunkEmitter(chunk -> {});
            codec().decode(body, emitter);
            emitter.complete();
            return complete(emitter.accumulator().complete(), headers, body);
        }

        @Override
        public Response complete(Response decoded, Headers headers) {
            return complete(decoded, headers, null);
        }

        private Response complete(Response decoded, Headers headers, byte @Nullable [] body) {
            return decoded.mutate()
                    .metadata(Route.metadata(headers(), headers))
                    .warnings(Route.warnings(warnings, headers(), headers))
                    .raw(body)
                    .origin(HttpModel.this, request)
                    .build();
        }

        @Override
        public ApiError error(int status, Headers headers, byte[] body) {
            return codec().error(status, headers, body);
        }

        @Override
        public ResponseHeaders headers() {
            return codec().headers();
        }
    }

    @Override
    public String toString() {
        return "Model[" + route.id() + "]";
    }
}
