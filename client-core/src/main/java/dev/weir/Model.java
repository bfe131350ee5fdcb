package dev.weir;

import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One language model of one provider. Immutable and safe to share.
 *
 * <p>Both operations are cold: nothing is sent before subscription, and every subscription is a new call (and, with
 * tracing attached, a new span). Cancelling a subscription closes the exchange with the provider at once. Signals arrive
 * on the transport's event loop: do not block in operators downstream of it.
 *
 * <p>All failures arrive as {@code onError} with an {@link LlmException}.
 */
public interface Model {

    /** Returns the id this model was asked for by. */
    ModelId id();

    /** Sends the request and emits the whole answer. */
    Mono<Response> call(Request request);

    /**
     * Sends the request and emits the answer piece by piece. The last element before completion is always
     * {@link Chunk.Done}, whose response equals what {@link #call(Request)} would have emitted.
     */
    Flux<Chunk> stream(Request request);

    /** Sends one user message; the same as {@code call(Request.of(prompt))}. */
    default Mono<Response> call(String prompt) {
        return call(Request.of(prompt));
    }

    /** Sends one user message; the same as {@code stream(Request.of(prompt))}. */
    default Flux<Chunk> stream(String prompt) {
        return stream(Request.of(prompt));
    }

    /** Returns a model whose operations also pass through {@code interceptor}, inside those it already has. */
    Model with(Interceptor interceptor);

    /**
     * Returns a model with other default options. The operator receives the present defaults; what a request sets itself
     * wins over them.
     *
     * <pre>{@code model.with(options -> options.temperature(0))}</pre>
     */
    Model with(UnaryOperator<Options> defaults);
}
