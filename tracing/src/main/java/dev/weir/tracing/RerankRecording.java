package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.RerankResponse;
import dev.weir.Usage;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * The ranking of documents. The conventions have no operation of that name and forbid inventing one; of those they have,
 * {@code retrieval} is what ranking is part of.
 */
final class RerankRecording extends SpanRecording<RerankResponse> {

    private static final String OPERATION = "retrieval";

    private final Operation.Rerank operation;
    private Usage usage = Usage.ABSENT;

    RerankRecording(Telemetry telemetry, Operation.Rerank operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                OPERATION,
                SpanKind.CLIENT,
                telemetry.targetAttributes(OPERATION, operation.target()).build());
        this.operation = operation;
    }

    @Override
    public Operation.Rerank operation() {
        return operation;
    }

    @Override
    public boolean next(RerankResponse value) {
        usage = value.usage().billed();
        return true;
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        TokenTally.add(subscriber, usage);
        set(Names.RETRIEVAL_TOP_K, operation.request().topN());
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        MetricLabels labels = telemetry.labels(OPERATION, operation.target(), null);
        telemetry.instruments().other(new Instruments.Ended(context(), labels, seconds, errorType, Usage.ABSENT));
    }
}
