package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The search for documents. What is looked for and what is found is content: the operation and the elements tell. */
final class RetrievalRecording<T> extends SpanRecording<T> {

    private static final String OPERATION = "retrieval";

    private final Operation.Retrieval operation;

    RetrievalRecording(Telemetry telemetry, Operation.Retrieval operation, Context parent, ContextView subscriber) {
        super(telemetry, parent, subscriber, spanName(operation), SpanKind.CLIENT, known(telemetry, operation));
        this.operation = operation;
    }

    private static String spanName(Operation.Retrieval operation) {
        String source = operation.dataSource();
        return source == null || source.isEmpty() ? OPERATION : OPERATION + " " + source;
    }

    private static Attributes known(Telemetry telemetry, Operation.Retrieval operation) {
        AttributesBuilder builder = telemetry.peerAttributes(OPERATION, operation.peer());
        String source = operation.dataSource();
        return source == null || source.isEmpty()
                ? builder.build()
                : builder.put(Names.DATA_SOURCE_ID, source).build();
    }

    @Override
    public Operation.Retrieval operation() {
        return operation;
    }

    /** The query may be embedded inside. */
    @Override
    public boolean surroundsOthers() {
        return true;
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        set(Names.RETRIEVAL_TOP_K, operation.topK());
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
