package dev.weir.openai;

import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Thoughts as a list of blocks that the provider wants back unchanged: OpenRouter's
 * <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">reasoning_details</a> and LiteLLM's
 * <a href="https://docs.litellm.ai/docs/reasoning_content">thinking_blocks</a>. In a stream they come in pieces, which are
 * put together again.
 */
final class ReasoningBlocks {

    static final String DETAILS = "reasoning_details";
    static final String THINKING = "thinking_blocks";

    private static final class Block {
        private final Map<String, String> fields = new LinkedHashMap<>();
        private @Nullable String textField;
        private final StringBuilder text = new StringBuilder();

        boolean continues(Block before) {
            return textField != null
                    && textField.equals(before.textField)
                    && same("type", before)
                    && same("index", before)
                    && before.closing() == null;
        }

        /** A signature or another id means that the block before is complete. */
        private @Nullable String closing() {
            String signature = fields.get("signature");
            return signature == null || signature.equals("null") || signature.equals("\"\"") ? null : signature;
        }

        private boolean same(String field, Block other) {
            String mine = fields.get(field);
            return mine == null || mine.equals(other.fields.get(field));
        }

        boolean isEmpty() {
            return text.isEmpty() && closing() == null && !fields.containsKey("data");
        }
    }

    private final List<Block> blocks = new ArrayList<>();

    /** Adds the elements of a list and returns their readable text, null if there is none. */
    @Nullable
    String add(String list, boolean whole) {
        JsonReader json = JsonReader.of(list);
        if (!json.isArray()) {
            return null;
        }
        StringBuilder readable = new StringBuilder();
        json.beginArray();
        while (json.nextElement()) {
            if (!json.isObject()) {
                json.skip();
                continue;
            }
            Block block = read(json);
            readable.append(block.text);
            Block before = blocks.isEmpty() || whole ? null : blocks.get(blocks.size() - 1);
            if (before != null && block.continues(before)) {
                before.text.append(block.text);
                block.fields.forEach((name, value) -> {
                    if (!value.equals("null") && !value.equals("\"\"")) {
                        before.fields.put(name, value);
                    }
                });
            } else {
                blocks.add(block);
            }
        }
        return readable.isEmpty() ? null : readable.toString();
    }

    private static Block read(JsonReader json) {
        Block block = new Block();
        json.beginObject();
        while (json.nextField()) {
            String name = json.name();
            boolean isText = name.equals("text") || name.equals("summary") || name.equals("thinking");
            if (isText && json.isString()) {
                block.textField = name;
                block.text.append(json.string());
                block.fields.put(name, "\"\""); // keeps the place
            } else {
                block.fields.put(name, json.raw());
            }
        }
        if (block.textField == null && block.fields.containsKey("signature")) {
            block.textField = block.fields.getOrDefault("type", "").contains("reasoning") ? "text" : "thinking";
        }
        return block;
    }

    boolean hasContent() {
        for (Block block : blocks) {
            if (!block.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Returns the list as it is sent back. */
    String toJson() {
        JsonWriter json = new JsonWriter();
        json.beginArray();
        for (Block block : blocks) {
            json.beginObject();
            block.fields.forEach((name, value) -> {
                json.name(name);
                if (name.equals(block.textField)) {
                    json.value(block.text.toString());
                } else {
                    json.raw(value);
                }
            });
            json.endObject();
        }
        return json.endArray().toString();
    }
}
