package dev.weir.local;

import dev.weir.ApiError;
import dev.weir.FinishReason;
import dev.weir.Usage;
import dev.weir.Usage.Count;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.JsonReader;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the parrot says. An event of a stream and the document of a call differ only in that the one has a
 * {@code delta} where the other has a {@code message}, so one method reads both.
 */
final class LocalDecoder implements StreamDecoder {

    /** Keys of a choice's parts: its text, its refusal, its tool calls from here on by their index. */
    private static final int TEXT = 0;

    private static final int REFUSAL = 1;
    private static final int FIRST_CALL = 2;

    private final JsonReader json = new JsonReader();
    private boolean done;
    private boolean finished;

    @Override
    public void decode(Frame frame, ChunkEmitter out) {
        if (frame.dataIs("[DONE]")) {
            done = true;
            return;
        }
        json.reset(frame.array(), frame.offset(), frame.length());
        read(json, out);
    }

    @Override
    public boolean ended() {
        return done;
    }

    @Override
    public @Nullable String missing() {
        return finished ? null : "a finish_reason or [DONE]";
    }

    /** Reads an event or a document. */
    void read(JsonReader in, ChunkEmitter out) {
        String id = null;
        String model = null;
        in.beginObject();
        while (in.nextField()) {
            if (in.nameIs("choices")) {
                out.started(id, model);
                in.beginArray();
                while (in.nextElement()) {
                    choice(in, out);
                }
            } else if (in.nameIs("id") && !out.isIdentified()) {
                id = in.stringOrNull();
            } else if (in.nameIs("model") && !out.isIdentified()) {
                model = in.stringOrNull();
            } else if (in.nameIs("usage")) {
                if (!in.nextNull()) {
                    out.usage(usage(in.raw()));
                }
            } else if (in.nameIs("error")) {
                if (!in.nextNull()) {
                    throw new WireException(LocalCodec.readError(in, ApiError.ofStatus(200)));
                }
            } else {
                in.skip();
            }
        }
        if (id != null || model != null) {
            out.started(id, model);
        }
    }

    private void choice(JsonReader in, ChunkEmitter out) {
        int index = 0;
        String reason = null;
        in.beginObject();
        while (in.nextField()) {
            if (in.nameIs("index")) {
                index = in.intOr(0);
            } else if (in.nameIs("delta") || in.nameIs("message")) {
                message(in, index, out);
            } else if (in.nameIs("finish_reason")) {
                reason = in.stringOrNull();
            } else {
                in.skip();
            }
        }
        if (reason != null) {
            finished = true;
            out.finish(index, finishReason(reason), reason);
        }
    }

    private static void message(JsonReader in, int choice, ChunkEmitter out) {
        in.beginObject();
        while (in.nextField()) {
            if (in.nameIs("content")) {
                out.text(choice, TEXT, in.stringOrNull());
            } else if (in.nameIs("refusal")) {
                out.refusal(choice, REFUSAL, in.stringOrNull());
            } else if (in.nameIs("tool_calls") && !in.nextNull()) {
                in.beginArray();
                for (int position = 0; in.nextElement(); position++) {
                    toolCall(in, choice, position, out);
                }
            } else if (!in.nameIs("tool_calls")) {
                in.skip();
            }
        }
    }

    private static void toolCall(JsonReader in, int choice, int position, ChunkEmitter out) {
        int index = position;
        String id = null;
        String name = null;
        String arguments = null;
        in.beginObject();
        while (in.nextField()) {
            if (in.nameIs("index")) {
                index = in.intOr(position);
            } else if (in.nameIs("id")) {
                id = in.stringOrNull();
            } else if (in.nameIs("function")) {
                in.beginObject();
                while (in.nextField()) {
                    if (in.nameIs("name")) {
                        name = in.stringOrNull();
                    } else if (in.nameIs("arguments")) {
                        arguments = in.stringOrNull();
                    } else {
                        in.skip();
                    }
                }
            } else {
                in.skip();
            }
        }
        if (name != null) {
            out.toolCall(choice, FIRST_CALL + index, id, name);
        }
        out.toolArguments(choice, FIRST_CALL + index, arguments);
    }

    private static Usage usage(String raw) {
        Usage.Builder usage = Usage.builder().raw(raw);
        JsonReader in = JsonReader.of(raw);
        in.beginObject();
        while (in.nextField()) {
            if (in.nameIs("prompt_tokens")) {
                usage.count(Count.INPUT, in.longOrNull());
            } else if (in.nameIs("completion_tokens")) {
                usage.count(Count.OUTPUT, in.longOrNull());
            } else if (in.nameIs("total_tokens")) {
                usage.count(Count.TOTAL, in.longOrNull());
            } else {
                in.skip();
            }
        }
        return usage.build();
    }

    private static FinishReason finishReason(String raw) {
        return switch (raw) {
            case "stop" -> FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            case "tool_calls" -> FinishReason.TOOL_CALLS;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }
}
