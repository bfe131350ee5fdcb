package dev.weir.anthropic;

import dev.weir.Citation;
import dev.weir.spi.JsonReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of one content block of an answer, whole or as a stream starts it. */
final class ContentBlock {

    /** How a block is treated. */
    enum Kind {
        TEXT,
        THINKING,
        REDACTED_THINKING,
        TOOL_USE,
        ANSWER,
        OPAQUE
    }

    private final String raw;
    private String type = "";
    private String text = "";
    private String thinking = "";
    private @Nullable String signature;
    private @Nullable String data;
    private @Nullable String id;
    private String name = "";
    private String input = "{}";
    private @Nullable String caller;
    private List<Citation> citations = List.of();

    private ContentBlock(String raw) {
        this.raw = raw;
    }

    /** Reads a block; its fields may come in any order. */
    static ContentBlock of(String raw) {
        ContentBlock block = new ContentBlock(raw);
        JsonReader reader = JsonReader.of(raw);
        reader.beginObject();
        while (reader.nextField()) {
            block.field(reader);
        }
        return block;
    }

    private void field(JsonReader reader) {
        if (reader.nameIs("type")) {
            type = orEmpty(reader.stringOrNull());
        } else if (reader.nameIs("text")) {
            text = orEmpty(reader.stringOrNull());
        } else if (reader.nameIs("thinking")) {
            thinking = orEmpty(reader.stringOrNull());
        } else if (reader.nameIs("signature")) {
            signature = orNull(reader.stringOrNull());
        } else if (reader.nameIs("data")) {
            data = orNull(reader.stringOrNull());
        } else if (reader.nameIs("id")) {
            id = reader.stringOrNull();
        } else if (reader.nameIs("name")) {
            name = orEmpty(reader.stringOrNull());
        } else if (reader.nameIs("input")) {
            input = reader.nextNull() ? "{}" : reader.raw();
        } else if (reader.nameIs("caller")) {
            caller = reader.nextNull() ? null : reader.raw();
        } else if (reader.nameIs("citations") && reader.isArray()) {
            citations = citations(reader);
        } else {
            reader.skip();
        }
    }

    private static List<Citation> citations(JsonReader reader) {
        List<Citation> all = new ArrayList<>();
        reader.beginArray();
        while (reader.nextElement()) {
            all.add(Citations.read(reader.raw()));
        }
        return all;
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static @Nullable String orNull(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    Kind kind() {
        return switch (type) {
            case "text" -> Kind.TEXT;
            case "thinking" -> Kind.THINKING;
            case "redacted_thinking" -> Kind.REDACTED_THINKING;
            case "tool_use" -> name.equals(ToolPlan.ANSWER) ? Kind.ANSWER : Kind.TOOL_USE;
            default -> Kind.OPAQUE;
        };
    }

    String raw() {
        return raw;
    }

    String type() {
        return type;
    }

    String text() {
        return text;
    }

    String thinking() {
        return thinking;
    }

    @Nullable
    String signature() {
        return signature;
    }

    @Nullable
    String data() {
        return data;
    }

    @Nullable
    String id() {
        return id;
    }

    String name() {
        return name;
    }

    /** Returns the arguments as they stand in the block; an empty object where a stream is to deliver them. */
    String input() {
        return input;
    }

    @Nullable
    String caller() {
        return caller;
    }

    List<Citation> citations() {
        return citations;
    }
}
