package dev.weir.tracing.rag;

import dev.weir.EmbeddingModel;
import dev.weir.EmbeddingResponse;
import dev.weir.InvalidRequestException;
import dev.weir.Model;
import dev.weir.Request;
import dev.weir.RerankModel;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.tracing.TraceSpec;
import dev.weir.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** The steps of one pipeline, each with its span. */
final class Steps {

    static final AttributeKey<String> QUERY = AttributeKey.stringKey("rag.query");
    static final AttributeKey<String> EMBEDDING_MODEL = AttributeKey.stringKey("rag.embedding_model");
    static final AttributeKey<Long> EMBEDDING_DIM = AttributeKey.longKey("rag.embedding_dim");
    static final AttributeKey<Long> RESULTS_COUNT = AttributeKey.longKey("rag.results_count");
    static final AttributeKey<Double> TOP_SCORE = AttributeKey.doubleKey("rag.top_score");
    static final AttributeKey<Long> RERANKED_COUNT = AttributeKey.longKey("rag.reranked_count");
    static final AttributeKey<Long> TOTAL_TOKENS = AttributeKey.longKey("rag.total_tokens");

    private final Tracing tracing;
    private final String name;

    Steps(Tracing tracing, String name) {
        this.tracing = tracing;
        this.name = name;
    }

    /** Returns the span around a run. */
    TraceSpec pipeline(String query) {
        Objects.requireNonNull(query, "query");
        return tracing.trace(name).content(QUERY, query).totalTokens(TOTAL_TOKENS);
    }

    /** Returns the model traced; a call that a tracing further out records is not recorded again. */
    Model traced(Model model) {
        return Objects.requireNonNull(model, "model").with(tracing);
    }

    Function<String, Mono<float[]>> embed(EmbeddingModel model) {
        EmbeddingModel traced = Objects.requireNonNull(model, "model").with(tracing);
        return embed(model.id().model(), query -> traced.embed(query).map(this::vector));
    }

    private float[] vector(EmbeddingResponse response) {
        if (response.vectors().isEmpty()) {
            throw failure("embed", "got an answer without a vector of floats; ask the model for that encoding");
        }
        return response.vectors().get(0);
    }

    Function<String, Mono<float[]>> embed(@Nullable String model, Function<? super String, Mono<float[]>> function) {
        Objects.requireNonNull(function, "function");
        TraceSpec bare = tracing.trace("rag.embed_query");
        TraceSpec spec = model == null || model.isEmpty() ? bare : bare.attribute(EMBEDDING_MODEL, model);
        return query -> spec.around(
                one(() -> function.apply(query), "embed", "a vector"),
                (span, vector) -> span.setAttribute(EMBEDDING_DIM, (long) vector.length));
    }

    Function<String, Mono<List<Hit>>> search(
            Function<String, Mono<float[]>> embedding,
            BiFunction<? super String, ? super float[], Mono<List<Hit>>> function) {
        Objects.requireNonNull(function, "function");
        TraceSpec spec = tracing.trace("rag.vector_search");
        return query -> embedding
                .apply(query)
                .flatMap(vector -> spec.around(hits(() -> function.apply(query, vector), "search"), Steps::found));
    }

    private static void found(Span span, List<Hit> hits) {
        span.setAttribute(RESULTS_COUNT, (long) hits.size());
        if (!hits.isEmpty()) {
            span.setAttribute(TOP_SCORE, hits.get(0).score());
        }
    }

    Function<String, Mono<List<Hit>>> rerank(
            Function<String, Mono<List<Hit>>> retrieval,
            BiFunction<? super String, ? super List<Hit>, Mono<List<Hit>>> function) {
        Objects.requireNonNull(function, "function");
        TraceSpec spec = tracing.trace("rag.rerank");
        return query -> retrieval
                .apply(query)
                .flatMap(hits -> hits.isEmpty()
                        ? Mono.just(hits)
                        : spec.around(
                                hits(() -> function.apply(query, hits), "rerank"),
                                (span, ranked) -> span.setAttribute(RERANKED_COUNT, (long) ranked.size())));
    }

    BiFunction<String, List<Hit>, Mono<List<Hit>>> rerank(RerankModel model, int topN) {
        if (topN < 1) {
            throw new InvalidRequestException("At least 1 hit must be left by reranking, was " + topN);
        }
        RerankModel traced = Objects.requireNonNull(model, "model").with(tracing);
        return (query, hits) -> {
            List<String> texts = hits.stream().map(Hit::text).toList();
            return traced.rerank(new RerankRequest(query, texts, Math.min(topN, hits.size()), Map.of()))
                    .map(response -> ranked(response, hits));
        };
    }

    private List<Hit> ranked(RerankResponse response, List<Hit> hits) {
        List<Hit> ranked = new ArrayList<>(response.results().size());
        for (RerankResponse.Result result : response.results()) {
            if (result.index() < 0 || result.index() >= hits.size()) {
                throw failure("rerank", "ranked document " + result.index() + " of " + hits.size());
            }
            ranked.add(hits.get(result.index()).scored(result.score()));
        }
        return ranked;
    }

    /** Returns what a model is asked by default. */
    static Request prompt(String query, List<Hit> hits) {
        String context = hits.stream().map(Hit::text).collect(Collectors.joining("\n\n"));
        return Request.builder().system("Context:\n" + context).user(query).build();
    }

    /** Returns the function that makes a request; fails where it makes none. */
    BiFunction<String, List<Hit>, Request> prompt(BiFunction<? super String, ? super List<Hit>, Request> function) {
        return (query, hits) -> {
            Request request = function.apply(query, hits);
            if (request == null) {
                throw failure("generate", "made null of the query instead of a request");
            }
            return request;
        };
    }

    private Mono<List<Hit>> hits(Supplier<Mono<List<Hit>>> source, String step) {
        return one(source, step, "a list of hits; where there are none, it must be an empty list")
                .map(hits -> {
                    for (Hit hit : hits) {
                        if (hit == null) {
                            throw failure(step, "returned a list with null in it; leave out what is no hit");
                        }
                    }
                    return List.copyOf(hits);
                });
    }

    private <T> Mono<T> one(Supplier<Mono<T>> source, String step, String expected) {
        return Mono.defer(() -> checked(source.get(), step))
                .switchIfEmpty(Mono.error(() -> failure(step, "completed without " + expected)));
    }

    /** Returns what a function of the user's returned; fails if that is nothing. */
    <P extends Publisher<?>> P checked(@Nullable P returned, String step) {
        if (returned == null) {
            throw failure(step, "returned null instead of a publisher");
        }
        return returned;
    }

    private IllegalStateException failure(String step, String what) {
        return new IllegalStateException("The step '" + step + "' of " + name + " " + what);
    }
}
