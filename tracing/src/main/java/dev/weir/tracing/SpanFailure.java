package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records why an operation failed: the status of its span, and the exception as an event of the span, a log record or both.
 * Providers and tools like to quote in their messages what they were given; such quotes are struck out, here and on every
 * span further out that the same failure passes.
 */
final class SpanFailure {

    static final String EXCEPTION_EVENT = "gen_ai.client.operation.exception";

    private static final AttributeKey<String> TYPE = AttributeKey.stringKey("exception.type");
    private static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("exception.message");
    private static final AttributeKey<String> STACK_TRACE = AttributeKey.stringKey("exception.stacktrace");
    static final int MAX_DESCRIPTION = 256;

    private static final ContextKey<SpanFailure> KEY = ContextKey.named("weir-span-failure");

    /** More failures than that at a time are hardly what an operation ends with. */
    private static final int MAX_HEARD = 16;

    private final Telemetry telemetry;
    private final Span span;
    private final Context context;
    private final boolean client;
    private final @Nullable SpanFailure outer;
    private @Nullable List<List<String>> heard;

    /**
     * Prepares for a failure.
     *
     * @param span through which attributes are set
     * @param shown the same span as the context has it
     */
    SpanFailure(Telemetry telemetry, Span span, Span shown, SpanKind kind, Context parent) {
        this.telemetry = telemetry;
        this.span = span;
        this.client = kind == SpanKind.CLIENT;
        this.outer = parent.get(KEY);
        this.context = parent.with(shown).with(KEY, this);
    }

    /** Returns the context of the span, in which operations further in find this one. */
    Context context() {
        return context;
    }

    private synchronized void hear(List<String> texts) {
        if (heard == null) {
            heard = new ArrayList<>();
        }
        if (heard.size() == MAX_HEARD) {
            heard.remove(0);
        }
        heard.add(texts);
    }

    private synchronized List<String> allHeard(List<String> own) {
        List<String> all = new ArrayList<>(own);
        if (heard != null) {
            heard.forEach(all::addAll);
        }
        return all;
    }

    /**
     * Records a failure.
     *
     * @param error what happened; null if there is no exception
     * @param words what went wrong in that case
     * @param said the content of the operation
     */
    void record(String errorType, @Nullable Throwable error, String words, List<String> said) {
        if (!said.isEmpty()) {
            for (SpanFailure next = outer; next != null; next = next.outer) {
                next.hear(said);
            }
        }
        ExceptionSignal signal = telemetry.settings().exceptions();
        boolean onSpan = span.isRecording();
        if (!onSpan && !signal.onLog()) {
            return;
        }
        span.setStatus(StatusCode.ERROR, error == null ? words : "");
        span.setAttribute(Names.ERROR_TYPE, errorType);
        if (error == null) {
            return;
        }
        Quotes quotes = new Quotes(allHeard(said));
        String message = quotes.strike(error.getMessage());
        if (message != null) {
            span.setStatus(StatusCode.ERROR, Limits.cut(message, MAX_DESCRIPTION));
        }
        Attributes told = quotes.areIn(error) ? told(error, message, quotes) : null;
        if (onSpan && signal.onSpan()) {
            if (told == null) {
                span.recordException(error);
            } else {
                span.addEvent("exception", told);
            }
        }
        if (signal.onLog()) {
            log(error, told);
        }
    }

    private static Attributes told(Throwable error, @Nullable String message, Quotes quotes) {
        Attributes told = Attributes.of(TYPE, error.getClass().getName(), STACK_TRACE, quotes.stackTrace(error));
        return message == null ? told : told.toBuilder().put(MESSAGE, message).build();
    }

    /** The conventions have a name for what ends a client's operation; what ends a step inside this process has none. */
    private void log(Throwable error, @Nullable Attributes told) {
        LogRecordBuilder record =
                telemetry.logger().logRecordBuilder().setContext(context).setSeverity(Severity.WARN);
        if (client) {
            record.setEventName(EXCEPTION_EVENT);
        }
        if (told == null) {
            record.setException(error);
        } else {
            record.setAllAttributes(told);
        }
        record.emit();
    }
}
