package dev.weir.tracing;

import dev.weir.EmbeddingResponse;
import dev.weir.Operation;
import dev.weir.Usage;
import dev.weir.tracing.cost.Cost;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** The making of embeddings. */
final class EmbeddingRecording extends SpanRecording<EmbeddingResponse> {

    static final String OPERATION = "embeddings";
    private static final String DEFAULT_FORMAT = "float";

    private final Operation.Embedding operation;
    private @Nullable EmbeddingResponse response;
    private @Nullable Cost cost;

    EmbeddingRecording(Telemetry telemetry, Operation.Embedding operation, Context parent, ContextView subscriber) {
        super(
                telemetry,
                parent,
                subscriber,
                OPERATION + " " + operation.target().wireModel(),
                SpanKind.CLIENT,
                telemetry.targetAttributes(OPERATION, operation.target()).build());
        this.operation = operation;
    }

    @Override
    public Operation.Embedding operation() {
        return operation;
    }

    @Override
    public reactor.util.context.Context enrich(reactor.util.context.Context context) {
        return telemetry.costs().into(context);
    }

    @Override
    public boolean next(EmbeddingResponse value) {
        response = value;
        return true;
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {
        EmbeddingResponse known = response;
        if (known != null) {
            cost = telemetry
                    .costs()
                    .of(operation.target(), known.model(), known.usage(), ending, secondsUntil(telemetry.now()));
        }
        TokenTally.add(subscriber, usage());
        if (!span.isRecording()) {
            return;
        }
        putAll(telemetry.costs().attributes(cost));
        Integer dimensions = operation.request().dimensions();
        if (dimensions == null && known != null && !known.vectors().isEmpty()) {
            dimensions = known.vectors().get(0).length;
        }
        set(Names.EMBEDDINGS_DIMENSION_COUNT, dimensions);
        set(Names.REQUEST_ENCODING_FORMATS, List.of(format(known)));
        if (known != null) {
            set(Names.RESPONSE_MODEL, known.model());
        }
        usage().inputTokens().ifPresent(tokens -> set(Names.USAGE_INPUT_TOKENS, tokens));
    }

    private Usage usage() {
        return response == null ? Usage.ABSENT : response.usage().billed();
    }

    /** Returns how the numbers travelled; wire formats that know only one way send plain numbers. */
    private String format(@Nullable EmbeddingResponse known) {
        Object asked = operation.request().extras().get("encoding_format");
        if (known != null && known.encoding() != null) {
            return known.encoding();
        }
        return asked instanceof String format ? format : DEFAULT_FORMAT;
    }

    @Override
    List<String> said() {
        return operation.request().inputs();
    }

    @Override
    void describe(Conclusion conclusion) {
        EmbeddingFacts facts = new EmbeddingFacts(conclusion, subscriber, operation, response);
        speak((dialect, sink) -> dialect.embedding(facts, sink));
    }

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {
        EmbeddingResponse known = response;
        MetricLabels labels = telemetry.labels(OPERATION, operation.target(), known == null ? null : known.model());
        telemetry.instruments().embeddings(new Instruments.Ended(context(), labels, seconds, errorType, usage()));
        telemetry
                .costs()
                .count(context(), surroundings.attribution(), operation.target(), usage(), cost, ending, errorType);
    }
}
