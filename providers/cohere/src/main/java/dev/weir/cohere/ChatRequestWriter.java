package dev.weir.cohere;

import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.UserJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the body of a chat request. One per request. */
final class ChatRequestWriter {

    private final Request request;
    private final Map<String, Object> extras;
    private final List<Warning> warnings;
    private final JsonWriter out = new JsonWriter();

    ChatRequestWriter(Request request, List<Warning> warnings) {
        this.request = request;
        this.extras = request.extras();
        this.warnings = warnings;
    }

    byte[] write(String model, boolean stream) {
        out.beginObject();
        text("model", model);
        if (field("stream")) {
            out.value(stream);
        }
        messages();
        tools();
        outputFormat();
        options(request.options());
        for (Map.Entry<String, Object> extra : extras.entrySet()) {
            out.name(extra.getKey()).any(extra.getValue());
        }
        return out.endObject().toByteArray();
    }

    private void messages() {
        MessageWriter messages = new MessageWriter(out, warnings);
        if (field("messages")) {
            messages.write(request);
        }
        if (messages.documents().isEmpty()) {
            return;
        }
        if (field("documents")) {
            out.beginArray();
            messages.documents().forEach(out::raw);
            out.endArray();
        } else {
            warn("document", "left out: the extra field documents takes the place of the documents of the messages");
        }
    }

    private void tools() {
        ToolChoice choice = request.toolChoice() == null ? ToolChoice.AUTO : request.toolChoice();
        List<Tool> offered =
                request.tools().stream().filter(tool -> isOffered(tool, choice)).toList();
        if (offered.isEmpty()) {
            return;
        }
        if (field("tools")) {
            out.beginArray();
            offered.forEach(this::tool);
            out.endArray();
        }
        if (offered.stream().anyMatch(tool -> Boolean.TRUE.equals(tool.strict())) && field("strict_tools")) {
            out.value(true);
        }
        // There is neither a word for "auto" nor a way to name a tool: the list is cut down to the named ones instead.
        switch (choice.mode()) {
            case NONE -> text("tool_choice", "NONE");
            case REQUIRED, NAMED, ALLOWED_REQUIRED -> text("tool_choice", "REQUIRED");
            case AUTO, ALLOWED -> {}
        }
    }

    private boolean isOffered(Tool tool, ToolChoice choice) {
        if (tool.kind() == Tool.Kind.CUSTOM) {
            warn("tools", "left out " + tool.name() + ": Cohere knows no tools that take free text");
            return false;
        }
        return choice.tools().isEmpty() || choice.tools().contains(tool.name());
    }

    private void tool(Tool tool) {
        String json = tool.json() == null ? "{}" : tool.json();
        UserJson.requireObject(json, "tool " + tool.name());
        if (tool.kind() == Tool.Kind.PROVIDER) {
            out.raw(json);
            return;
        }
        out.beginObject().name("type").value("function").name("function").beginObject();
        out.name("name").value(tool.name());
        if (tool.description() != null) {
            out.name("description").value(tool.description());
        }
        out.name("parameters").raw(json).endObject().endObject();
    }

    private void outputFormat() {
        OutputFormat format = request.outputFormat();
        if (format == null || !field("response_format")) {
            return;
        }
        out.beginObject().name("type");
        out.value(format.type() == OutputFormat.Type.TEXT ? "text" : "json_object");
        String schema = format.schema();
        if (schema != null) {
            UserJson.requireObject(schema, "output format " + format.name());
            out.name("json_schema").raw(schema);
        }
        out.endObject();
    }

    private void options(Options options) {
        number("max_tokens", options.maxTokens());
        number("temperature", options.temperature());
        number("p", options.topP());
        number("k", options.topK());
        number("seed", options.seed());
        number("frequency_penalty", options.frequencyPenalty());
        number("presence_penalty", options.presencePenalty());
        if (!options.stop().isEmpty() && field("stop_sequences")) {
            out.any(options.stop());
        }
        if (options.logprobs() != null && field("logprobs")) {
            out.value(options.logprobs());
        }
        thinking(options.thinking());
        unsupported(options);
    }

    private void thinking(@Nullable Thinking thinking) {
        if (thinking == null || !field("thinking")) {
            return;
        }
        out.beginObject().name("type").value(thinking.isOff() ? "disabled" : "enabled");
        if (!thinking.isOff() && thinking.budgetTokens() != null) {
            out.name("token_budget").value(thinking.budgetTokens());
        } else if (!thinking.isOff()) {
            warn("thinking", "enabled without a limit: Cohere knows budgets in tokens, no levels of effort");
        }
        out.endObject();
    }

    private void unsupported(Options options) {
        if (options.choiceCount() != null && options.choiceCount() != 1) {
            warn("choiceCount", "left out: Cohere gives one answer per request");
        }
        if (options.topLogprobs() != null) {
            warn("topLogprobs", "left out: Cohere gives the log probabilities of the chosen tokens only");
        }
        if (!options.logitBias().isEmpty()) {
            warn("logitBias", "left out: Cohere has no such option");
        }
        if (Boolean.FALSE.equals(options.parallelToolCalls())
                && !request.tools().isEmpty()) {
            warn("parallelToolCalls", "left out: Cohere models may always ask for several tools at once");
        }
        if (options.serviceTier() != null) {
            warn("serviceTier", "left out: Cohere has a numeric priority, to be set as the extra field priority");
        }
        if (!options.metadata().isEmpty()) {
            warn("metadata", "left out: Cohere stores no labels");
        }
        if (request.previousResponseId() != null) {
            warn("previousResponseId", "left out: Cohere stores no conversations");
        }
    }

    private void number(String name, @Nullable Number value) {
        if (value != null && field(name)) {
            out.any(value);
        }
    }

    private void text(String name, String value) {
        if (field(name)) {
            out.value(value);
        }
    }

    /** Writes a field's name, unless the request sets that field itself. */
    private boolean field(String name) {
        if (extras.containsKey(name)) {
            return false;
        }
        out.name(name);
        return true;
    }

    private void warn(String option, String reason) {
        warnings.add(new Warning(option, reason));
    }
}
