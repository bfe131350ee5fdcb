package dev.weir.google;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.JsonReader;
import dev.weir.spi.StreamDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of {@code streamGenerateContent}. There is no end mark: the body ends, and the answer is whole if every
 * candidate has told its finish reason by then.
 */
final class GeminiStreamDecoder implements StreamDecoder {

    private final JsonReader reader = new JsonReader();
    private final AnswerReader answer = new AnswerReader();

    @Override
    public void decode(Frame frame, ChunkEmitter out) {
        if (frame.length() == 0 || frame.dataIs("[DONE]")) {
            return; // Google sends no such event, gateways that speak its format do
        }
        reader.reset(frame.array(), frame.offset(), frame.length());
        answer.read(reader, out);
        reader.end();
    }

    @Override
    public boolean ended() {
        return false;
    }

    @Override
    public @Nullable String missing() {
        return answer.isFinished() ? null : "a finishReason";
    }
}
