package dev.weir.tracing;

import dev.weir.EmbeddingModel;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.Interceptor;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.RerankModel;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.tracing.rag.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What pipelines are made of. */
final class RagFixtures {

    static final List<Hit> HITS = List.of(
            new Hit("dune", "Frank Herbert wrote Dune", 0.91),
            new Hit("emma", "Jane Austen wrote Emma", 0.44),
            new Hit("ubik", "Philip K. Dick wrote Ubik", 0.41));

    private RagFixtures() {}

    /** An embedding model that is not traced by itself. */
    record Embedder(List<Interceptor> interceptors, List<float[]> vectors) implements EmbeddingModel {
        Embedder() {
            this(List.of(), List.<float[]>of(new float[] {1, 2, 3}));
        }

        @Override
        public ModelId id() {
            return ModelId.parse("openai/text-embedding-3-small");
        }

        @Override
        public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
            return Mono.defer(() -> {
                Operation.Embedding operation = new Operation.Embedding(Fixtures.OPENAI, request);
                Mono<EmbeddingResponse> next = Mono.just(new EmbeddingResponse(
                        null,
                        "text-embedding-3-small",
                        vectors,
                        "float",
                        Usage.builder().count(Usage.Count.INPUT, 7L).build(),
                        Response.Metadata.ABSENT,
                        Map.of(),
                        List.of()));
                for (Interceptor interceptor : interceptors) {
                    next = interceptor.embed(operation, next);
                }
                return next;
            });
        }

        @Override
        public EmbeddingModel with(Interceptor interceptor) {
            List<Interceptor> more = new ArrayList<>(interceptors);
            more.add(0, interceptor);
            return new Embedder(more, vectors);
        }
    }

    /** A reranker that turns the order round. */
    record Reranker(List<Interceptor> interceptors, List<RerankRequest> asked) implements RerankModel {
        @Override
        public ModelId id() {
            return ModelId.parse("cohere/rerank-v3.5");
        }

        @Override
        public Mono<RerankResponse> rerank(RerankRequest request) {
            return Mono.defer(() -> {
                asked.add(request);
                Mono<RerankResponse> next = Mono.just(new RerankResponse(
                        null,
                        List.of(new RerankResponse.Result(2, 0.8), new RerankResponse.Result(0, 0.7)),
                        Usage.ABSENT,
                        Response.Metadata.ABSENT,
                        List.of()));
                for (Interceptor interceptor : interceptors) {
                    next = interceptor.rerank(new Operation.Rerank(Fixtures.OPENAI, request), next);
                }
                return next;
            });
        }

        @Override
        public RerankModel with(Interceptor interceptor) {
            List<Interceptor> more = new ArrayList<>(interceptors);
            more.add(0, interceptor);
            return new Reranker(more, asked);
        }
    }
}
