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
import dev.weir.Warning;
import dev.weir.http.AnswerReader;
import dev.weir.http.HttpCall;
import dev.weir.http.StreamReader;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Headers;
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
    private final Options defaults;

    HttpModel(Route route) {
        this(route, Options.EMPTY);
    }

    private HttpModel(Route route, Options defaults) {
        this.route = route;
        this.defaults = defaults;
    }

    @Override
    public ModelId id() {
        return route.id();
    }

    @Override
    public Model with(Interceptor interceptor) {
        return new HttpModel(route.with(interceptor), defaults);
    }

    @Override
    public Model with(UnaryOperator<Options> change) {
        return new HttpModel(route, Objects.requireNonNull(change.apply(defaults), "options"));
    }

    @Override
    public Mono<Response> call(Request request) {
        Objects.requireNonNull(request, "request");
        return route.prepared(() -> wrappedCall(request));
    }

    @Override
    public Flux<Chunk> stream(Request request) {
        Objects.requireNonNull(request, "request");
        return route.preparedStream(() -> wrappedStream(request));
    }

    private Mono<Response> wrappedCall(Request request) {
        Operation.Inference operation = operation(request, false);
        Mono<Response> call = Mono.defer(() -> {
            Encoded encoded = encode(operation);
            return route.transport().call(encoded.call(), new InferenceAnswer(request, encoded.warnings()));
        });
        return route.wrapped(operation, call, Interceptor::call);
    }

    private Flux<Chunk> wrappedStream(Request request) {
        Operation.Inference operation = operation(request, true);
        Flux<Chunk> stream = Flux.defer(() -> {
            Encoded encoded = encode(operation);
            return route.transport().stream(encoded.call(), new InferenceAnswer(request, encoded.warnings()));
        });
        return route.wrapped(operation, stream, Interceptor::stream);
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
        String accept = stream ? "text/event-stream" : null;
        HttpCall call =
                route.call(wire, request.headers(), accept, request.options().timeouts());
        return new Encoded(call, warnings);
    }

    /** Reads the answer of one request, whole or streamed. */
    private final class InferenceAnswer implements AnswerReader<Response>, StreamReader {

        private final Request request;
        private final List<Warning> warnings;

        InferenceAnswer(Request request, List<Warning> warnings) {
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
