package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Response;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The run of a workflow. */
final class WorkflowRecording<T> extends SpanRecording<T> {

    private static final String OPERATION = "invoke_workflow";

    private final Operation.WorkflowRun operation;
    private final ContentPlan content;
    private @Nullable Response response;

    WorkflowRecording(Telemetry telemetry, Operation.WorkflowRun operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                operation.name().isEmpty() ? OPERATION : OPERATION + " " + operation.name(),
                SpanKind.INTERNAL,
                name(operation).toBuilder().put(Names.OPERATION_NAME, OPERATION).build());
        this.operation = operation;
        this.content = ContentPlan.spanOnly(telemetry, span, subscriber);
    }

    private static Attributes name(Operation.WorkflowRun operation) {
        return operation.name().isEmpty() ? Attributes.empty() : Attributes.of(Names.WORKFLOW_NAME, operation.name());
    }

    @Override
    public Operation.WorkflowRun operation() {
        return operation;
    }

    @Override
    public boolean surroundsOthers() {
        return true;
    }

    @Override
    public boolean next(T value) {
        Response answer = content.isWanted() ? Answers.of(value) : null;
        if (answer != null) {
            response = answer;
        }
        return false;
    }

    @Override
    List<String> said() {
        List<String> texts = new ArrayList<>();
        operation.input().forEach(message -> Said.add(message.parts(), texts));
        return texts;
    }

    @Override
    void settled(Ending ending, @Nullable Throwable error) {
        Response answer = response;
        Content admitted = content.admitted(() -> new Content(
                OPERATION, List.of(), operation.input(), answer == null ? List.of() : answer.choices(), List.of()));
        content.messages(admitted, List.of());
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        setIfNamed(telemetry.names().innerConversation(), operation.conversationId());
    }

    @Override
    void describe(Conclusion conclusion) {
        StepFacts facts = new StepFacts(conclusion, subscriber, OPERATION, operation.name());
        speak((dialect, sink) -> dialect.step(facts, sink));
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        telemetry.instruments().workflow(context(), name(operation), errorType, seconds);
    }
}
