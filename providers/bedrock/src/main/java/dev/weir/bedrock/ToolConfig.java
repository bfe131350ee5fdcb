package dev.weir.bedrock;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.UserJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes {@code toolConfig}. Bedrock cannot be told to use no tool, and refuses a conversation that used tools if none are
 * declared; so that with {@link ToolChoice.Mode#NONE} the tools are left out exactly when the conversation allows it.
 */
final class ToolConfig {

    private final Request request;
    private final List<Warning> warnings;
    private final ToolChoice choice;
    private final Set<String> used;
    private final List<Tool> tools;

    ToolConfig(Request request, List<Warning> warnings) {
        this.request = request;
        this.warnings = warnings;
        this.choice = request.toolChoice() == null ? ToolChoice.AUTO : request.toolChoice();
        this.used = usedTools(request.messages());
        this.tools = offered();
    }

    boolean isEmpty() {
        return tools.isEmpty();
    }

    void write(JsonWriter out) {
        out.beginObject().name("tools").beginArray();
        for (Tool tool : tools) {
            tool(tool, out);
        }
        out.endArray();
        switch (choice.mode()) {
            case REQUIRED, ALLOWED_REQUIRED -> mode("any", out);
            case NAMED -> {
                out.name("toolChoice").beginObject().name("tool").beginObject();
                out.name("name").value(choice.tools().get(0)).endObject().endObject();
            }
            case AUTO, ALLOWED -> {
                if (request.toolChoice() != null) {
                    mode("auto", out);
                }
            }
            case NONE -> {}
        }
        out.endObject();
    }

    private static void mode(String word, JsonWriter out) {
        out.name("toolChoice")
                .beginObject()
                .name(word)
                .beginObject()
                .endObject()
                .endObject();
    }

    private static Set<String> usedTools(List<Message> messages) {
        Set<String> names = new LinkedHashSet<>();
        for (Message message : messages) {
            for (Part part : message.parts()) {
                if (part instanceof Part.ToolCall call) {
                    names.add(call.name());
                } else if (part instanceof Part.ToolResult result) {
                    names.add(result.name());
                }
            }
        }
        return names;
    }

    private List<Tool> offered() {
        List<Tool> all = new ArrayList<>();
        for (Tool tool : request.tools()) {
            if (tool.kind() == Tool.Kind.CUSTOM) {
                warn("tools", "left out " + tool.name() + ": Bedrock knows no tools that take free text");
            } else {
                all.add(tool);
            }
        }
        if (choice.mode() == ToolChoice.Mode.NONE) {
            if (used.isEmpty()) {
                return List.of();
            }
            if (!all.isEmpty()) {
                warn("toolChoice", "left out: Bedrock cannot forbid tools in a conversation that has used some");
            }
        }
        if (choice.mode() == ToolChoice.Mode.ALLOWED || choice.mode() == ToolChoice.Mode.ALLOWED_REQUIRED) {
            all.removeIf(tool -> !choice.tools().contains(tool.name()));
        }
        if (all.isEmpty() && !used.isEmpty()) {
            warn(
                    "tools",
                    "declared " + used + " without a description: the conversation has used them, and Bedrock refuses"
                            + " it if no tools are declared");
            used.forEach(name -> all.add(Tool.function(name, "", "{\"type\":\"object\"}")));
        }
        return all;
    }

    private static void tool(Tool tool, JsonWriter out) {
        String json = tool.json() == null ? "{}" : tool.json();
        UserJson.requireObject(json, "tool " + tool.name());
        if (tool.kind() == Tool.Kind.PROVIDER) {
            out.raw(json);
            return;
        }
        out.beginObject().name("toolSpec").beginObject().name("name").value(tool.name());
        String description = tool.description();
        if (description != null && !description.isBlank()) {
            out.name("description").value(description);
        }
        out.name("inputSchema").beginObject().name("json").raw(json).endObject();
        if (tool.strict() != null) {
            out.name("strict").value(tool.strict());
        }
        out.endObject().endObject();
    }

    private void warn(String option, String reason) {
        warnings.add(new Warning(option, reason));
    }
}
