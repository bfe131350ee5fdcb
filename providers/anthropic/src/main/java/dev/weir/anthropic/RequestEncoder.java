package dev.weir.anthropic;

import dev.weir.OutputFormat;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the body of one request. */
final class RequestEncoder {

    private final Request request;
    private final String model;
    private final List<Warning> warnings;
    private final Conversation conversation;
    private final ToolPlan tools;
    private final ThinkingPlan thinking;
    private final RequestBody body;
    private final ModelProfile profile;

    /** Fields that may be given to the token count. */
    private static final Set<String> INPUT_FIELDS = Set.of(
            "model",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "cache_control",
            "context_management",
            "mcp_servers");

    RequestEncoder(Request request, String model, List<Warning> warnings) {
        this(request, model, request.extras(), warnings);
    }

    private RequestEncoder(Request request, String model, Map<String, Object> extras, List<Warning> warnings) {
        this.request = request;
        this.model = model;
        this.warnings = warnings;
        profile = ModelProfile.of(model);
        tools = ToolPlan.of(request, profile, warnings);
        thinking = ThinkingPlan.of(request.options(), profile, tools.isForced(), warnings);
        conversation = new Conversation(request, profile, tools.hasTools(), warnings);
        body = new RequestBody(extras);
    }

    /** Returns an encoder for {@link #encodeInput()}. */
    static RequestEncoder ofInput(Request request, String model, List<Warning> warnings) {
        Map<String, Object> extras = new LinkedHashMap<>(request.extras());
        extras.keySet().retainAll(INPUT_FIELDS);
        return new RequestEncoder(request, model, extras, warnings);
    }

    /** Returns whether a file uploaded before is referred to, which needs a beta feature. */
    boolean usesFiles() {
        return conversation.usesFiles();
    }

    byte[] encode(boolean stream) {
        JsonWriter json = body.json();
        writeInput();
        if (body.field("max_tokens")) {
            json.value(thinking.maxTokens());
        }
        new SamplingWriter(request.options(), profile, thinking.isOn(), warnings).write(body);
        if (stream && body.field("stream")) {
            json.value(true);
        }
        if (request.previousResponseId() != null) {
            warnings.add(new Warning("previousResponseId", "left out: Anthropic stores no responses"));
        }
        return body.end();
    }

    /** Writes what counts as input and nothing else. */
    byte[] encodeInput() {
        writeInput();
        return body.end();
    }

    private void writeInput() {
        JsonWriter json = body.json();
        if (body.field("model")) {
            json.value(model);
        }
        if (conversation.hasSystem() && body.field("system")) {
            conversation.writeSystem(json);
        }
        if (body.field("messages")) {
            conversation.writeMessages(json);
        }
        if (tools.hasTools() && body.field("tools")) {
            tools.writeTools(json, conversation.toolsCache());
        }
        if (tools.hasChoice() && body.field("tool_choice")) {
            tools.writeChoice(json);
        }
        if (thinking.hasMode() && body.field("thinking")) {
            thinking.write(json);
        }
        writeOutputConfig(json);
    }

    private void writeOutputConfig(JsonWriter json) {
        Map<String, @Nullable Object> schema = nativeSchema();
        String effort = thinking.effort();
        if ((schema == null && effort == null) || !body.field("output_config")) {
            return;
        }
        json.beginObject();
        if (effort != null) {
            json.name("effort").value(effort);
        }
        if (schema != null) {
            json.name("format").beginObject().name("type").value("json_schema");
            json.name("schema").any(schema).endObject();
        }
        json.endObject();
    }

    private @Nullable Map<String, @Nullable Object> nativeSchema() {
        OutputFormat format = request.outputFormat();
        if (format == null || format.type() == OutputFormat.Type.TEXT) {
            return null;
        }
        if (format.type() == OutputFormat.Type.JSON) {
            warnings.add(new Warning(
                    "outputFormat",
                    "left out: Claude has no mode for JSON without a schema;" + " the prompt has to ask for it"));
            return null;
        }
        if (!profile.structuredOutput()) {
            return null;
        }
        Map<String, @Nullable Object> schema = ToolPlan.schema(format.schema(), "output format");
        if (format.description() != null) {
            schema.putIfAbsent("description", format.description());
        }
        return SchemaRewriter.rewrite(schema, "output format", warnings);
    }
}
