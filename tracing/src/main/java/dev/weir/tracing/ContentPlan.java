package dev.weir.tracing;

import dev.weir.Prompt;
import dev.weir.Tool;
import dev.weir.spi.JsonWriter;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * What becomes of the content of one operation; decided when it begins. Nothing is gathered, and nothing written, that
 * neither span nor event nor hook will have.
 */
final class ContentPlan {

    private final Telemetry telemetry;
    private final Span span;
    private final boolean onSpan;
    private final boolean event;
    private final boolean onEvent;

    private ContentPlan(Telemetry telemetry, Span span, boolean onSpan, boolean event, boolean onEvent) {
        this.telemetry = telemetry;
        this.span = span;
        this.onSpan = onSpan;
        this.event = event;
        this.onEvent = onEvent;
    }

    /** Plans for an operation that has a span but no events. */
    static ContentPlan spanOnly(Telemetry telemetry, Span span, ContextView subscriber) {
        ContentCapture capture = capture(telemetry, subscriber);
        return new ContentPlan(telemetry, span, onSpan(telemetry, span, capture), false, false);
    }

    /** Plans for a model call. */
    static ContentPlan inference(Telemetry telemetry, Span span, Context context, ContextView subscriber) {
        ContentCapture capture = capture(telemetry, subscriber);
        ContentSettings settings = telemetry.settings().content();
        // Generation 1.36 has content in events only, so there it matters that it is captured, not where.
        boolean perMessage = telemetry.names().hasEventPerMessage();
        boolean onEvent = perMessage ? capture != ContentCapture.NO_CONTENT : capture.onEvent();
        boolean event = settings.hasDetailsEvent(onEvent) && isHeard(telemetry, context);
        return new ContentPlan(telemetry, span, onSpan(telemetry, span, capture), event, event && onEvent);
    }

    private static boolean isHeard(Telemetry telemetry, Context context) {
        try {
            return telemetry.logger().isEnabled(Severity.UNDEFINED_SEVERITY_NUMBER, context);
        } catch (RuntimeException | LinkageError broken) {
            telemetry.guard().failed(broken);
            return false;
        }
    }

    private static ContentCapture capture(Telemetry telemetry, ContextView subscriber) {
        return ContentCapture.from(subscriber, telemetry.settings().content().capture());
    }

    private static boolean onSpan(Telemetry telemetry, Span span, ContentCapture capture) {
        return capture.onSpan() && span.isRecording() && !telemetry.names().hasEventPerMessage();
    }

    /** Returns whether anybody will have the content. */
    boolean isWanted() {
        return onSpan || onEvent || telemetry.gate().isWatched();
    }

    /** Returns whether the span has the content. */
    boolean isOnSpan() {
        return onSpan;
    }

    /** Returns whether an event is emitted, with or without content. */
    boolean hasEvent() {
        return event;
    }

    /** Returns what of the content may be recorded; null if nobody wants any, or may have any. */
    @Nullable
    Content admitted(Supplier<Content> content) {
        return isWanted() ? telemetry.gate().pass(content.get(), span) : null;
    }

    /** Returns the part of the content that goes to the event. */
    @Nullable
    Content forEvent(@Nullable Content admitted) {
        return onEvent ? admitted : null;
    }

    /** Returns whether the event has the content. */
    boolean isOnEvent() {
        return onEvent;
    }

    /** Returns what a prompt's gaps were filled with, as far as it may be told. */
    Attributes variables(Prompt prompt) {
        if (!onSpan && !onEvent) {
            return Attributes.empty();
        }
        AttributesBuilder variables = Attributes.builder();
        prompt.values()
                .forEach((name, value) -> AnyAttributes.put(
                        variables, Names.PROMPT_VARIABLE + "." + name, String.valueOf(value), telemetry::admitted));
        return variables.build();
    }

    /** Writes the names of the tools on offer, unless the whole definitions follow. */
    void tools(List<Tool> tools) {
        if (!onSpan && !tools.isEmpty() && telemetry.settings().content().toolDefinitions()) {
            write(Names.TOOL_DEFINITIONS, ToolDefinitions.namesOf(tools));
        }
    }

    /** Writes what was said in a model call or the run of an agent, if the span has it. */
    void messages(@Nullable Content content, List<Tool> offered) {
        if (!onSpan) {
            return;
        }
        ContentTree tree = telemetry.tree();
        if (telemetry.settings().content().toolDefinitions()) {
            write(Names.TOOL_DEFINITIONS, content == null ? ToolDefinitions.namesOf(offered) : tree.tools(content));
        }
        if (content != null) {
            write(Names.SYSTEM_INSTRUCTIONS, tree.systemInstructions(content));
            write(Names.INPUT_MESSAGES, tree.input(content));
            write(Names.OUTPUT_MESSAGES, tree.output(content));
        }
    }

    /** Writes a list of values, unless it is empty. */
    void write(AttributeKey<String> key, List<?> tree) {
        if (!tree.isEmpty()) {
            writeAny(key, tree);
        }
    }

    /** Writes lists and maps, as text or as they are. */
    void writeAny(AttributeKey<String> key, Object tree) {
        if (telemetry.settings().content().structuredAttributes()) {
            span.setAttribute(AttributeKey.valueKey(key.getKey()), Values.of(tree));
        } else {
            span.setAttribute(key, new JsonWriter().any(tree).toString());
        }
    }
}
