package dev.weir.bedrock;

import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * How a block of a stream announces itself.
 *
 * @param kind {@code toolUse}, {@code toolResult}, {@code image} ...; null if it names none
 * @param id the call's id
 * @param name the tool's name, empty if this is no tool
 * @param type who runs the tool
 * @param raw the announcement
 */
record BlockStart(
        @Nullable String kind,
        @Nullable String id,
        String name,
        @Nullable String type,
        String raw) {

    static BlockStart read(String start) {
        @Nullable String kind = null;
        String raw = "{}";
        JsonReader reader = JsonReader.of(start);
        reader.beginObject();
        while (reader.nextField()) {
            kind = reader.name();
            raw = reader.raw();
        }
        return of(kind, raw);
    }

    private static BlockStart of(@Nullable String kind, String raw) {
        @Nullable String id = null;
        @Nullable String name = null;
        @Nullable String type = null;
        JsonReader reader = JsonReader.of(raw);
        if (reader.isObject()) {
            reader.beginObject();
            while (reader.nextField()) {
                if (reader.nameIs("toolUseId")) {
                    id = reader.stringOrNull();
                } else if (reader.nameIs("name")) {
                    name = reader.stringOrNull();
                } else if (reader.nameIs("type")) {
                    type = reader.stringOrNull();
                } else {
                    reader.skip();
                }
            }
        }
        if ("toolUse".equals(kind) && name == null) {
            throw new JsonException("A tool call without a name");
        }
        return new BlockStart(kind, id, name == null ? "" : name, type, raw);
    }

    /** Returns whether this is a call for the client to run. */
    boolean isCall() {
        return "toolUse".equals(kind) && !ConverseStreamDecoder.SERVER_TOOL.equals(type);
    }
}
