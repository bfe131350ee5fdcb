package dev.weir.anthropic;

import dev.weir.spi.JsonWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A content block ready to be written; a {@link CacheMark} may still be put on it. */
final class Block {

    private final Consumer<JsonWriter> fields;
    private final @Nullable String verbatim;
    private final @Nullable String plainText;
    private final boolean toolResult;
    private final CacheMark cache = new CacheMark();

    private Block(
            Consumer<JsonWriter> fields, @Nullable String verbatim, @Nullable String plainText, boolean toolResult) {
        this.fields = fields;
        this.verbatim = verbatim;
        this.plainText = plainText;
        this.toolResult = toolResult;
    }

    /** Returns text that may also be written as a bare string. */
    static Block text(String text) {
        return new Block(json -> json.name("type").value("text").name("text").value(text), null, text, false);
    }

    /** Returns a block of these fields. */
    static Block of(Consumer<JsonWriter> fields) {
        return new Block(fields, null, null, false);
    }

    /** Returns a tool result of these fields. */
    static Block toolResult(Consumer<JsonWriter> fields) {
        return new Block(fields, null, null, true);
    }

    /** Returns a block replayed as it is. Thoughts and what the provider ran itself must not be touched. */
    static Block verbatim(String json) {
        return new Block(writer -> {}, json, null, false);
    }

    /** Returns the text if this block may be written as a bare string, else null. */
    @Nullable
    String plainText() {
        return cache.isSet() ? null : plainText;
    }

    boolean isToolResult() {
        return toolResult;
    }

    /** Returns where a cache mark goes, null if the block cannot carry one. */
    @Nullable
    CacheMark cache() {
        return verbatim == null ? cache : null;
    }

    void write(JsonWriter json) {
        if (verbatim != null) {
            json.raw(verbatim);
            return;
        }
        json.beginObject();
        fields.accept(json);
        cache.write(json);
        json.endObject();
    }
}
