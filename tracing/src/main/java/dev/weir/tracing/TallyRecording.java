package dev.weir.tracing;

import dev.weir.Operation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** Adds to the span of another recording what the calls inside consumed. */
final class TallyRecording<T> implements Recording<T> {

    /** Puts sums on a span; called once, before it ends. */
    @FunctionalInterface
    interface Sums {
        void put(Span span, TokenTally tally);
    }

    private final Recording<T> recording;
    private final Guard guard;
    private final TokenTally tally;
    private final Sums sums;

    TallyRecording(Recording<T> recording, Guard guard, ContextView subscriber, Sums sums) {
        this.recording = recording;
        this.guard = guard;
        this.tally = TokenTally.inside(subscriber);
        this.sums = sums;
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
        return tally.into(recording.enrich(context));
    }

    @Override
    public void bytesReceived() {
        recording.bytesReceived();
    }

    @Override
    public boolean next(T value) {
        return recording.next(value);
    }

    @Override
    public void end(Ending ending, @Nullable Throwable error) {
        try {
            guard.run(() -> sums.put(Span.fromContext(recording.context()), tally));
        } finally {
            recording.end(ending, error);
        }
    }
}
