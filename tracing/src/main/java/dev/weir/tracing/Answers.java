package dev.weir.tracing;

import dev.weir.Chunk;
import dev.weir.Response;
import org.jspecify.annotations.Nullable;

/** Finds the response in what an operation emits. */
final class Answers {

    private Answers() {}

    /** Returns the response that this is, or that it brings; null if it is something else. */
    static @Nullable Response of(Object emitted) {
        if (emitted instanceof Response response) {
            return response;
        }
        return emitted instanceof Chunk.Done done ? done.response() : null;
    }
}
