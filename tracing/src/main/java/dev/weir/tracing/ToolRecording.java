package dev.weir.tracing;

import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.spi.JsonWriter;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The running of a tool by the caller. */
final class ToolRecording extends SpanRecording<Part.ToolResult> {

    static final String OPERATION = "execute_tool";

    /** As the conventions for tools behind MCP call it: https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/ */
    private static final String TOOL_ERROR = "tool_error";

    private final Operation.ToolExecution operation;
    private final @Nullable AgentTally agent;
    private final ContentPlan content;
    private Part.@Nullable ToolResult result;
    private @Nullable Content shown;

    ToolRecording(Telemetry telemetry, Operation.ToolExecution operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                OPERATION + " " + operation.tool().name(),
                SpanKind.INTERNAL,
                attributes(operation, AgentTally.of(subscriber))
                        .put(Names.OPERATION_NAME, OPERATION)
                        .build());
        this.operation = operation;
        this.content = ContentPlan.spanOnly(telemetry, span, subscriber);
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
        set(Names.TOOL_DESCRIPTION, telemetry.gate().text(operation.tool().description()));
        setIfNamed(
                telemetry.names().innerConversation(),
                agent == null ? null : agent.run().request().conversationId());
        if (result != null && telemetry.settings().has(Extra.TOOL_RESULT_SIZE)) {
            set(Names.WEIR_TOOL_RESULT_SIZE, result.text().length());
        }
    }

    @Override
    List<String> said() {
        return List.of(operation.call().arguments());
    }

    /** A tool that failed has no result, whatever it tells the model. */
    @Override
    void settled(Ending ending, @Nullable Throwable error) {
        Content admitted = content.admitted(this::exchange);
        if (admitted == null || !content.isOnSpan()) {
            return;
        }
        shown = admitted;
        ContentTree tree = telemetry.tree();
        call(admitted).ifPresent(call -> content.writeAny(Names.TOOL_CALL_ARGUMENTS, tree.arguments(call)));
        returned(admitted).ifPresent(value -> content.writeAny(Names.TOOL_CALL_RESULT, tree.result(value)));
    }

    private static Optional<Part.ToolCall> call(Content exchange) {
        return firstOf(Part.ToolCall.class, exchange.input())
                .filter(call -> !call.arguments().isBlank());
    }

    private static Optional<Part.ToolResult> returned(Content exchange) {
        return firstOf(
                        Part.ToolResult.class,
                        exchange.output().stream().map(Response.Choice::message).toList())
                .filter(value -> !value.error());
    }

    private @Nullable String arguments(Content exchange) {
        return call(exchange)
                .map(call ->
                        new JsonWriter().any(telemetry.tree().arguments(call)).toString())
                .orElse(null);
    }

    private @Nullable String result(Content exchange) {
        return returned(exchange)
                .map(value ->
                        new JsonWriter().any(telemetry.tree().result(value)).toString())
                .orElse(null);
    }

    private Content exchange() {
        Part.ToolResult returned = result;
        List<Response.Choice> output = returned == null
                ? List.of()
                : List.of(new Response.Choice(Message.tool(returned), FinishReason.STOP, null, null));
        return new Content(
                OPERATION,
                List.of(),
                List.of(Message.assistant(List.of(operation.call()))),
                output,
                List.of(operation.tool()));
    }

    private static <P extends Part> Optional<P> firstOf(Class<P> kind, List<Message> messages) {
        return messages.stream()
                .flatMap(message -> message.parts().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    @Override
    void describe(Conclusion conclusion) {
        Content exchange = shown;
        ToolFacts facts = new ToolFacts(
                conclusion,
                subscriber,
                operation,
                exchange == null ? null : arguments(exchange),
                exchange == null ? null : result(exchange));
        speak((dialect, sink) -> dialect.tool(facts, sink));
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        telemetry.instruments().tool(context(), attributes(operation, agent).build(), errorType, seconds);
    }
}
