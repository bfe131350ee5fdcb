package dev.weir.anthropic;

import dev.weir.InvalidRequestException;
import dev.weir.OutputFormat;
import dev.weir.Request;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.ToolChoice.Mode;
import dev.weir.Warning;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which tools are offered and which must be used. Models that cannot be held to a JSON schema get a tool of ours whose
 * argument is the answer; the decoder turns its call back into text.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use">Tool use</a>
 */
final class ToolPlan {

    /** The name of the tool that stands for the answer itself. */
    static final String ANSWER = "weir__answer";

    private final List<Tool> tools;
    private final @Nullable OutputFormat answer;
    private final @Nullable String choice;
    private final @Nullable String named;
    private final boolean single;
    private final List<Warning> warnings;

    private ToolPlan(
            List<Tool> tools,
            @Nullable OutputFormat answer,
            @Nullable String choice,
            @Nullable String named,
            boolean single,
            List<Warning> warnings) {
        this.tools = tools;
        this.answer = answer;
        this.choice = choice;
        this.named = named;
        this.single = single;
        this.warnings = warnings;
    }

    static ToolPlan of(Request request, ModelProfile profile, List<Warning> warnings) {
        ToolChoice rule = request.toolChoice() == null ? ToolChoice.AUTO : request.toolChoice();
        List<Tool> tools = offered(request.tools(), rule, warnings);
        boolean single = Boolean.FALSE.equals(request.options().parallelToolCalls());
        OutputFormat format = request.outputFormat();
        boolean byTool =
                format != null && format.type() == OutputFormat.Type.JSON_SCHEMA && !profile.structuredOutput();
        boolean mustCall =
                rule.mode() == Mode.REQUIRED || rule.mode() == Mode.NAMED || rule.mode() == Mode.ALLOWED_REQUIRED;
        if (byTool && (tools.isEmpty() || !mustCall)) {
            boolean others = !tools.isEmpty() && rule.mode() != Mode.NONE;
            return new ToolPlan(tools, format, others ? "any" : "tool", others ? null : ANSWER, true, warnings);
        }
        if (tools.isEmpty()) {
            return new ToolPlan(tools, null, null, null, false, warnings);
        }
        return switch (rule.mode()) {
            case NONE -> new ToolPlan(tools, null, "none", null, false, warnings);
            case REQUIRED, ALLOWED_REQUIRED -> new ToolPlan(tools, null, "any", null, single, warnings);
            case NAMED -> new ToolPlan(tools, null, "tool", rule.tools().get(0), single, warnings);
            case AUTO, ALLOWED ->
                new ToolPlan(
                        tools, null, single || request.toolChoice() != null ? "auto" : null, null, single, warnings);
        };
    }

    /** A subset is chosen by offering no others: the API has no list of allowed tools. */
    private static List<Tool> offered(List<Tool> tools, ToolChoice rule, List<Warning> warnings) {
        boolean subset = rule.mode() == Mode.ALLOWED || rule.mode() == Mode.ALLOWED_REQUIRED;
        List<Tool> offered = new ArrayList<>();
        for (Tool tool : tools) {
            if (tool.kind() == Tool.Kind.CUSTOM) {
                warnings.add(
                        new Warning("tool", tool.name() + " was left out: Claude knows no tools that take free text"));
            } else if (!subset || rule.tools().contains(tool.name())) {
                offered.add(tool);
            }
        }
        return offered;
    }

    boolean hasTools() {
        return !tools.isEmpty() || answer != null;
    }

    boolean hasChoice() {
        return choice != null;
    }

    /** Returns whether a tool must be called, which rules out thinking. */
    boolean isForced() {
        return "any".equals(choice) || "tool".equals(choice);
    }

    /** Writes the value of {@code tools}, with the mark on the last one. */
    void writeTools(JsonWriter json, CacheMark cache) {
        json.beginArray();
        for (int i = 0; i < tools.size(); i++) {
            boolean last = answer == null && i == tools.size() - 1;
            json.beginObject();
            writeTool(json, tools.get(i));
            if (last) {
                cache.write(json);
            }
            json.endObject();
        }
        if (answer != null) {
            json.beginObject().name("name").value(ANSWER);
            String description = answer.description();
            json.name("description")
                    .value("Call this to give the answer." + (description == null ? "" : " " + description));
            json.name("input_schema").any(schema(answer.schema(), "output format"));
            cache.write(json);
            json.endObject();
        }
        json.endArray();
    }

    private void writeTool(JsonWriter json, Tool tool) {
        if (tool.kind() == Tool.Kind.PROVIDER) {
            object(tool.json(), "tool " + tool.name())
                    .forEach((name, value) -> json.name(name).any(value));
            return;
        }
        json.name("name").value(tool.name());
        if (tool.description() != null) {
            json.name("description").value(tool.description());
        }
        Map<String, @Nullable Object> schema = schema(tool.json(), "tool " + tool.name());
        if (Boolean.TRUE.equals(tool.strict())) {
            schema = SchemaRewriter.rewrite(schema, "tool " + tool.name(), warnings);
        }
        json.name("input_schema").any(schema);
        if (tool.strict() != null) {
            json.name("strict").value(tool.strict());
        }
    }

    /** Writes the value of {@code tool_choice}. */
    void writeChoice(JsonWriter json) {
        json.beginObject().name("type").value(choice);
        if (named != null) {
            json.name("name").value(named);
        }
        if (single) {
            json.name("disable_parallel_tool_use").value(true);
        }
        json.endObject();
    }

    /** Returns a schema as a map; one without type is an object's, which the API wants said. */
    static Map<String, @Nullable Object> schema(@Nullable String json, String owner) {
        Map<String, @Nullable Object> schema = object(json, owner);
        if (!schema.containsKey("type") && !schema.containsKey("$ref") && !schema.containsKey("anyOf")) {
            Map<String, @Nullable Object> typed = new LinkedHashMap<>();
            typed.put("type", "object");
            typed.putAll(schema);
            return typed;
        }
        return schema;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(@Nullable String json, String owner) {
        try {
            JsonReader reader = JsonReader.of(json == null ? "{}" : json);
            if (reader.any() instanceof Map<?, ?> map) {
                reader.end();
                return (Map<String, @Nullable Object>) map;
            }
        } catch (JsonException malformed) {
            throw new InvalidRequestException("The JSON of the " + owner + " is malformed: " + malformed.getMessage());
        }
        throw new InvalidRequestException("The JSON of the " + owner + " is no object");
    }
}
