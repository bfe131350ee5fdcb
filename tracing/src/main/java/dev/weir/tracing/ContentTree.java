package dev.weir.tracing;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns content into plain lists and maps of the shape that the conventions' schemas prescribe. */
final class ContentTree {

    private final PartTree parts;
    private final Limits limits;

    ContentTree(Limits limits) {
        this.limits = limits;
        this.parts = new PartTree(limits);
    }

    /** Returns {@code gen_ai.system_instructions}. */
    List<Object> systemInstructions(Content content) {
        return parts.of(content.systemInstructions());
    }

    /** Returns {@code gen_ai.input.messages}. */
    List<Object> input(Content content) {
        List<Object> messages = new ArrayList<>(content.input().size());
        for (Message message : content.input()) {
            messages.add(message(message));
        }
        return messages;
    }

    /** Returns {@code gen_ai.output.messages}, one per choice. */
    List<Object> output(Content content) {
        List<Object> messages = new ArrayList<>(content.output().size());
        for (Response.Choice choice : content.output()) {
            Map<String, Object> message = message(choice.message());
            message.put("finish_reason", FinishReasons.of(choice.finishReason(), choice.rawFinishReason()));
            messages.add(message);
        }
        return messages;
    }

    private Map<String, Object> message(Message message) {
        return JsonTexts.fields(
                "role",
                message.role().name().toLowerCase(Locale.ROOT),
                "parts",
                parts.of(message.parts()),
                "name",
                message.name());
    }

    /** Returns {@code gen_ai.tool.definitions} with what the tools are for and how they are called. */
    List<Object> tools(Content content) {
        return ToolDefinitions.of(content.tools(), limits);
    }

    /** Returns {@code gen_ai.tool.call.arguments}. */
    Map<?, ?> arguments(Part.ToolCall call) {
        return parts.arguments(call);
    }

    /** Returns {@code gen_ai.tool.call.result}: an object; anything else stands under {@code result}. */
    Map<?, ?> result(Part.ToolResult result) {
        Object response = parts.response(result);
        return response instanceof Map<?, ?> object ? object : JsonTexts.fields("result", response);
    }
}
