package dev.weir.openai;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.JsonReader;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.StreamDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a stream of {@code chat.completion.chunk} events. */
final class ChatStreamDecoder implements StreamDecoder {

    private final JsonReader json = new JsonReader();
    private final ChatReader reader;
    private final ResponseHeaders headers;
    private boolean ended;

    ChatStreamDecoder(Dialect dialect, ResponseHeaders headers) {
        this.reader = new ChatReader(dialect, false);
        this.headers = headers;
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
            throw ErrorReader.insideAnswer(event, error, headers);
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
