package dev.weir.tracing;

import dev.weir.Operation;
import dev.weir.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The search for documents. What is looked for and what is found is content: the operation and the elements tell. */
final class RetrievalRecording<T> extends SpanRecording<T> {

    private static final String OPERATION = "retrieval";
    private static final int MAX_DOCUMENTS = 128;

    private final Operation.Retrieval operation;
    private final @Nullable Function<? super T, List<RetrievedDocument>> documents;
    private final List<RetrievedDocument> found = new ArrayList<>();

    RetrievalRecording(
            Telemetry telemetry,
            Operation.Retrieval operation,
            @Nullable Function<? super T, List<RetrievedDocument>> documents,
            Context parent,
            ContextView subscriber) {
        super(telemetry, parent, subscriber, spanName(operation), SpanKind.CLIENT, known(telemetry, operation));
        this.operation = operation;
        this.documents = span.isRecording() && telemetry.capturesOnSpan(subscriber) ? documents : null;
        if (operation.query() != null && span.isRecording() && telemetry.capturesOnSpan(subscriber)) {
            set(Names.RETRIEVAL_QUERY_TEXT, telemetry.admitted(operation.query()));
        }
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
    public boolean next(T value) {
        if (documents != null && found.size() < MAX_DOCUMENTS) {
            found.addAll(documents.apply(value));
        }
        return false;
    }

    @Override
    List<String> said() {
        return operation.query() == null ? List.of() : List.of(operation.query());
    }

    @Override
    void settled(Ending ending, @Nullable Throwable error) {
        if (found.isEmpty()) {
            return;
        }
        List<Object> told = new ArrayList<>();
        for (RetrievedDocument document : found.subList(0, Math.min(found.size(), MAX_DOCUMENTS))) {
            Double score = document.score();
            String text = document.content();
            told.add(JsonTexts.fields(
                    "id", document.id(),
                    "score", score == null || !Double.isFinite(score) ? null : score,
                    "content", text == null ? null : telemetry.admitted(text)));
        }
        ContentPlan.spanOnly(telemetry, span, subscriber).write(Names.RETRIEVAL_DOCUMENTS, told);
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        set(Names.RETRIEVAL_TOP_K, operation.topK());
    }

    @Override
    void describe(Conclusion conclusion) {
        String source = operation.dataSource();
        StepFacts facts = new StepFacts(conclusion, subscriber, OPERATION, source == null ? "" : source);
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
