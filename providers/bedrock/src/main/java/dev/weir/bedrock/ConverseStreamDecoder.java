package dev.weir.bedrock;

import dev.weir.Usage;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.JsonReader;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads ConverseStream. Only tools, their results and images announce their block; text and thoughts begin with their first
 * delta. Every payload carries a field {@code p} of padding, which is skipped.
 */
final class ConverseStreamDecoder implements StreamDecoder {

    /** The type of a call that Bedrock runs itself. */
    static final String SERVER_TOOL = "server_tool_use";

    private final JsonReader reader = new JsonReader();
    private final ServerBlocks serverBlocks = new ServerBlocks();
    private final Set<Integer> emptyCalls = new LinkedHashSet<>(4);
    private boolean stopped;
    private boolean metered;

    // The present delta.
    private int index;
    private @Nullable String text;
    private @Nullable String input;
    private @Nullable String thought;
    private @Nullable String signature;
    private @Nullable String redacted;
    private @Nullable String citation;
    private @Nullable String piece;

    @Override
    public void decode(Frame frame, ChunkEmitter out) {
        String type = frame.type();
        if (frame.isException()) {
            throw new WireException(BedrockErrors.inside(type, frame.array(), frame.offset(), frame.length()));
        }
        if (type == null || frame.length() == 0) {
            return;
        }
        reader.reset(frame.array(), frame.offset(), frame.length());
        switch (type) {
            case "contentBlockDelta" -> delta(out);
            case "contentBlockStart" -> start(out);
            case "contentBlockStop" -> stop(out);
            case "messageStart" -> out.started(null, null);
            case "messageStop" -> messageStop(out);
            case "metadata" -> metadata(out);
            default -> {
                // An event this version does not know.
            }
        }
    }

    /** Usage comes behind the stop, so that the stop alone does not end the stream. */
    @Override
    public boolean ended() {
        return stopped && metered;
    }

    @Override
    public @Nullable String missing() {
        return stopped ? null : "a messageStop event";
    }

    private void delta(ChunkEmitter out) {
        text = null;
        input = null;
        thought = null;
        signature = null;
        redacted = null;
        citation = null;
        piece = null;
        index = 0;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("contentBlockIndex")) {
                index = reader.intOr(0);
            } else if (reader.nameIs("delta") && reader.isObject()) {
                readDelta();
            } else {
                reader.skip();
            }
        }
        reader.end();
        emitDelta(out);
    }

    private void readDelta() {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("text")) {
                text = reader.stringOrNull();
            } else if (reader.nameIs("toolUse") && reader.isObject()) {
                reader.beginObject();
                while (reader.nextField()) {
                    if (reader.nameIs("input")) {
                        input = reader.stringOrNull();
                    } else {
                        reader.skip();
                    }
                }
            } else if (reader.nameIs("reasoningContent") && reader.isObject()) {
                readReasoning();
            } else if (reader.nameIs("citation")) {
                citation = reader.raw();
            } else if (reader.nameIs("toolResult") || reader.nameIs("image")) {
                piece = reader.raw();
            } else {
                reader.skip();
            }
        }
    }

    private void readReasoning() {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("text")) {
                thought = reader.stringOrNull();
            } else if (reader.nameIs("signature")) {
                signature = reader.stringOrNull();
            } else if (reader.nameIs("redactedContent")) {
                redacted = reader.stringOrNull();
            } else {
                reader.skip();
            }
        }
    }

    private void emitDelta(ChunkEmitter out) {
        if (text != null) {
            out.text(0, index, text);
        } else if (input != null) {
            if (serverBlocks.add(index, input)) {
                return;
            }
            if (!input.isEmpty()) {
                if (!emptyCalls.isEmpty()) {
                    emptyCalls.remove(index);
                }
                out.toolArguments(0, index, input);
            }
        } else if (thought != null) {
            out.thinking(0, index, thought);
        } else if (citation != null) {
            out.textStart(0, index);
            ConverseReader.keep(out, index, ConverseCodec.CITED, "true");
            out.citation(0, index, ConverseCitations.of(citation));
        } else if (signature != null) {
            out.thinkingStart(0, index);
            ConverseReader.keep(out, index, ConverseCodec.SIGNATURE, signature);
        } else if (redacted != null) {
            out.thinkingStart(0, index);
            ConverseReader.keep(out, index, ConverseCodec.REDACTED_CONTENT, redacted);
        } else if (piece != null) {
            serverBlocks.add(index, piece);
        }
    }

    private void start(ChunkEmitter out) {
        int block = 0;
        @Nullable String start = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("contentBlockIndex")) {
                block = reader.intOr(0);
            } else if (reader.nameIs("start") && reader.isObject()) {
                start = reader.raw();
            } else {
                reader.skip();
            }
        }
        BlockStart begun = BlockStart.read(start == null ? "{}" : start);
        if (begun.isCall()) {
            emptyCalls.add(block);
            out.toolCall(0, block, begun.id(), begun.name());
        } else if (begun.kind() != null) {
            serverBlocks.open(block, begun);
        }
    }

    private void stop(ChunkEmitter out) {
        int block = 0;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("contentBlockIndex")) {
                block = reader.intOr(0);
            } else {
                reader.skip();
            }
        }
        if (!serverBlocks.close(block, out)) {
            close(block, out);
        }
    }

    /** A call without a single piece of input has no arguments, which is an empty object. */
    private void close(int block, ChunkEmitter out) {
        if (emptyCalls.remove(block)) {
            out.toolArguments(0, block, "{}");
        }
        out.end(0, block);
    }

    private void messageStop(ChunkEmitter out) {
        @Nullable String reason = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("stopReason")) {
                reason = reader.stringOrNull();
            } else {
                other(out);
            }
        }
        List.copyOf(emptyCalls).forEach(block -> close(block, out));
        serverBlocks.closeAll(out);
        out.finish(0, ConverseCodec.finishReason(reason), reason);
        stopped = true;
    }

    private void metadata(ChunkEmitter out) {
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("usage")) {
                Usage usage = ConverseUsage.read(reader);
                out.usage(usage);
            } else {
                other(out);
            }
        }
        metered = true;
    }

    private void other(ChunkEmitter out) {
        if (reader.nameIs("p")) {
            reader.skip();
        } else {
            String name = reader.name();
            out.extra(name, reader.raw());
        }
    }
}
