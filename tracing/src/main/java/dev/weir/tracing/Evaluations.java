package dev.weir.tracing;

import dev.weir.InvalidRequestException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Emits evaluations as events. An event names the span it is about by the ids in its context, so that the span may have
 * ended long before, in another process.
 */
final class Evaluations {

    private final Logger logger;

    Evaluations(OpenTelemetry openTelemetry, String schemaUrl) {
        logger = openTelemetry
                .getLogsBridge()
                .loggerBuilder(Names.SCOPE)
                .setSchemaUrl(schemaUrl)
                .setInstrumentationVersion(Version.VALUE)
                .build();
    }

    /** Returns the span of those ids. */
    static SpanContext spanOf(String traceId, String spanId) {
        SpanContext span =
                SpanContext.createFromRemoteParent(traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
        if (!span.isValid()) {
            throw new InvalidRequestException("No span has trace id '" + traceId + "' and span id '" + spanId
                    + "'; a trace id is 32 hexadecimal digits, a span id 16, and neither is all zeros");
        }
        return span;
    }

    void emit(SpanContext span, Evaluation evaluation) {
        LogRecordBuilder event = logger.logRecordBuilder()
                .setEventName(Names.EVALUATION_RESULT)
                .setContext(Context.root().with(Span.wrap(span)))
                .setAttribute(Names.EVALUATION_NAME, evaluation.name());
        set(event, Names.EVALUATION_SCORE_LABEL, evaluation.label());
        set(event, Names.EVALUATION_SCORE_VALUE, evaluation.score());
        set(event, Names.EVALUATION_EXPLANATION, evaluation.explanation());
        set(event, Names.RESPONSE_ID, evaluation.responseId());
        if (evaluation.failure() != null) {
            event.setAttribute(Names.ERROR_TYPE, ErrorTypes.of(evaluation.failure()));
        }
        event.emit();
    }

    private static <T> void set(LogRecordBuilder event, AttributeKey<T> key, @Nullable T value) {
        if (value != null && !"".equals(value)) {
            event.setAttribute(key, value);
        }
    }
}
