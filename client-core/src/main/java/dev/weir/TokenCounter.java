package dev.weir;

import reactor.core.publisher.Mono;

/**
 * Asks a provider how many tokens a request would put in, without running it. Immutable and safe to share; calls are
 * cold. Counting is no operation of a model: interceptors, and so tracing and retries, do not see it.
 */
public interface TokenCounter {

    /** Returns the id of the model it counts for. */
    ModelId id();

    /**
     * Counts the input: instructions, messages, tools and output format. Options that only steer the answer are not
     * looked at. Fails like a call does.
     */
    Mono<Long> count(Request request);
}
