package dev.weir.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** A step of the user's own program around calls. */
final class StepRecording<T> extends SpanRecording<T> {

    StepRecording(
            Telemetry telemetry,
            String name,
            SpanKind kind,
            Attributes attributes,
            Context parent,
            ContextView subscriber) {
        super(telemetry, parent, subscriber, name, kind, attributes);
    }

    @Override
    void ended(Ending ending, @Nullable Throwable error) {}

    @Override
    void measure(Ending ending, @Nullable String errorType, double seconds) {}
}
