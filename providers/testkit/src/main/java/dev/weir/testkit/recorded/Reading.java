package dev.weir.testkit.recorded;

import dev.weir.ApiError;
import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.EmbeddingResponse;
import dev.weir.LlmException;
import dev.weir.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the public API made of an exchange.
 *
 * @param response the answer, or what of it had arrived before a failure; null if nothing
 * @param embeddings the vectors, null if the exchange is about something else
 * @param deltas the non-empty pieces of text of the first choice, in order; null for a call
 * @param failure the error the call ended with, null if it ended well
 */
record Reading(
        @Nullable Response response,
        @Nullable EmbeddingResponse embeddings,
        @Nullable List<String> deltas,
        @Nullable Throwable failure) {

    static Reading ofCall(Response response) {
        return new Reading(response, null, null, null);
    }

    static Reading ofEmbeddings(EmbeddingResponse response) {
        return new Reading(null, response, null, null);
    }

    static Reading ofStream(List<Chunk> chunks, @Nullable Throwable failure) {
        List<String> deltas = chunks.stream()
                .filter(chunk -> chunk instanceof Chunk.TextDelta && chunk.choice() == 0)
                .map(Chunk::text)
                .filter(text -> !text.isEmpty())
                .toList();
        Chunk last = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
        Response response = last instanceof Chunk.Done done ? done.response() : partial(failure);
        return new Reading(response, null, deltas, failure);
    }

    static Reading ofFailure(Throwable failure) {
        return new Reading(partial(failure), null, null, failure);
    }

    private static @Nullable Response partial(@Nullable Throwable failure) {
        return failure instanceof LlmException known ? known.partial().orElse(null) : null;
    }

    Optional<ApiError> error() {
        return failure instanceof ApiException api ? Optional.of(api.error()) : Optional.empty();
    }
}
