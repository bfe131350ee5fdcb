package dev.weir.tracing;

import dev.weir.Operation;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The making of a plan. The conventions have no metric for it. */
final class PlanRecording<T> extends SpanRecording<T> {

    private static final String OPERATION = "plan";

    private final Operation.Planning operation;

    PlanRecording(Telemetry telemetry, Operation.Planning operation, Context parent, ContextView subscriber) {
        this(telemetry, operation, agent(operation, subscriber), parent, subscriber);
    }

    private PlanRecording(
            Telemetry telemetry,
            Operation.Planning operation,
            @Nullable String agent,
            Context parent,
            ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                agent == null ? OPERATION : OPERATION + " " + agent,
                SpanKind.INTERNAL,
                agent == null
                        ? Attributes.of(Names.OPERATION_NAME, OPERATION)
                        : Attributes.of(Names.OPERATION_NAME, OPERATION, Names.AGENT_NAME, agent));
        this.operation = operation;
    }

    /** An agent that the operation does not name is the one around it. */
    private static @Nullable String agent(Operation.Planning operation, ContextView subscriber) {
        AgentTally around = AgentTally.of(subscriber);
        String named = operation.agent();
        String agent = named != null || around == null ? named : around.run().name();
        return agent == null || agent.isEmpty() ? null : agent;
    }

    @Override
    public Operation.Planning operation() {
        return operation;
    }

    @Override
    public boolean surroundsOthers() {
        return true;
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {}

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {}
}
