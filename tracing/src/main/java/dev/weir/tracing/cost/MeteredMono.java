package dev.weir.tracing.cost;

import dev.weir.Operation;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/** Counts every subscription. Does nothing at assembly. */
final class MeteredMono<T> extends MonoOperator<T, T> {

    private final Metering metering;
    private final Operation operation;
    private final Metering.Factory<T> meters;

    MeteredMono(Mono<T> source, Metering metering, Operation operation, Metering.Factory<T> meters) {
        super(source);
        this.metering = metering;
        this.operation = operation;
        this.meters = meters;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        metering.subscribe(source::subscribe, actual, operation, meters);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : super.scanUnsafe(key);
    }
}
