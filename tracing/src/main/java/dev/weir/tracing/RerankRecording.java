package dev.weir.tracing;

import dev.weir.Message;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.RerankResponse;
import dev.weir.Usage;
import dev.weir.tracing.cost.Cost;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * The ranking of documents. The conventions have no operation of that name and forbid inventing one; of those they have,
 * {@code retrieval} is what ranking is part of.
 */
final class RerankRecording extends SpanRecording<RerankResponse> {

    static final String OPERATION = "retrieval";

    private final Operation.Rerank operation;
    private final ContentPlan content;
    private @Nullable RerankResponse response;
    private @Nullable Cost cost;

    RerankRecording(Telemetry telemetry, Operation.Rerank operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                OPERATION,
                SpanKind.CLIENT,
                telemetry.targetAttributes(OPERATION, operation.target()).build());
        this.operation = operation;
        this.content = ContentPlan.spanOnly(telemetry, span, subscriber);
    }

    @Override
    public Operation.Rerank operation() {
        return operation;
    }

    @Override
    public boolean next(RerankResponse value) {
        response = value;
        return true;
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        TokenTally.add(subscriber, usage());
        set(Names.RETRIEVAL_TOP_K, operation.request().topN());
        cost = telemetry.costs().of(operation.target(), null, usage(), ending, secondsUntil(telemetry.now()));
        putAll(telemetry.costs().attributes(cost));
    }

    private Usage usage() {
        RerankResponse known = response;
        return known == null ? Usage.ABSENT : known.usage().billed();
    }

    @Override
    List<String> said() {
        List<String> texts = new ArrayList<>(operation.request().documents());
        texts.add(operation.request().query());
        return texts;
    }

    @Override
    void settled(Ending ending, @Nullable Throwable error) {
        Content admitted = content.admitted(this::asked);
        if (admitted == null || !content.isOnSpan()) {
            return;
        }
        List<String> texts = new ArrayList<>();
        admitted.input().forEach(message -> Said.add(message.parts(), texts));
        if (texts.isEmpty()) {
            return;
        }
        Limits limits = telemetry.settings().content().limits();
        set(Names.RETRIEVAL_QUERY_TEXT, limits.cut(texts.get(0)));
        content.write(Names.RETRIEVAL_DOCUMENTS, ranked(texts, limits));
    }

    private Content asked() {
        List<Part> texts = new ArrayList<>();
        texts.add(new Part.Text(operation.request().query()));
        operation.request().documents().forEach(document -> texts.add(new Part.Text(document)));
        return new Content(
                OPERATION, List.of(), List.of(new Message(Message.Role.USER, texts, null)), List.of(), List.of());
    }

    /** Returns the documents as they were ranked; each is identified by its place in the request. */
    private List<Object> ranked(List<String> texts, Limits limits) {
        List<Object> documents = new ArrayList<>();
        if (response != null) {
            for (RerankResponse.Result result : response.results()) {
                int place = result.index() + 1;
                documents.add(JsonTexts.fields(
                        "id",
                        String.valueOf(result.index()),
                        "score",
                        Double.isFinite(result.score()) ? result.score() : null,
                        "content",
                        place > 0 && place < texts.size() ? limits.cut(texts.get(place)) : null));
            }
        }
        return documents;
    }

    @Override
    void describe(Conclusion conclusion) {
        RerankFacts facts = new RerankFacts(conclusion, subscriber, operation, response);
        speak((dialect, sink) -> dialect.rerank(facts, sink));
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        MetricLabels labels = telemetry.labels(OPERATION, operation.target(), null);
        telemetry.instruments().other(new Instruments.Ended(context(), labels, seconds, errorType, Usage.ABSENT));
        telemetry
                .costs()
                .count(context(), surroundings.attribution(), operation.target(), usage(), cost, ending, errorType);
    }
}
