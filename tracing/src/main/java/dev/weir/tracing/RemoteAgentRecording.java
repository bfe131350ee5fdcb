package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The run of an agent that lives elsewhere. What it consumed and why it stopped is known if it answers with a response. */
final class RemoteAgentRecording<T> extends AskedRecording<T> {

    private final Operation.RemoteAgentRun operation;
    private final Function<? super T, @Nullable Response> answers;
    private @Nullable Response response;

    RemoteAgentRecording(
            Telemetry telemetry,
            Operation.RemoteAgentRun operation,
            Function<? super T, @Nullable Response> answers,
            Context parent,
            ContextView subscriber) {
        super(telemetry, parent, subscriber, operation.name(), SpanKind.CLIENT, known(telemetry, operation));
        this.operation = operation;
        this.answers = answers;
    }

    private static Attributes known(Telemetry telemetry, Operation.RemoteAgentRun operation) {
        AttributesBuilder builder = telemetry.peerAttributes(OPERATION, operation.peer());
        return operation.name().isEmpty()
                ? builder.build()
                : builder.put(Names.AGENT_NAME, operation.name()).build();
    }

    @Override
    public Operation.RemoteAgentRun operation() {
        return operation;
    }

    @Override
    public boolean next(T value) {
        Response answer = answers.apply(value);
        if (answer != null) {
            response = answer;
        }
        return false;
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        Response answer = response != null ? response : InferenceRecording.partial(error);
        Usage usage = answer == null ? Usage.ABSENT : answer.usage().billed();
        TokenTally.add(subscriber, usage);
        if (!span.isRecording()) {
            return;
        }
        set(Names.AGENT_ID, operation.id());
        set(Names.AGENT_VERSION, operation.version());
        asked(operation.description(), operation.dataSource(), operation.request());
        set(Names.REQUEST_PREVIOUS_RESPONSE_ID, operation.request().previousResponseId());
        if (answer != null) {
            set(Names.RESPONSE_FINISH_REASONS, FinishReasons.of(answer.choices()));
        }
        for (Usage.Count count : Usage.Count.values()) {
            usage.get(count)
                    .ifPresent(
                            tokens -> telemetry.names().remoteAgentUsage(count).forEach(key -> set(key, tokens)));
        }
    }

    @Override
    List<String> said() {
        return Said.in(operation.request());
    }

    @Override
    void settled(Ending ending, @Nullable Throwable error) {
        Request request = operation.request();
        Response answer = response != null ? response : InferenceRecording.partial(error);
        Content admitted = content.admitted(() -> new Content(
                OPERATION,
                request.system(),
                request.messages(),
                answer == null ? List.of() : answer.choices(),
                request.tools()));
        content.messages(admitted, request.tools());
    }

    @Override
    void describe(Conclusion conclusion) {
        StepFacts facts = new StepFacts(conclusion, subscriber, OPERATION, operation.name());
        speak((dialect, sink) -> dialect.step(facts, sink));
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        Attributes labels =
                telemetry.peerAttributes(OPERATION, operation.peer()).build();
        telemetry
                .instruments()
                .other(new Instruments.Ended(context(), new MetricLabels(labels), seconds, errorType, Usage.ABSENT));
    }
}
