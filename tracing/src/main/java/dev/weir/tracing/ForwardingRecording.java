package dev.weir.tracing;

import dev.weir.Operation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Adds something to another recording, whose span it is. A test holds that nothing is forgotten here. */
abstract class ForwardingRecording<T> implements Recording<T> {

    final Recording<T> recording;
    final Guard guard;
    final Span span;

    ForwardingRecording(Recording<T> recording, Guard guard) {
        this.recording = recording;
        this.guard = guard;
        this.span = Span.fromContext(recording.context());
    }

    @Override
    public final Context context() {
        return recording.context();
    }

    @Override
    public final @Nullable Operation operation() {
        return recording.operation();
    }

    @Override
    public final boolean surroundsOthers() {
        return recording.surroundsOthers();
    }

    @Override
    public reactor.util.context.Context enrich(reactor.util.context.Context context) {
        return recording.enrich(context);
    }

    @Override
    public final void requestHeaders(URI uri, BiConsumer<String, String> setter) {
        recording.requestHeaders(uri, setter);
    }

    @Override
    public final void eventDecoded() {
        recording.eventDecoded();
    }

    @Override
    public final void bytesReceived() {
        recording.bytesReceived();
    }

    @Override
    public boolean next(T value) {
        return recording.next(value);
    }

    @Override
    public void end(Ending ending, @Nullable Throwable error) {
        recording.end(ending, error);
    }
}
