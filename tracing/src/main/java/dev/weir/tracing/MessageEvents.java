package dev.weir.tracing;

import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Response;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the messages of a model call one by one, as generation 1.36 had it: one event for each message of the request and one
 * for each choice of the answer, the content in the body of the event.
 */
final class MessageEvents {

    private final Telemetry telemetry;
    private final Context context;
    private final Attributes attributes;
    private final boolean withContent;
    private final Limits limits;
    private final PartTree parts;

    /**
     * Prepares the events of one call.
     *
     * @param provider {@code gen_ai.system}
     * @param withContent whether the bodies hold what was said, or only how it is made up
     */
    MessageEvents(Telemetry telemetry, Context context, String provider, boolean withContent) {
        this.telemetry = telemetry;
        this.context = context;
        this.attributes = Attributes.of(Names136.SYSTEM, telemetry.names().providerValue(provider));
        this.withContent = withContent;
        this.limits = telemetry.settings().content().limits();
        this.parts = new PartTree(limits);
    }

    void emit(Content content) {
        if (!content.systemInstructions().isEmpty()) {
            emit("gen_ai.system.message", JsonTexts.fields("content", content(content.systemInstructions())));
        }
        content.input().forEach(this::message);
        List<Response.Choice> choices = content.output();
        for (int i = 0; i < choices.size(); i++) {
            choice(i, choices.get(i));
        }
    }

    private void message(Message message) {
        switch (message.role()) {
            case SYSTEM -> emit("gen_ai.system.message", JsonTexts.fields("content", content(message.parts())));
            case USER -> emit("gen_ai.user.message", JsonTexts.fields("content", content(message.parts())));
            case ASSISTANT ->
                emit(
                        "gen_ai.assistant.message",
                        JsonTexts.fields("content", content(message.parts()), "tool_calls", calls(message)));
            case TOOL -> {
                for (Part part : message.parts()) {
                    if (part instanceof Part.ToolResult result) {
                        emit(
                                "gen_ai.tool.message",
                                JsonTexts.fields("content", content(result.content()), "id", result.callId()));
                    }
                }
            }
        }
    }

    private void choice(int index, Response.Choice choice) {
        String reason = choice.finishReason() == FinishReason.TOOL_CALLS
                ? "tool_calls"
                : FinishReasons.of(choice.finishReason(), choice.rawFinishReason());
        emit(
                "gen_ai.choice",
                JsonTexts.fields(
                        "index",
                        index,
                        "finish_reason",
                        reason,
                        "message",
                        JsonTexts.fields("content", content(choice.message().parts())),
                        "tool_calls",
                        calls(choice.message())));
    }

    /** Returns a text as such, anything more as parts; null if there is none, or if it is not asked for. */
    private @Nullable Object content(List<Part> all) {
        List<Part> said =
                all.stream().filter(part -> !(part instanceof Part.ToolCall)).toList();
        if (!withContent || said.isEmpty()) {
            return null;
        }
        if (said.stream().allMatch(Part.Text.class::isInstance)) {
            StringBuilder text = new StringBuilder();
            said.forEach(part -> text.append(((Part.Text) part).text()));
            return limits.cut(text.toString());
        }
        return parts.of(said);
    }

    private @Nullable List<Object> calls(Message message) {
        List<Object> calls = new ArrayList<>();
        for (Part.ToolCall call : message.toolCalls()) {
            Map<String, Object> function = JsonTexts.fields(
                    "name", call.name(), "arguments", withContent ? limits.cut(call.arguments()) : null);
            calls.add(JsonTexts.fields("id", call.id(), "type", "function", "function", function));
        }
        return calls.isEmpty() ? null : calls;
    }

    private void emit(String name, Map<String, Object> body) {
        telemetry
                .logger()
                .logRecordBuilder()
                .setEventName(name)
                .setContext(context)
                .setAllAttributes(attributes)
                .setBody(Values.of(body))
                .emit();
    }
}
