package dev.weir.client;

import dev.weir.Interceptor;
import dev.weir.InvalidRequestException;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.RerankModel;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Warning;
import dev.weir.spi.Headers;
import dev.weir.spi.RerankCodec;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Joins a provider's ranking to the transport. */
final class HttpRerankModel implements RerankModel {

    private final Route route;
    private final RerankCodec codec;

    HttpRerankModel(Route route, RerankCodec codec) {
        this.route = route;
        this.codec = codec;
    }

    @Override
    public ModelId id() {
        return route.id();
    }

    @Override
    public RerankModel with(Interceptor interceptor) {
        return new HttpRerankModel(route.with(interceptor), codec);
    }

    @Override
    public Mono<RerankResponse> rerank(RerankRequest request) {
        Objects.requireNonNull(request, "request");
        return route.prepared(() -> {
            Operation.Rerank operation = new Operation.Rerank(route.target(codec.api()), request);
            return route.wrapped(operation, Mono.defer(() -> once(operation)), Interceptor::rerank);
        });
    }

    private Mono<RerankResponse> once(Operation.Rerank operation) {
        RerankRequest request = operation.request();
        if (request.query().isBlank() || request.documents().isEmpty()) {
            throw new InvalidRequestException("Ranking needs a query and at least one document");
        }
        List<Warning> warnings = new ArrayList<>(0);
        String model = operation.target().wireModel();
        WireRequest wire = Route.encode(() -> codec.encode(request, model, warnings));
        Answer<RerankResponse> answer =
                new Answer<>(codec.headers(), codec::error, (body, headers) -> read(body, headers, warnings));
        return route.transport().call(route.call(wire), answer);
    }

    private RerankResponse read(byte[] body, Headers headers, List<Warning> warnings) {
        RerankResponse decoded = codec.decode(body);
        List<Warning> all = new ArrayList<>(Route.warnings(warnings, codec.headers(), headers));
        all.addAll(decoded.warnings());
        return new RerankResponse(
                decoded.id(), decoded.results(), decoded.usage(), Route.metadata(codec.headers(), headers), all);
    }

    @Override
    public String toString() {
        return "RerankModel[" + route.id() + "]";
    }
}
