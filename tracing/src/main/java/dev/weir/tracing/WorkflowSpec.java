package dev.weir.tracing;

import dev.weir.Message;
import dev.weir.Operation;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A workflow whose runs are traced, {@code invoke_workflow {name}}: a process of the application's own that coordinates
 * several agents or model calls. A single agent is no workflow. Where content is captured, the last response that a run
 * emits is what it said. Immutable and safe to share. Made by {@link Tracing#workflow(String)}.
 */
public final class WorkflowSpec {

    private final Telemetry telemetry;
    private final Operation.WorkflowRun operation;

    WorkflowSpec(Telemetry telemetry, Operation.WorkflowRun operation) {
        this.telemetry = telemetry;
        this.operation = operation;
    }

    /** Names the conversation that the runs belong to; shown by {@link Semconv#NEXT} only, as others have no place for it. */
    public WorkflowSpec conversationId(String id) {
        Objects.requireNonNull(id, "id");
        return new WorkflowSpec(telemetry, new Operation.WorkflowRun(operation.name(), id, operation.input()));
    }

    /**
     * Sets what the runs are given, as messages; nothing by default. This is content: on the span only where content is
     * captured, as {@code gen_ai.input.messages}.
     */
    public WorkflowSpec input(Message... messages) {
        return new WorkflowSpec(
                telemetry, new Operation.WorkflowRun(operation.name(), operation.conversationId(), List.of(messages)));
    }

    /** Returns the run with a span around every subscription. */
    public <T> Mono<T> around(Mono<T> run) {
        return new TracedMono<>(Objects.requireNonNull(run, "run"), telemetry, runs(), null);
    }

    /** Returns the run with a span around every subscription. */
    public <T> Flux<T> around(Flux<T> run) {
        return new TracedFlux<>(Objects.requireNonNull(run, "run"), telemetry, runs(), null);
    }

    private <T> Recording.Factory<T> runs() {
        return (parent, subscriber) -> new WorkflowRecording<>(telemetry, operation, parent, subscriber);
    }

    @Override
    public String toString() {
        return "WorkflowSpec[" + operation.name() + "]";
    }
}
