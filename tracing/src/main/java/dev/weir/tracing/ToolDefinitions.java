package dev.weir.tracing;

import dev.weir.Tool;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the tools offered to a model as {@code gen_ai.tool.definitions}. */
final class ToolDefinitions {

    private ToolDefinitions() {}

    /** Names the tools; what they are for and how they are called is content. Null if there are none. */
    static @Nullable String namesOf(List<Tool> tools) {
        if (tools.isEmpty()) {
            return null;
        }
        JsonWriter json = new JsonWriter().beginArray();
        for (Tool tool : tools) {
            json.beginObject();
            json.name("type").value(typeOf(tool));
            json.name("name").value(tool.name());
            json.endObject();
        }
        return json.endArray().toString();
    }

    private static String typeOf(Tool tool) {
        return switch (tool.kind()) {
            case FUNCTION -> "function";
            case CUSTOM -> "custom";
            case PROVIDER -> declaredType(tool);
        };
    }

    private static String declaredType(Tool tool) {
        try {
            Object declared = JsonReader.of(Objects.requireNonNull(tool.json())).any();
            return declared instanceof Map<?, ?> fields && fields.get("type") instanceof String type
                    ? type
                    : tool.name();
        } catch (JsonException notJson) {
            return tool.name();
        }
    }
}
