package dev.weir.tracing;

import dev.weir.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the tools offered to a model as {@code gen_ai.tool.definitions}. */
final class ToolDefinitions {

    private ToolDefinitions() {}

    /** Names the tools; what they are for and how they are called is content. */
    static List<Object> namesOf(List<Tool> tools) {
        List<Object> definitions = new ArrayList<>(tools.size());
        for (Tool tool : tools) {
            definitions.add(named(tool, declared(tool)));
        }
        return definitions;
    }

    /** Describes the tools. A schema that is longer than a text may be is left out, as part of a schema is none. */
    static List<Object> of(List<Tool> tools, Limits limits) {
        List<Object> definitions = new ArrayList<>(tools.size());
        for (Tool tool : tools) {
            Map<?, ?> declared = declared(tool);
            Map<String, Object> definition = named(tool, declared);
            if (tool.description() != null) {
                definition.put("description", limits.cut(tool.description()));
            }
            String json = tool.json();
            if (tool.kind() == Tool.Kind.PROVIDER && declared != null) {
                Bounded.item(declared, limits).forEach((name, value) -> {
                    if (value != null) {
                        definition.putIfAbsent(name, value);
                    }
                });
            } else if (json != null && json.length() <= limits.text()) {
                Map<?, ?> schema = JsonTexts.objectOrNull(json);
                if (schema != null) {
                    definition.put("parameters", schema);
                }
            }
            definitions.add(definition);
        }
        return definitions;
    }

    private static Map<String, Object> named(Tool tool, @Nullable Map<?, ?> declared) {
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put(
                "type",
                switch (tool.kind()) {
                    case FUNCTION -> "function";
                    case CUSTOM -> "custom";
                    case PROVIDER ->
                        declared != null && declared.get("type") instanceof String type ? type : tool.name();
                });
        definition.put("name", tool.name());
        return definition;
    }

    /** Returns what a tool that the provider runs is declared by, null for other tools. */
    private static @Nullable Map<?, ?> declared(Tool tool) {
        return tool.kind() == Tool.Kind.PROVIDER ? JsonTexts.objectOrNull(Objects.requireNonNull(tool.json())) : null;
    }
}
