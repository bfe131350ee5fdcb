package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Tool;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The running of a tool by the caller. */
final class ToolRecording extends SpanRecording<Part.ToolResult> {

    /** As the conventions for tools behind MCP call it: https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/ */
    private static final String TOOL_ERROR = "tool_error";

    private final Operation.ToolExecution operation;
    private final @Nullable AgentTally agent;
    private Part.@Nullable ToolResult result;

    ToolRecording(Telemetry telemetry, Operation.ToolExecution operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                "execute_tool " + operation.tool().name(),
                SpanKind.INTERNAL,
                attributes(operation, AgentTally.of(subscriber))
                        .put(Names.OPERATION_NAME, "execute_tool")
                        .build());
        this.operation = operation;
        this.agent = AgentTally.of(subscriber);
        if (agent != null) {
            agent.toolCalled();
        }
    }

    /** An agent that the operation does not name is the one around it. */
    private static AttributesBuilder attributes(Operation.ToolExecution operation, @Nullable AgentTally around) {
        AttributesBuilder builder = Attributes.builder()
                .put(Names.TOOL_NAME, operation.tool().name())
                .put(Names.TOOL_TYPE, operation.tool().kind() == Tool.Kind.PROVIDER ? "extension" : "function");
        String named = operation.agent();
        String agent = named != null || around == null ? named : around.run().name();
        if (agent != null && !agent.isEmpty()) {
            builder.put(Names.AGENT_NAME, agent);
        }
        return builder;
    }

    @Override
    public Operation.ToolExecution operation() {
        return operation;
    }

    /** A tool may be an agent, or ask a model. */
    @Override
    public boolean surroundsOthers() {
        return true;
    }

    @Override
    public boolean next(Part.ToolResult value) {
        result = value;
        return true;
    }

    /** A tool that failed answers with a result that says so, for the model to read; the run goes on. */
    @Override
    @Nullable
    String errorType(Ending ending, @Nullable Throwable error) {
        return ending == Ending.COMPLETE && result != null && result.error()
                ? TOOL_ERROR
                : super.errorType(ending, error);
    }

    @Override
    String failure() {
        return result == null ? super.failure() : "the tool answered with a failure";
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        set(Names.TOOL_CALL_ID, operation.call().id());
        set(Names.TOOL_DESCRIPTION, operation.tool().description());
        setIfNamed(
                telemetry.names().innerConversation(),
                agent == null ? null : agent.run().request().conversationId());
        if (result != null && telemetry.settings().has(Extra.TOOL_RESULT_SIZE)) {
            set(Names.WEIR_TOOL_RESULT_SIZE, result.text().length());
        }
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        telemetry.instruments().tool(context(), attributes(operation, agent).build(), errorType, seconds);
    }
}
