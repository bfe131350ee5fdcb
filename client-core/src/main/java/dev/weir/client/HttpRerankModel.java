package dev.weir.client;

import dev.weir.ApiError;
import dev.weir.Interceptor;
import dev.weir.InvalidRequestException;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.RerankModel;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Timeouts;
import dev.weir.Warning;
import dev.weir.http.AnswerReader;
import dev.weir.http.HttpCall;
import dev.weir.http.HttpTransport;
import dev.weir.spi.Headers;
import dev.weir.spi.Provider;
import dev.weir.spi.RerankCodec;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Joins a provider's ranking to the transport. */
final class HttpRerankModel implements RerankModel {

    private final Route route;
    private final RerankCodec codec;
    private final HttpTransport transport;
    private final Timeouts timeouts;
    private final List<Interceptor> interceptors;

    HttpRerankModel(
            ModelId id,
            Provider provider,
            RerankCodec codec,
            HttpTransport transport,
            Timeouts timeouts,
            List<Interceptor> interceptors) {
        this(new Route(id, provider), codec, transport, timeouts, interceptors);
    }

    private HttpRerankModel(
            Route route,
            RerankCodec codec,
            HttpTransport transport,
            Timeouts timeouts,
            List<Interceptor> interceptors) {
        this.route = route;
        this.codec = codec;
        this.transport = transport;
        this.timeouts = timeouts;
        this.interceptors = interceptors;
    }

    @Override
    public ModelId id() {
        return route.id();
    }

    @Override
    public RerankModel with(Interceptor interceptor) {
        List<Interceptor> more = new ArrayList<>(interceptors);
        more.add(Objects.requireNonNull(interceptor, "interceptor"));
        return new HttpRerankModel(route, codec, transport, timeouts, List.copyOf(more));
    }

    @Override
    public Mono<RerankResponse> rerank(RerankRequest request) {
        Objects.requireNonNull(request, "request");
        return Mono.defer(() -> {
            Mono<Void> preparation = route.preparation();
            return preparation == null ? wrapped(request) : preparation.then(Mono.defer(() -> wrapped(request)));
        });
    }

    private Mono<RerankResponse> wrapped(RerankRequest request) {
        Operation.Rerank operation = new Operation.Rerank(route.target(codec.api()), request);
        Mono<RerankResponse> next = Mono.defer(() -> once(operation));
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            next = interceptors.get(i).rerank(operation, next);
        }
        return next;
    }

    private Mono<RerankResponse> once(Operation.Rerank operation) {
        RerankRequest request = operation.request();
        if (request.query().isBlank() || request.documents().isEmpty()) {
            throw new InvalidRequestException("Ranking needs a query and at least one document");
        }
        List<Warning> warnings = new ArrayList<>(0);
        String model = operation.target().wireModel();
        WireRequest wire = Route.encode(() -> codec.encode(request, model, warnings));
        HttpCall call = route.call(wire, Map.of(), null, transport.settings(), timeouts);
        return transport.call(call, new Answer(warnings));
    }

    /** Reads the answer. */
    private final class Answer implements AnswerReader<RerankResponse> {

        private final List<Warning> warnings;

        Answer(List<Warning> warnings) {
            this.warnings = warnings;
        }

        @Override
        public RerankResponse read(byte[] body, Headers headers) {
            RerankResponse decoded = codec.decode(body);
            List<Warning> all = new ArrayList<>(Route.warnings(warnings, codec.headers(), headers));
            all.addAll(decoded.warnings());
            return new RerankResponse(
                    decoded.id(), decoded.results(), decoded.usage(), Route.metadata(codec.headers(), headers), all);
        }

        @Override
        public ApiError error(int status, Headers headers, byte[] body) {
            return codec.error(status, headers, body);
        }

        @Override
        public ResponseHeaders headers() {
            return codec.headers();
        }
    }

    @Override
    public String toString() {
        return "RerankModel[" + route.id() + "]";
    }
}
