package dev.weir;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Wraps operations: tracing, retry, limits, caches. Every method passes through by default. The first interceptor added to
 * a client is the outermost.
 *
 * <p>A method is called once per subscription of the operation, on the subscribing thread; {@code next} is cold and may be
 * subscribed any number of times. An exception thrown by a method fails the operation.
 */
public interface Interceptor {

    /** Wraps a call that answers at once. */
    default Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
        return next;
    }

    /** Wraps a streamed call. */
    default Flux<Chunk> stream(Operation.Inference operation, Flux<Chunk> next) {
        return next;
    }

    /** Wraps the making of embeddings. */
    default Mono<EmbeddingResponse> embed(Operation.Embedding operation, Mono<EmbeddingResponse> next) {
        return next;
    }

    /** Wraps the ranking of documents. */
    default Mono<RerankResponse> rerank(Operation.Rerank operation, Mono<RerankResponse> next) {
        return next;
    }

    /** Wraps the running of one tool by the caller. */
    default Mono<Part.ToolResult> executeTool(Operation.ToolExecution operation, Mono<Part.ToolResult> next) {
        return next;
    }

    /** Wraps the run of an agent, which may span many calls and tools. */
    default <T> Flux<T> runAgent(Operation.AgentRun operation, Flux<T> next) {
        return next;
    }

    /** Wraps one step of an agent that runs in this process. */
    default <T> Flux<T> runStep(Operation.AgentStep operation, Flux<T> next) {
        return next;
    }

    /** Wraps the making of a plan by an agent. */
    default <T> Flux<T> plan(Operation.Planning operation, Flux<T> next) {
        return next;
    }

    /** Wraps the run of an agent that lives elsewhere. */
    default <T> Flux<T> runRemoteAgent(Operation.RemoteAgentRun operation, Flux<T> next) {
        return next;
    }

    /** Wraps a workflow: what the application does with several agents or model calls. */
    default <T> Flux<T> runWorkflow(Operation.WorkflowRun operation, Flux<T> next) {
        return next;
    }

    /** Wraps the search for documents. */
    default <T> Flux<T> retrieve(Operation.Retrieval operation, Flux<T> next) {
        return next;
    }
}
