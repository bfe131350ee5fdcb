package dev.weir;

import reactor.core.publisher.Mono;

/** A model that ranks documents by how well they answer a query. Immutable and safe to share; calls are cold. */
public interface RerankModel {

    /** Returns the id this model was asked for by. */
    ModelId id();

    /** Ranks the documents, best first. */
    Mono<RerankResponse> rerank(RerankRequest request);

    /** Returns a model whose calls also pass through {@code interceptor}, inside those it already has. */
    RerankModel with(Interceptor interceptor);
}
