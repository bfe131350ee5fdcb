package dev.weir.tracing;

import dev.weir.Response;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * What a traced function gave back, and the span it ran in, which has ended. Made by {@link TraceSpec#wrap}.
 *
 * @param <T> what the function gives back
 */
public final class Trace<T extends @Nullable Object> {

    private final Telemetry telemetry;
    private final T result;
    private final SpanContext span;

    Trace(Telemetry telemetry, T result, SpanContext span) {
        this.telemetry = telemetry;
        this.result = result;
        this.span = span;
    }

    /** Returns what the function gave back. */
    public T result() {
        return result;
    }

    /** Returns the span's id, 16 hexadecimal digits; zeros where nothing is traced. */
    public String spanId() {
        return span.getSpanId();
    }

    /** Returns the trace's id, 32 hexadecimal digits; zeros where nothing is traced. */
    public String traceId() {
        return span.getTraceId();
    }

    /**
     * Records whether the result is good, at any time, as an evaluation named {@code annotation}. Does not block and never
     * fails; does nothing where nothing is traced.
     *
     * @param reason why; recorded as it is
     */
    public void annotate(Evaluation.Label label, String reason) {
        annotate(Evaluation.of("annotation").label(label).explanation(reason));
    }

    /** Records how good the result is by some measure; see {@link #annotate(Evaluation.Label, String)}. */
    public void score(String measure, double value) {
        annotate(Evaluation.of(measure).score(value));
    }

    /** Records an evaluation of the result; if that is a {@link Response}, with its id. */
    public void annotate(Evaluation evaluation) {
        boolean ofResponse = evaluation.responseId() == null && result instanceof Response;
        Evaluation complete = ofResponse ? evaluation.response((Response) result) : evaluation;
        if (span.isValid()) {
            telemetry.guard().run(() -> telemetry.evaluations().emit(span, complete));
        }
    }

    /** Names the span, not the result. */
    @Override
    public String toString() {
        return "Trace[" + traceId() + "-" + spanId() + "]";
    }
}
