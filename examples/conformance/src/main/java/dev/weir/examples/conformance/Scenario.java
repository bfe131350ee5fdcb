package dev.weir.examples.conformance;

import dev.weir.client.LlmClient;
import dev.weir.tracing.Tracing;
import java.util.List;
import reactor.core.publisher.Mono;

/** Something that programs do with language models. */
interface Scenario {

    /** All of them, in the order in which they run. */
    List<Scenario> ALL = List.of(
            new Inference(),
            new Streaming(),
            new StructuredOutput(),
            new Multimodal(),
            new Embeddings(),
            new ToolCalling());

    /**
     * What a scenario works with.
     *
     * @param client traced by {@code tracing}
     */
    record Setup(LlmClient client, Tracing tracing, Family family) {}

    /** Returns the name by which it is asked for. */
    String name();

    /** Returns whether the family's provider can do this; true by default. */
    default boolean suits(Family family) {
        return true;
    }

    /** Runs it; an error if the answer is not what it should be. */
    Mono<Void> run(Setup setup);

    /** Fails unless a condition holds. */
    static Mono<Void> require(boolean holds, String what) {
        return holds ? Mono.empty() : Mono.error(new IllegalStateException(what));
    }
}
