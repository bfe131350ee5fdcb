package dev.weir.bedrock;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.UserJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers streamed blocks that become one part: tools Bedrock runs itself, their results, images. They take the form they
 * would have had in a whole answer.
 */
final class ServerBlocks {

    private record Block(BlockStart start, StringBuilder pieces) {}

    private final Map<Integer, Block> open = new LinkedHashMap<>(0);

    void open(int index, BlockStart start) {
        open.put(index, new Block(start, new StringBuilder()));
    }

    /** Adds a piece; false if no such block is open. */
    boolean add(int index, String piece) {
        Block block = open.isEmpty() ? null : open.get(index);
        if (block == null) {
            return false;
        }
        boolean list =
                piece.startsWith("[") && "toolResult".equals(block.start().kind());
        String added = list ? piece.substring(1, piece.length() - 1) : piece;
        if (list && !block.pieces().isEmpty() && !added.isBlank()) {
            block.pieces().append(',');
        }
        block.pieces().append(added);
        return true;
    }

    /** Emits a block that is complete; false if no such block is open. */
    boolean close(int index, ChunkEmitter out) {
        Block block = open.isEmpty() ? null : open.remove(index);
        if (block == null) {
            return false;
        }
        emit(index, block, out);
        return true;
    }

    void closeAll(ChunkEmitter out) {
        open.forEach((index, block) -> emit(index, block, out));
        open.clear();
    }

    private static void emit(int index, Block block, ChunkEmitter out) {
        BlockStart start = block.start();
        String kind = String.valueOf(start.kind());
        String pieces = block.pieces().toString();
        switch (kind) {
            case "toolUse" -> {
                String whole = with(start.raw(), "input", pieces.isBlank() ? "{}" : json(pieces));
                out.part(0, index, ConverseReader.opaque(ConverseStreamDecoder.SERVER_TOOL, kind, whole));
            }
            case "toolResult" -> {
                String whole = with(start.raw(), "content", json("[" + pieces + "]"));
                out.part(0, index, ConverseReader.opaque(kind, kind, whole));
            }
            default -> {
                boolean fields = pieces.isBlank() || UserJson.isObject(pieces);
                String whole = fields ? joined(start.raw(), pieces) : with(start.raw(), "pieces", json(pieces));
                out.part(0, index, ConverseReader.otherBlock(kind, whole));
            }
        }
    }

    /** Returns the pieces of a block as they are, or as one text if put together they are no JSON. */
    private static String json(String pieces) {
        try {
            JsonReader reader = JsonReader.of(pieces);
            reader.any();
            reader.end();
            return pieces;
        } catch (JsonException malformed) {
            return new JsonWriter().value(pieces).toString();
        }
    }

    /** Returns the object with one field more. */
    private static String with(String object, String name, String value) {
        return joined(object, "{\"" + name + "\":" + value + "}");
    }

    /** Returns the fields of both objects. */
    private static String joined(String one, @Nullable String other) {
        String first = one.startsWith("{") ? one.trim() : "{}";
        String second = other == null ? "" : other.trim();
        if (!second.startsWith("{") || !second.endsWith("}") || second.length() < 3) {
            return first;
        }
        boolean empty = first.substring(1, first.length() - 1).isBlank();
        return first.substring(0, first.length() - 1) + (empty ? "" : ",") + second.substring(1);
    }
}
