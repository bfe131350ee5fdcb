package dev.weir.tracing.cost;

import dev.weir.Chunk;
import dev.weir.Operation;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/** Counts every subscription. Does nothing at assembly. */
final class MeteredFlux extends FluxOperator<Chunk, Chunk> {

    private final Metering metering;
    private final Operation operation;
    private final Metering.Factory<Chunk> meters;

    MeteredFlux(Flux<Chunk> source, Metering metering, Operation operation, Metering.Factory<Chunk> meters) {
        super(source);
        this.metering = metering;
        this.operation = operation;
        this.meters = meters;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Chunk> actual) {
        metering.subscribe(source::subscribe, actual, operation, meters);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : super.scanUnsafe(key);
    }
}
