package dev.weir.examples.conformance;

import dev.weir.EmbeddingRequest;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** A text turned into a vector. */
final class Embeddings implements Scenario {

    private static final int DIMENSIONS = 256;

    @Override
    public String name() {
        return "embeddings";
    }

    @Override
    public boolean suits(Family family) {
        return family.models().embedding() != null;
    }

    @Override
    public Mono<Void> run(Setup setup) {
        String model = Objects.requireNonNull(setup.family().models().embedding(), "embedding");
        return setup.client()
                .embeddings(model)
                .embed(EmbeddingRequest.of(List.of("The Nile is long")).dimensions(DIMENSIONS))
                .flatMap(response ->
                        Scenario.require(response.vectors().size() == 1, "one text must become one vector"));
    }
}
