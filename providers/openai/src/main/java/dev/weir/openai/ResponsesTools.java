package dev.weir.openai;

import dev.weir.Request;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes tools and tool choice in the flat form of Responses. */
final class ResponsesTools {

    private static final String ALLOWED = "tool_choice.allowed_tools";

    private final Body body;
    private final JsonWriter json;
    private final Request request;

    ResponsesTools(Body body, Request request) {
        this.body = body;
        this.json = body.json();
        this.request = request;
    }

    void write() {
        ToolChoice choice = request.toolChoice();
        List<Tool> offered =
                request.tools().stream().filter(tool -> isOffered(tool, choice)).toList();
        if (offered.isEmpty()) {
            boolean forces =
                    choice != null && choice.mode() != ToolChoice.Mode.NONE && choice.mode() != ToolChoice.Mode.AUTO;
            if (forces) {
                body.warn("toolChoice", "left out: the request offers no tools");
            }
            return;
        }
        if (body.field("tools")) {
            json.beginArray();
            offered.forEach(this::tool);
            json.endArray();
        }
        if (choice != null && body.option("toolChoice", "tool_choice")) {
            choice(choice);
        }
        Boolean parallel = request.options().parallelToolCalls();
        if (parallel != null && body.option("parallelToolCalls", "parallel_tool_calls")) {
            json.value(parallel.booleanValue());
        }
    }

    /** Where a server knows no sets of allowed tools, the others are not offered. */
    private boolean isOffered(Tool tool, @Nullable ToolChoice choice) {
        if (tool.kind() == Tool.Kind.CUSTOM && !body.dialect().knows("tools[].custom")) {
            body.warn("tools", "left out tool \"" + tool.name() + "\": this provider knows no tools of free text");
            return false;
        }
        return choice == null
                || !isSet(choice)
                || body.dialect().knows(ALLOWED)
                || choice.tools().contains(tool.name());
    }

    private static boolean isSet(ToolChoice choice) {
        return choice.mode() == ToolChoice.Mode.ALLOWED || choice.mode() == ToolChoice.Mode.ALLOWED_REQUIRED;
    }

    private void tool(Tool tool) {
        if (tool.kind() == Tool.Kind.PROVIDER) {
            Body.userJson(json, String.valueOf(tool.json()), "Tool \"" + tool.name() + "\"");
            return;
        }
        boolean function = tool.kind() == Tool.Kind.FUNCTION;
        json.beginObject().name("type").value(function ? "function" : "custom");
        json.name("name").value(tool.name());
        String description = tool.description();
        if (description != null && !description.isEmpty()) {
            json.name("description").value(description);
        }
        if (function) {
            json.name("parameters");
            Body.userJson(json, String.valueOf(tool.json()), "The schema of tool \"" + tool.name() + "\"");
            // absent does not mean false here, other than in Chat Completions
            json.name("strict").value(Boolean.TRUE.equals(tool.strict()));
        }
        json.endObject();
    }

    private void choice(ToolChoice choice) {
        switch (choice.mode()) {
            case AUTO -> json.value("auto");
            case NONE -> json.value("none");
            case REQUIRED -> json.value("required");
            case NAMED -> reference(choice.tools().get(0));
            case ALLOWED, ALLOWED_REQUIRED -> {
                String mode = choice.mode() == ToolChoice.Mode.ALLOWED ? "auto" : "required";
                if (!body.dialect().knows(ALLOWED)) {
                    json.value(mode);
                    return;
                }
                json.beginObject().name("type").value("allowed_tools");
                json.name("mode").value(mode);
                json.name("tools").beginArray();
                choice.tools().forEach(this::reference);
                json.endArray().endObject();
            }
        }
    }

    private void reference(String name) {
        Tool tool = request.tools().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElse(null);
        json.beginObject();
        if (tool != null && tool.kind() == Tool.Kind.PROVIDER) {
            hosted(tool.json());
        } else {
            boolean custom = tool != null && tool.kind() == Tool.Kind.CUSTOM;
            json.name("type").value(custom ? "custom" : "function").name("name").value(name);
        }
        json.endObject();
    }

    /** Hosted tools are named by their type alone, MCP servers also by their label. */
    private void hosted(@Nullable String declaration) {
        Object parsed = JsonReader.of(String.valueOf(declaration)).any();
        if (parsed instanceof Map<?, ?> fields) {
            json.name("type").any(fields.get("type"));
            if (fields.get("server_label") != null) {
                json.name("server_label").any(fields.get("server_label"));
            }
        }
    }
}
