package dev.weir.benchmarks.load;

import reactor.core.publisher.Mono;

/** A way to ask the server, to be compared with others. */
interface Program {

    /** Returns a streamed answer, read to its end. */
    Mono<Reading> stream();

    /** Returns an answer to a call. */
    Mono<Reading> call();

    /** Returns what every stream must give. */
    Reading expectedStream();

    /** Returns what every call must give. */
    Reading expectedCall();

    /** Releases what the program holds. */
    default void close() {}
}
