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

    static final String OPERATION = "execute_tool";

    private final Operation.ToolExecution operation;

    ToolRecording(Telemetry telemetry, Operation.ToolExecution operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                OPERATION + " " + operation.tool().name(),
                SpanKind.INTERNAL,
                attributes(operation).put(Names.OPERATION_NAME, OPERATION).build());
        this.operation = operation;
        AgentTally agent = AgentTally.of(subscriber);
        if (agent != null) {
            agent.toolCalled();
        }
    }

    private static AttributesBuilder attributes(Operation.ToolExecution operation) {
        AttributesBuilder builder = Attributes.builder()
                .put(Names.TOOL_NAME, operation.tool().name())
                .put(Names.TOOL_TYPE, operation.tool().kind() == Tool.Kind.PROVIDER ? "extension" : "function");
        String agent = operation.agent();
        if (agent != null && !agent.isEmpty()) {
            builder.put(Names.AGENT_NAME, agent);
        }
        return builder;
    }

    @Override
    public Operation.ToolExecution operation() {
        return operation;
    }

    @Override
    public boolean next(Part.ToolResult value) {
        return true;
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        set(Names.TOOL_CALL_ID, operation.call().id());
        set(Names.TOOL_DESCRIPTION, operation.tool().description());
    }

    @Override
    void describe(Conclusion conclusion) {
        ToolFacts facts = new ToolFacts(conclusion, subscriber, operation, null, null);
        speak((dialect, sink) -> dialect.tool(facts, sink));
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        telemetry.instruments().tool(context(), attributes(operation).build(), errorType, seconds);
    }
}
