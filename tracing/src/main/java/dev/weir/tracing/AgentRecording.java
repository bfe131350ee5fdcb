package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The run of an agent in this process; sums up what its model calls consume. */
final class AgentRecording<T> extends AskedRecording<T> {

    private final Operation.AgentRun operation;
    private final AgentTally tally;

    AgentRecording(Telemetry telemetry, Operation.AgentRun operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                operation.name(),
                SpanKind.INTERNAL,
                withModel(operation).build());
        this.operation = operation;
        this.tally = new AgentTally(operation);
    }

    private static AttributesBuilder name(Operation.AgentRun operation) {
        AttributesBuilder builder = Attributes.builder();
        return operation.name().isEmpty() ? builder : builder.put(Names.AGENT_NAME, operation.name());
    }

    private static AttributesBuilder withModel(Operation.AgentRun operation) {
        AttributesBuilder builder = name(operation);
        return operation.model() == null
                ? builder
                : builder.put(Names.REQUEST_MODEL, operation.model().model());
    }

    @Override
    public Operation.AgentRun operation() {
        return operation;
    }

    @Override
    public reactor.util.context.Context enrich(reactor.util.context.Context context) {
        return tally.into(context);
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        if (!span.isRecording()) {
            return;
        }
        asked(operation.description(), operation.dataSource(), operation.request());
        set(Names.RESPONSE_FINISH_REASONS, tally.finishReasons());
        Usage usage = tally.usage();
        for (Usage.Count count : Usage.Count.values()) {
            usage.get(count)
                    .ifPresent(tokens -> telemetry.names().agentUsage(count).forEach(key -> set(key, tokens)));
        }
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        telemetry
                .instruments()
                .agent(context(), name(operation).build(), withModel(operation).build(), errorType, seconds, tally);
    }
}
