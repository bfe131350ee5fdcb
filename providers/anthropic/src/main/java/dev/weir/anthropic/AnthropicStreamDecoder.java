package dev.weir.anthropic;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.StreamDecoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a streamed answer. The type inside the data counts, not the event's name, which gateways leave
 * out; unknown types of events, blocks and deltas are skipped or kept, never refused.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">Streaming</a>
 */
final class AnthropicStreamDecoder implements StreamDecoder {

    /** Deltas may start at any index, so blocks that came with the start of the message are counted from below. */
    private static final int PREFILLED = -1_000_000;

    private enum Delta {
        TEXT,
        INPUT,
        THINKING,
        SIGNATURE,
        CITATION,
        COMPACTION,
        UNKNOWN
    }

    private final JsonReader reader = new JsonReader();
    private final Envelope envelope = new Envelope();
    private final List<OpenBlock> open = new ArrayList<>(2);
    private @Nullable OpenBlock current;
    private boolean begun;
    private boolean ended;

    @Override
    public void decode(Frame frame, ChunkEmitter out) {
        enter(frame);
        while (reader.nextField()) {
            if (reader.nameIs("type")) {
                dispatch(frame, out);
                return;
            }
            reader.skip();
        }
        enter(frame);
        while (reader.nextField()) {
            if (reader.nameIs("error")) {
                throw AnthropicErrors.inside(frame.array(), frame.offset(), frame.length());
            }
            reader.skip();
        }
    }

    private void enter(Frame frame) {
        reader.reset(frame.array(), frame.offset(), frame.length());
        reader.beginObject();
    }

    private void dispatch(Frame frame, ChunkEmitter out) {
        if (reader.skipIf("\"content_block_delta\"")) {
            enter(frame);
            blockDelta(out);
        } else if (reader.skipIf("\"content_block_start\"")) {
            enter(frame);
            blockStart(out);
        } else if (reader.skipIf("\"content_block_stop\"")) {
            enter(frame);
            blockStop(out);
        } else if (reader.skipIf("\"message_start\"")) {
            enter(frame);
            messageStart(out);
        } else if (reader.skipIf("\"message_delta\"")) {
            enter(frame);
            messageDelta(out);
        } else if (reader.skipIf("\"message_stop\"")) {
            ended = true;
        } else if (reader.skipIf("\"error\"")) {
            throw AnthropicErrors.inside(frame.array(), frame.offset(), frame.length());
        }
    }

    private void blockDelta(ChunkEmitter out) {
        int index = 0;
        Delta type = Delta.UNKNOWN;
        String value = null;
        while (reader.nextField()) {
            if (reader.nameIs("index")) {
                index = reader.intOr(0);
            } else if (reader.nameIs("delta")) {
                reader.beginObject();
                while (reader.nextField()) {
                    if (reader.nameIs("type")) {
                        type = deltaType();
                    } else if (reader.nameIs("text")
                            || reader.nameIs("partial_json")
                            || reader.nameIs("thinking")
                            || reader.nameIs("signature")
                            || reader.nameIs("content")
                            || reader.nameIs("citation")) {
                        value = reader.stringOrNull();
                    } else {
                        reader.skip();
                    }
                }
            } else {
                reader.skip();
            }
        }
        if (value != null && type != Delta.UNKNOWN) {
            apply(type, block(index, type, out), value, out);
        }
    }

    private Delta deltaType() {
        if (reader.skipIf("\"text_delta\"")) {
            return Delta.TEXT;
        } else if (reader.skipIf("\"input_json_delta\"")) {
            return Delta.INPUT;
        } else if (reader.skipIf("\"thinking_delta\"")) {
            return Delta.THINKING;
        } else if (reader.skipIf("\"signature_delta\"")) {
            return Delta.SIGNATURE;
        } else if (reader.skipIf("\"citations_delta\"")) {
            return Delta.CITATION;
        } else if (reader.skipIf("\"compaction_delta\"")) {
            return Delta.COMPACTION;
        }
        reader.skip();
        return Delta.UNKNOWN;
    }

    private static void apply(Delta type, OpenBlock block, String value, ChunkEmitter out) {
        switch (type) {
            case TEXT -> block.text(value, out);
            case INPUT -> block.input(value, out);
            case THINKING -> block.thinking(value, out);
            case SIGNATURE -> block.signature(value);
            case CITATION -> block.citation(Citations.read(value), out);
            case COMPACTION -> block.add("content", value);
            case UNKNOWN -> {}
        }
    }

    /** Finds the open block of that index; one that was never announced is opened if its kind can be told. */
    private OpenBlock block(int index, Delta type, ChunkEmitter out) {
        if (current != null && current.index() == index) {
            return current;
        }
        for (OpenBlock block : open) {
            if (block.index() == index) {
                current = block;
                return block;
            }
        }
        return switch (type) {
            case TEXT -> start(index, "{\"type\":\"text\"}", out);
            case THINKING -> start(index, "{\"type\":\"thinking\"}", out);
            default -> throw new JsonException("A delta of a content block that was not announced");
        };
    }

    private void blockStart(ChunkEmitter out) {
        int index = 0;
        String raw = null;
        while (reader.nextField()) {
            if (reader.nameIs("index")) {
                index = reader.intOr(0);
            } else if (reader.nameIs("content_block")) {
                raw = reader.raw();
            } else {
                reader.skip();
            }
        }
        if (raw == null) {
            throw new JsonException("A content block starts without saying what it is");
        }
        start(index, raw, out);
    }

    private OpenBlock start(int index, String raw, ChunkEmitter out) {
        OpenBlock block = envelope.open(index, raw, out);
        open.add(block);
        current = block;
        return block;
    }

    private void blockStop(ChunkEmitter out) {
        int index = 0;
        while (reader.nextField()) {
            if (reader.nameIs("index")) {
                index = reader.intOr(0);
            } else {
                reader.skip();
            }
        }
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i).index() == index) {
                open.remove(i).end(out);
                current = null;
                return;
            }
        }
    }

    private void messageStart(ChunkEmitter out) {
        if (begun) {
            repeated();
            return;
        }
        begun = true;
        while (reader.nextField()) {
            if (reader.nameIs("message") && reader.isObject()) {
                message(out);
            } else {
                reader.skip();
            }
        }
        envelope.start(out);
    }

    private void message(ChunkEmitter out) {
        String content = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("content")) {
                content = reader.isArray() ? reader.raw() : null;
                if (content == null) {
                    reader.skip();
                }
            } else {
                envelope.field(reader, out);
            }
        }
        if (content != null) {
            envelope.content(JsonReader.of(content), PREFILLED, out);
        }
    }

    /** Some gateways send the start twice; another answer in the same stream must not be spliced in. */
    private void repeated() {
        String id = null;
        while (reader.nextField()) {
            if (reader.nameIs("message") && reader.isObject()) {
                reader.beginObject();
                while (reader.nextField()) {
                    if (reader.nameIs("id")) {
                        id = reader.stringOrNull();
                    } else {
                        reader.skip();
                    }
                }
            } else {
                reader.skip();
            }
        }
        if (id != null && !id.equals(envelope.id())) {
            throw new JsonException("A second answer begins before the first has ended");
        }
    }

    private void messageDelta(ChunkEmitter out) {
        while (reader.nextField()) {
            if (reader.nameIs("delta") && reader.isObject()) {
                reader.beginObject();
                while (reader.nextField()) {
                    envelope.field(reader, out);
                }
            } else if (reader.nameIs("usage")) {
                envelope.readUsage(reader);
            } else {
                envelope.field(reader, out);
            }
        }
        envelope.reportUsage(out);
        envelope.finish(out);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public String missing() {
        return "its message_stop event";
    }
}
