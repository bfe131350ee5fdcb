package dev.weir;

import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ready-made views of a stream, for {@code flux.transform(...)} and {@code flux.as(...)}. */
public final class Chunks {

    private Chunks() {}

    /** Keeps only the visible text of the first choice: {@code model.stream(p).transform(Chunks.text())}. */
    public static Function<Flux<Chunk>, Flux<String>> text() {
        return flux -> flux.handle((chunk, sink) -> {
            String text = chunk.text();
            if (!text.isEmpty()) {
                sink.next(text);
            }
        });
    }

    /** Waits for the whole answer: {@code model.stream(p).as(Chunks.collect())}. */
    public static Function<Flux<Chunk>, Mono<Response>> collect() {
        return flux -> flux.ofType(Chunk.Done.class).next().map(Chunk.Done::response);
    }
}
