package dev.weir.tracing;

import dev.weir.Operation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Lets the user put on the span of another recording what the elements say. */
final class NotingRecording<T> implements Recording<T> {

    private final Recording<T> recording;
    private final Guard guard;
    private final BiConsumer<Span, ? super T> note;

    NotingRecording(Recording<T> recording, Guard guard, BiConsumer<Span, ? super T> note) {
        this.recording = recording;
        this.guard = guard;
        this.note = note;
    }

    @Override
    public Context context() {
        return recording.context();
    }

    @Override
    public @Nullable Operation operation() {
        return recording.operation();
    }

    @Override
    public boolean surroundsOthers() {
        return recording.surroundsOthers();
    }

    @Override
    public reactor.util.context.Context enrich(reactor.util.context.Context context) {
        return recording.enrich(context);
    }

    @Override
    public void bytesReceived() {
        recording.bytesReceived();
    }

    @Override
    public boolean next(T value) {
        Span span = Span.fromContext(recording.context());
        if (span.isRecording()) {
            guard.run(() -> note.accept(span, value));
        }
        return recording.next(value);
    }

    @Override
    public void end(Ending ending, @Nullable Throwable error) {
        recording.end(ending, error);
    }
}
