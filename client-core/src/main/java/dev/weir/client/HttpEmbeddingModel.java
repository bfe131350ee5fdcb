package dev.weir.client;

import dev.weir.EmbeddingModel;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.Interceptor;
import dev.weir.InvalidRequestException;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Usage;
import dev.weir.Warning;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Joins a provider's embeddings to the transport. */
final class HttpEmbeddingModel implements EmbeddingModel {

    private static final int PARALLEL_BATCHES = 4;

    private final Route route;
    private final EmbeddingCodec codec;

    HttpEmbeddingModel(Route route, EmbeddingCodec codec) {
        this.route = route;
        this.codec = codec;
    }

    @Override
    public ModelId id() {
        return route.id();
    }

    @Override
    public EmbeddingModel with(Interceptor interceptor) {
        return new HttpEmbeddingModel(route.with(interceptor), codec);
    }

    @Override
    public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
        Objects.requireNonNull(request, "request");
        return route.prepared(() -> {
            Operation.Embedding operation = new Operation.Embedding(route.target(codec.api()), request);
            return route.wrapped(operation, Mono.defer(() -> batches(operation)), Interceptor::embed);
        });
    }

    private Mono<EmbeddingResponse> batches(Operation.Embedding operation) {
        List<String> inputs = operation.request().inputs();
        if (inputs.isEmpty()) {
            throw new InvalidRequestException("There must be at least one text to embed");
        }
        int most = codec.maxInputs(operation.target().wireModel());
        if (inputs.size() <= most) {
            return once(operation, operation.request());
        }
        return Flux.range(0, (inputs.size() + most - 1) / most)
                .flatMapSequential(batch -> batch(operation, batch * most, most), PARALLEL_BATCHES)
                .collectList()
                .map(HttpEmbeddingModel::join);
    }

    private Mono<EmbeddingResponse> batch(Operation.Embedding operation, int from, int most) {
        List<String> inputs = operation.request().inputs();
        int to = Math.min(inputs.size(), from + most);
        return Mono.defer(() -> once(operation, operation.request().inputs(inputs.subList(from, to))))
                .doOnError(failure -> failure.addSuppressed(new FailedBatch(from, to, inputs.size())));
    }

    private Mono<EmbeddingResponse> once(Operation.Embedding operation, EmbeddingRequest request) {
        List<Warning> warnings = new ArrayList<>(0);
        String model = operation.target().wireModel();
        WireRequest wire = Route.encode(() -> codec.encode(request, model, warnings));
        int inputs = request.inputs().size();
        Answer<EmbeddingResponse> answer =
                new Answer<>(codec.headers(), codec::error, (body, headers) -> read(body, headers, inputs, warnings));
        return route.transport().call(route.call(wire), answer);
    }

    private EmbeddingResponse read(byte[] body, Headers headers, int inputs, List<Warning> warnings) {
        EmbeddingResponse decoded = codec.decode(body, headers);
        if (decoded.vectors().size() != inputs && !decoded.vectors().isEmpty()) {
            throw new JsonException(decoded.vectors().size() + " vectors came back for " + inputs + " texts");
        }
        List<Warning> all = new ArrayList<>(Route.warnings(warnings, codec.headers(), headers));
        all.addAll(decoded.warnings());
        return new EmbeddingResponse(
                decoded.id(),
                decoded.model(),
                decoded.vectors(),
                decoded.encoding(),
                decoded.usage(),
                Route.metadata(codec.headers(), headers),
                decoded.extras(),
                all);
    }

    private static EmbeddingResponse join(List<EmbeddingResponse> parts) {
        EmbeddingResponse first = parts.get(0);
        List<float[]> vectors = new ArrayList<>();
        Usage.Builder usage = Usage.builder();
        for (EmbeddingResponse part : parts) {
            vectors.addAll(part.vectors());
            for (Usage.Count count : Usage.Count.values()) {
                part.usage().get(count).ifPresent(tokens -> usage.add(count, tokens));
            }
        }
        return new EmbeddingResponse(
                first.id(),
                first.model(),
                vectors,
                first.encoding(),
                usage.build(),
                first.metadata(),
                joinExtras(parts),
                first.warnings());
    }

    /** Further vectors are lists with one entry per text, so theirs are joined too; of anything else the first counts. */
    private static Map<String, String> joinExtras(List<EmbeddingResponse> parts) {
        Map<String, String> joined = new LinkedHashMap<>();
        parts.get(0).extras().forEach((name, value) -> {
            boolean lists = parts.stream()
                    .allMatch(part -> part.extras().getOrDefault(name, "").startsWith("["));
            joined.put(name, lists ? joinLists(parts, name) : value);
        });
        return joined;
    }

    private static String joinLists(List<EmbeddingResponse> parts, String name) {
        return parts.stream()
                .map(part -> part.extras().getOrDefault(name, "[]"))
                .map(list -> list.substring(1, list.lastIndexOf(']')))
                .filter(entries -> !entries.isBlank())
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public String toString() {
        return "EmbeddingModel[" + route.id() + "]";
    }
}
