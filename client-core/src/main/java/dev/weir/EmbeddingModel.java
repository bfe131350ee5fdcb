package dev.weir;

import java.util.List;
import reactor.core.publisher.Mono;

/** A model that turns texts into vectors. Immutable and safe to share; calls are cold like those of {@link Model}. */
public interface EmbeddingModel {

    /** Returns the id this model was asked for by. */
    ModelId id();

    /**
     * Embeds the inputs; the vectors come in their order. More inputs than one request of the provider may carry go out in
     * several requests, a few at a time, and come back as one response with the usage added up. If one of these fails, the
     * call fails with its error, the others are cancelled, and a {@linkplain Throwable#getSuppressed() suppressed} exception
     * names the inputs it held.
     */
    Mono<EmbeddingResponse> embed(EmbeddingRequest request);

    /** Embeds texts with the provider's defaults. */
    default Mono<EmbeddingResponse> embed(List<String> texts) {
        return embed(EmbeddingRequest.of(texts));
    }

    /** Embeds one text with the provider's defaults. */
    default Mono<EmbeddingResponse> embed(String text) {
        return embed(List.of(text));
    }

    /** Returns a model whose calls also pass through {@code interceptor}, inside those it already has. */
    EmbeddingModel with(Interceptor interceptor);
}
