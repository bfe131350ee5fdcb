package dev.weir.anthropic;

import dev.weir.Citation;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A content block between its start and its stop. A whole block of a call is one that gets nothing in between, so both
 * kinds of answer end in the same parts.
 */
final class OpenBlock {

    private static final int CHOICE = 0;

    private final int index;
    private final ContentBlock start;
    private final ContentBlock.Kind kind;
    private boolean fed;
    private @Nullable String signature;
    private @Nullable Map<String, StringBuilder> additions;

    /** Opens the block; {@code index} is its key among the answer's parts. */
    OpenBlock(int index, ContentBlock start, ChunkEmitter out) {
        this.index = index;
        this.start = start;
        this.kind = start.kind();
        switch (kind) {
            case TEXT -> {
                out.text(CHOICE, index, start.text());
                for (Citation citation : start.citations()) {
                    out.citation(CHOICE, index, citation);
                }
            }
            case THINKING -> {
                out.thinkingStart(CHOICE, index);
                out.thinking(CHOICE, index, start.thinking());
                signature = start.signature();
            }
            case REDACTED_THINKING -> out.thinkingStart(CHOICE, index);
            case TOOL_USE -> {
                out.toolCall(CHOICE, index, start.id(), start.name());
                String caller = start.caller();
                if (caller != null) {
                    out.providerData(CHOICE, index, ProviderData.of(Blocks.FAMILY, "caller", caller));
                }
            }
            case ANSWER, OPAQUE -> {}
        }
    }

    int index() {
        return index;
    }

    ContentBlock.Kind kind() {
        return kind;
    }

    void text(String delta, ChunkEmitter out) {
        if (kind == ContentBlock.Kind.OPAQUE) {
            add("text", delta);
        } else {
            out.text(CHOICE, index, delta);
        }
    }

    void thinking(String delta, ChunkEmitter out) {
        if (kind == ContentBlock.Kind.OPAQUE) {
            add("thinking", delta);
        } else {
            out.thinking(CHOICE, index, delta);
        }
    }

    void input(String delta, ChunkEmitter out) {
        fed |= !delta.isEmpty();
        if (kind == ContentBlock.Kind.TOOL_USE) {
            out.toolArguments(CHOICE, index, delta);
        } else if (kind == ContentBlock.Kind.ANSWER) {
            out.text(CHOICE, index, delta);
        } else {
            add("input", delta);
        }
    }

    void signature(String delta) {
        if (kind == ContentBlock.Kind.OPAQUE) {
            add("signature", delta);
        } else if (!delta.isEmpty()) {
            signature = signature == null ? delta : signature + delta;
        }
    }

    void citation(Citation citation, ChunkEmitter out) {
        if (kind == ContentBlock.Kind.TEXT) {
            out.citation(CHOICE, index, citation);
        }
    }

    /** Keeps what arrives for a field of a block that stays opaque. */
    void add(String field, String delta) {
        if (kind != ContentBlock.Kind.OPAQUE || delta.isEmpty()) {
            return;
        }
        if (additions == null) {
            additions = new LinkedHashMap<>();
        }
        additions.computeIfAbsent(field, name -> new StringBuilder()).append(delta);
    }

    /** Closes the block. */
    void end(ChunkEmitter out) {
        switch (kind) {
            case THINKING -> keep("signature", signature, out);
            case REDACTED_THINKING -> keep("data", start.data(), out);
            case TOOL_USE -> {
                if (!fed) {
                    out.toolArguments(CHOICE, index, start.input());
                }
            }
            case ANSWER -> {
                if (!fed) {
                    out.text(CHOICE, index, start.input());
                }
            }
            case OPAQUE -> out.part(CHOICE, index, new Part.Opaque(Blocks.FAMILY, start.type(), whole()));
            case TEXT -> {}
        }
        out.end(CHOICE, index);
    }

    private void keep(String name, @Nullable String value, ChunkEmitter out) {
        if (value != null) {
            out.providerData(CHOICE, index, ProviderData.of(Blocks.FAMILY, name, value));
        }
    }

    /** Returns the block as a call would have answered it. */
    private String whole() {
        if (additions == null) {
            return start.raw();
        }
        JsonWriter json = new JsonWriter().beginObject();
        JsonReader reader = JsonReader.of(start.raw());
        reader.beginObject();
        while (reader.nextField()) {
            String name = reader.name();
            String value = reader.raw();
            StringBuilder added = additions.remove(name);
            json.name(name).raw(added == null ? value : added(name, value, added.toString()));
        }
        additions.forEach((name, added) -> json.name(name).raw(added(name, "{}", added.toString())));
        return json.endObject().toString();
    }

    private static String added(String name, String before, String added) {
        if (name.equals("input")) {
            return isJson(added) ? added : before;
        }
        boolean text = before.startsWith("\"");
        String begun = text ? JsonReader.of(before).string() : "";
        return new JsonWriter().value(begun + added).toString();
    }

    /** The arguments of an answer cut by its token limit are no JSON and cannot be sent back. */
    private static boolean isJson(String text) {
        try {
            JsonReader reader = JsonReader.of(text);
            reader.any();
            reader.end();
            return true;
        } catch (JsonException cut) {
            return false;
        }
    }
}
