package dev.weir.openai;

import dev.weir.Request;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.spi.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the tools offered and the rule for using them. */
final class ChatTools {

    private final Body body;
    private final JsonWriter json;
    private final Dialect dialect;
    private final Request request;
    private final @Nullable ToolChoice choice;

    ChatTools(Body body, Request request) {
        this.body = body;
        this.json = body.json();
        this.dialect = body.dialect();
        this.request = request;
        this.choice = request.toolChoice();
    }

    void write() {
        List<Tool> offered = request.tools().stream().filter(this::isOffered).toList();
        if (offered.isEmpty()) {
            noTools();
            return;
        }
        if (!dialect.knows("tools")) {
            body.warn("tools", "left out: this provider's API knows no tools");
            return;
        }
        if (body.field("tools")) {
            json.beginArray();
            offered.forEach(this::tool);
            json.endArray();
        }
        if (choice != null) {
            choice(choice);
        }
        Boolean parallel = request.options().parallelToolCalls();
        if (parallel != null && body.option("parallelToolCalls", "parallel_tool_calls")) {
            json.value(parallel.booleanValue());
        }
    }

    /** OpenAI answers 400 to an empty list, and to a choice or parallel calls without tools. */
    private void noTools() {
        if (choice != null
                && request.tools().isEmpty()
                && choice.mode() != ToolChoice.Mode.NONE
                && choice.mode() != ToolChoice.Mode.AUTO) {
            body.warn("toolChoice", "left out: the request offers no tools");
        }
    }

    private boolean isOffered(Tool tool) {
        if (tool.kind() == Tool.Kind.CUSTOM && !dialect.knows("tools[].custom")) {
            body.warn("tools", "left out tool \"" + tool.name() + "\": this provider knows no tools of free text");
            return false;
        }
        if (choice == null) {
            return true;
        }
        return switch (choice.mode()) {
            // A server without the word none answers best without tools; https://docs.mistral.ai/api/
            case NONE -> dialect.knows("tool_choice.none");
            case ALLOWED, ALLOWED_REQUIRED ->
                dialect.knows("tool_choice.allowed_tools") || choice.tools().contains(tool.name());
            case AUTO, REQUIRED, NAMED -> true;
        };
    }

    private void tool(Tool tool) {
        switch (tool.kind()) {
            case PROVIDER -> Body.userJson(json, String.valueOf(tool.json()), "Tool \"" + tool.name() + "\"");
            case CUSTOM -> {
                json.beginObject().name("type").value("custom").name("custom").beginObject();
                head(tool);
                json.endObject().endObject();
            }
            case FUNCTION -> {
                json.beginObject()
                        .name("type")
                        .value("function")
                        .name("function")
                        .beginObject();
                head(tool);
                json.name("parameters");
                Body.userJson(json, String.valueOf(tool.json()), "The schema of tool \"" + tool.name() + "\"");
                Boolean strict = tool.strict();
                if (strict != null && dialect.knows("tools[].function.strict")) {
                    json.name("strict").value(strict.booleanValue());
                } else if (Boolean.TRUE.equals(strict)) {
                    body.warn("tool.strict", "left out: this provider does not hold the model to a tool's schema");
                }
                json.endObject().endObject();
            }
        }
    }

    private void head(Tool tool) {
        json.name("name").value(tool.name());
        String description = tool.description();
        if (description != null && !description.isEmpty()) {
            json.name("description").value(description);
        }
    }

    private void choice(ToolChoice rule) {
        ToolChoice.Mode mode = rule.mode();
        boolean sets = mode == ToolChoice.Mode.ALLOWED || mode == ToolChoice.Mode.ALLOWED_REQUIRED;
        if (mode == ToolChoice.Mode.NAMED && !dialect.knows("tool_choice.named")) {
            body.warn(
                    "toolChoice",
                    "sent as \"" + dialect.requiredToolChoice() + "\": this provider cannot force a" + " named tool");
            mode = ToolChoice.Mode.REQUIRED;
        }
        if (!dialect.knows("tool_choice.required")
                && (mode == ToolChoice.Mode.REQUIRED || mode == ToolChoice.Mode.ALLOWED_REQUIRED)) {
            body.warn("toolChoice", "left out: this provider cannot force a tool");
            return;
        }
        if (!body.option("toolChoice", "tool_choice")) {
            return;
        }
        if (sets && dialect.knows("tool_choice.allowed_tools")) {
            allowed(rule);
            return;
        }
        switch (mode) {
            case AUTO, ALLOWED -> json.value("auto");
            case NONE -> json.value("none");
            case REQUIRED, ALLOWED_REQUIRED -> json.value(dialect.requiredToolChoice());
            case NAMED -> reference(rule.tools().get(0));
        }
    }

    private void allowed(ToolChoice rule) {
        json.beginObject()
                .name("type")
                .value("allowed_tools")
                .name("allowed_tools")
                .beginObject();
        json.name("mode").value(rule.mode() == ToolChoice.Mode.ALLOWED ? "auto" : "required");
        json.name("tools").beginArray();
        rule.tools().forEach(this::reference);
        json.endArray().endObject().endObject();
    }

    private void reference(String name) {
        boolean custom = request.tools().stream()
                .anyMatch(tool -> tool.kind() == Tool.Kind.CUSTOM && tool.name().equals(name));
        String kind = custom ? "custom" : "function";
        json.beginObject().name("type").value(kind);
        json.name(kind).beginObject().name("name").value(name).endObject();
        json.endObject();
    }
}
