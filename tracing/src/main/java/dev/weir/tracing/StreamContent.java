package dev.weir.tracing;

import dev.weir.Chunk;
import dev.weir.ChunkAccumulator;
import dev.weir.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a stream has said so far, or only counts it. A cancel reads it on a thread of its own, so adding and reading
 * exclude each other; nobody ever waits longer than one chunk takes.
 */
final class StreamContent {

    private final @Nullable ChunkAccumulator answer;
    private long length;

    private StreamContent(@Nullable ChunkAccumulator answer) {
        this.answer = answer;
    }

    /** Returns what is needed: null if nobody asks for what the stream says. */
    static @Nullable StreamContent of(boolean kept, boolean counted) {
        return kept ? new StreamContent(new ChunkAccumulator()) : counted ? new StreamContent(null) : null;
    }

    synchronized void add(Chunk chunk) {
        if (chunk instanceof Chunk.TextDelta text) {
            length += text.delta().length();
        } else if (chunk instanceof Chunk.RefusalDelta refusal) {
            length += refusal.delta().length();
        }
        if (answer != null && !(chunk instanceof Chunk.Done)) {
            answer.add(chunk);
        }
    }

    /** Returns how many characters of text have arrived. */
    synchronized long length() {
        return length;
    }

    /** Returns the choices so far, tool calls that have only begun among them. */
    synchronized List<Response.Choice> choices() {
        return answer == null ? List.of() : answer.complete().choices();
    }
}
