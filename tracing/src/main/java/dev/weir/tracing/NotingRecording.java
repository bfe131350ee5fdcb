package dev.weir.tracing;

import io.opentelemetry.api.trace.Span;
import java.util.function.BiConsumer;

/** Lets the user put on a span what the elements say. */
final class NotingRecording<T> extends ForwardingRecording<T> {

    private final BiConsumer<Span, ? super T> note;

    NotingRecording(Recording<T> recording, Guard guard, BiConsumer<Span, ? super T> note) {
        super(recording, guard);
        this.note = note;
    }

    @Override
    public boolean next(T value) {
        if (span.isRecording()) {
            guard.run(() -> note.accept(span, value));
        }
        return super.next(value);
    }
}
