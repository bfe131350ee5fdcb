package dev.weir.anthropic;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonReader;
import org.jspecify.annotations.Nullable;

/** What an answer says beside its content: id, model, usage, why it stopped, and values that are only passed on. */
final class Envelope {

    private final UsageReader usage = new UsageReader();
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String stopReason;
    private boolean answered;
    private boolean called;

    /** Reads the present field of a message. */
    void field(JsonReader reader, ChunkEmitter out) {
        if (reader.nameIs("id")) {
            id = reader.stringOrNull();
        } else if (reader.nameIs("model")) {
            model = reader.stringOrNull();
        } else if (reader.nameIs("usage")) {
            usage.read(reader);
        } else if (reader.nameIs("stop_reason")) {
            stopReason = reader.stringOrNull();
        } else if (reader.nameIs("type") || reader.nameIs("role")) {
            reader.skip();
        } else {
            String name = reader.name();
            String value = reader.raw();
            if (!value.equals("null")) {
                out.extra(name, value);
            }
        }
    }

    @Nullable
    String id() {
        return id;
    }

    /** Announces the answer and what it has consumed so far. */
    void start(ChunkEmitter out) {
        out.started(id, model);
        reportUsage(out);
    }

    void readUsage(JsonReader reader) {
        usage.read(reader);
    }

    void reportUsage(ChunkEmitter out) {
        if (!usage.isEmpty()) {
            out.usage(usage.usage());
        }
    }

    /** Reads whole blocks; {@code key} is the first one's among the parts of the answer. */
    void content(JsonReader reader, int key, ChunkEmitter out) {
        int next = key;
        reader.beginArray();
        while (reader.nextElement()) {
            open(next++, reader.raw(), out).end(out);
        }
    }

    /** Opens a block. */
    OpenBlock open(int key, String raw, ChunkEmitter out) {
        OpenBlock block = new OpenBlock(key, ContentBlock.of(raw), out);
        answered |= block.kind() == ContentBlock.Kind.ANSWER;
        called |= block.kind() == ContentBlock.Kind.TOOL_USE;
        return block;
    }

    /** Tells why the answer stopped, if it said so. */
    void finish(ChunkEmitter out) {
        if (stopReason != null) {
            out.finish(0, StopReasons.of(stopReason, answered && !called), stopReason);
        }
    }
}
