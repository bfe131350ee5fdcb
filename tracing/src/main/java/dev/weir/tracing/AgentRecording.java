package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.List;
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
        if (content.isWanted()) {
            tally.keepAnswers();
        }
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
        putAll(telemetry.costs().attributes(tally.cost()));
        Usage usage = tally.usage();
        for (Usage.Count count : Usage.Count.values()) {
            usage.get(count)
                    .ifPresent(tokens -> telemetry.names().agentUsage(count).forEach(key -> set(key, tokens)));
        }
    }

    @Override
    List<String> said() {
        return Said.in(operation.request());
    }

    @Override
    void settled(Ending ending, @Nullable Throwable error) {
        Request request = operation.request();
        Content admitted = content.admitted(
                () -> new Content(OPERATION, request.system(), request.messages(), tally.answer(), request.tools()));
        content.messages(admitted, request.tools());
    }

    @Override
    void describe(Conclusion conclusion) {
        AgentFacts facts = new AgentFacts(conclusion, subscriber, operation, tally);
        speak((dialect, sink) -> dialect.agent(facts, sink));
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        telemetry
                .instruments()
                .agent(context(), name(operation).build(), withModel(operation).build(), errorType, seconds, tally);
    }
}
