package dev.weir.tracing.rag;

import dev.weir.Chunk;
import dev.weir.Response;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A pipeline that answers with a model. Immutable and safe to share; made by {@link Rag}. */
public final class RagPipeline {

    private final Function<String, Mono<Response>> call;
    private final Function<String, Flux<Chunk>> stream;

    RagPipeline(Function<String, Mono<Response>> call, Function<String, Flux<Chunk>> stream) {
        this.call = call;
        this.stream = stream;
    }

    /** Answers the query at once. Fails as its steps do. */
    public Mono<Response> call(String query) {
        return call.apply(query);
    }

    /** Answers the query piece by piece. Fails as its steps do. */
    public Flux<Chunk> stream(String query) {
        return stream.apply(query);
    }
}
