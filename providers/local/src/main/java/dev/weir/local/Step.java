package dev.weir.local;

import java.util.function.LongFunction;
import reactor.core.publisher.Mono;

/** One thing a reply does after its head is sent. */
sealed interface Step {

    /** Writes bytes. */
    record Piece(byte[] bytes) implements Step {}

    /** Writes {@code count} pieces, each made when its turn comes. */
    record Repeat(long count, LongFunction<byte[]> maker) implements Step {}

    /** Waits until the Mono completes. */
    record Wait(Mono<Void> until) implements Step {}
}
