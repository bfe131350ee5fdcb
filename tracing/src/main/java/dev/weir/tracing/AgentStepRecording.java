package dev.weir.tracing;

import dev.weir.Operation;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * One step of an agent. The conventions have no span for it, so what it tells is ours: what everything inside consumed, and
 * by how much the input of the agent's model call has grown since the one before, which is mostly what tools returned.
 */
final class AgentStepRecording<T> extends SpanRecording<T> {

    private final Operation.AgentStep operation;
    private final TokenTally tokens;
    private final @Nullable AgentTally agent;
    private final AgentTally.@Nullable LastInput before;

    AgentStepRecording(Telemetry telemetry, Operation.AgentStep operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                "step " + operation.number(),
                SpanKind.INTERNAL,
                Attributes.of(Names.WEIR_STEP_NUMBER, (long) operation.number()));
        this.operation = operation;
        this.tokens = TokenTally.inside(subscriber);
        this.agent = AgentTally.of(subscriber);
        this.before = agent == null ? null : agent.lastInput();
    }

    @Override
    public Operation.AgentStep operation() {
        return operation;
    }

    @Override
    public boolean surroundsOthers() {
        return true;
    }

    @Override
    public reactor.util.context.Context enrich(reactor.util.context.Context context) {
        return tokens.into(context);
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        set(Names.WEIR_STEP_INPUT_TOKENS, tokens.input());
        set(Names.WEIR_STEP_OUTPUT_TOKENS, tokens.output());
        AgentTally.LastInput after = agent == null ? null : agent.lastInput();
        if (before != null && after != null && after != before) {
            set(Names.WEIR_STEP_INPUT_TOKEN_DELTA, after.tokens() - before.tokens());
        }
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {}
}
