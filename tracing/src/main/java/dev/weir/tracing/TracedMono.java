package dev.weir.tracing;

import dev.weir.Operation;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/** Gives every subscription a span. Does nothing at assembly. */
final class TracedMono<T> extends MonoOperator<T, T> {

    private final Telemetry telemetry;
    private final Recording.Factory<T> recordings;
    private final @Nullable Operation operation;

    TracedMono(Mono<T> source, Telemetry telemetry, Recording.Factory<T> recordings, @Nullable Operation operation) {
        super(source);
        this.telemetry = telemetry;
        this.recordings = recordings;
        this.operation = operation;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        TracedSubscriber.subscribe(source::subscribe, actual, telemetry, recordings, true, operation);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : super.scanUnsafe(key);
    }
}
