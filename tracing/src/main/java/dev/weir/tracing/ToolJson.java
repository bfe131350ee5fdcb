package dev.weir.tracing;

import dev.weir.Tool;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes tools that were offered, one JSON object each. */
final class ToolJson {

    private ToolJson() {}

    /** Names the tools; what they are for and how they are called is content. */
    static List<String> names(List<Tool> tools) {
        return each(tools, false);
    }

    /** Writes everything the model was told. */
    static List<String> definitions(List<Tool> tools) {
        return each(tools, true);
    }

    private static List<String> each(List<Tool> tools, boolean content) {
        List<String> written = new ArrayList<>(tools.size());
        for (Tool tool : tools) {
            written.add(
                    content && tool.kind() == Tool.Kind.PROVIDER && tool.json() != null
                            ? tool.json()
                            : function(tool, content));
        }
        return written;
    }

    private static String function(Tool tool, boolean content) {
        JsonWriter json = new JsonWriter().beginObject();
        json.name("type").value(typeOf(tool));
        json.name("name").value(tool.name());
        if (content && tool.description() != null) {
            json.name("description").value(tool.description());
        }
        String schema = tool.json();
        if (content && schema != null) {
            json.name("parameters");
            if (isJson(schema)) {
                json.raw(schema);
            } else {
                json.value(schema);
            }
        }
        return json.endObject().toString();
    }

    private static String typeOf(Tool tool) {
        return switch (tool.kind()) {
            case FUNCTION -> "function";
            case CUSTOM -> "custom";
            case PROVIDER -> declaredType(tool);
        };
    }

    private static String declaredType(Tool tool) {
        String json = tool.json();
        Object declared = json != null && isJson(json) ? JsonReader.of(json).any() : null;
        return declared instanceof Map<?, ?> fields && fields.get("type") instanceof String type ? type : tool.name();
    }

    /** What was redacted need not be JSON any more. */
    private static boolean isJson(String text) {
        try {
            JsonReader.of(text).any();
            return true;
        } catch (JsonException broken) {
            return false;
        }
    }
}
