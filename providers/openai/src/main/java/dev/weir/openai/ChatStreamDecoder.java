package dev.weir.openai;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.JsonReader;
import dev.weir.spi.StreamDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a stream of {@code chat.completion.chunk} events. */
final class ChatStreamDecoder implements StreamDecoder {

    private final JsonReader json = new JsonReader();
    private final ChatReader reader;
    private boolean ended;

    ChatStreamDecoder(Dialect dialect) {
        this.reader = new ChatReader(dialect, false);
    }

    @Override
    public void decode(Frame frame, ChunkEmitter out) {
        if (frame.dataIs("[DONE]")) {
            reader.finishAll(out);
            ended = true;
            return;
        }
        json.reset(frame.array(), frame.offset(), frame.length());
        ErrorDocument error = reader.read(json, "error".equals(frame.type()), out);
        if (error != ErrorDocument.NONE) {
            byte[] event = Arrays.copyOfRange(frame.array(), frame.offset(), frame.offset() + frame.length());
            throw ErrorReader.insideAnswer(event, error);
        }
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public @Nullable String missing() {
        return reader.isFinished() ? null : "a finish_reason or [DONE]";
    }
}
