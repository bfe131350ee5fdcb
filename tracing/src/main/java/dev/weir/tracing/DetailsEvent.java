package dev.weir.tracing;

import dev.weir.Tool;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a model call once more as an event: everything its span has, and its content as structured values. */
final class DetailsEvent {

    static final String NAME = "gen_ai.client.inference.operation.details";

    private DetailsEvent() {}

    /**
     * Emits the event.
     *
     * @param attributes what the span has besides content
     * @param content what was said, null if the event does not have it
     * @param offered the tools on offer, of which the event always has the names
     */
    static void emit(
            Telemetry telemetry,
            Context context,
            Attributes attributes,
            @Nullable Content content,
            List<Tool> offered) {
        LogRecordBuilder event = telemetry
                .logger()
                .logRecordBuilder()
                .setEventName(NAME)
                .setContext(context)
                .setAllAttributes(attributes);
        ContentTree tree = telemetry.tree();
        if (telemetry.settings().content().toolDefinitions()) {
            set(
                    event,
                    Names.TOOL_DEFINITIONS,
                    content == null ? ToolDefinitions.namesOf(offered) : tree.tools(content));
        }
        if (content != null) {
            set(event, Names.SYSTEM_INSTRUCTIONS, tree.systemInstructions(content));
            set(event, Names.INPUT_MESSAGES, tree.input(content));
            set(event, Names.OUTPUT_MESSAGES, tree.output(content));
        }
        event.emit();
    }

    private static void set(LogRecordBuilder event, AttributeKey<String> key, List<Object> tree) {
        if (!tree.isEmpty()) {
            event.setAttribute(AttributeKey.valueKey(key.getKey()), Values.of(tree));
        }
    }
}
