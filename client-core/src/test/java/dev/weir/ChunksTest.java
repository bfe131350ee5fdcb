package dev.weir;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class ChunksTest {

    private static final Response WHOLE = Response.builder().text("ab").build();
    private static final Flux<Chunk> STREAM = Flux.just(
            new Chunk.Started("id", null),
            new Chunk.TextStart(0, 0),
            new Chunk.TextDelta(0, 0, "a"),
            new Chunk.ThinkingDelta(0, 1, "t"),
            new Chunk.TextDelta(0, 0, "b"),
            new Chunk.Done(WHOLE));

    @Test
    void textKeepsOnlyTheText() {
        StepVerifier.create(STREAM.transform(Chunks.text()))
                .expectNext("a", "b")
                .verifyComplete();
    }

    @Test
    void textHonoursDemand() {
        StepVerifier.create(STREAM.transform(Chunks.text()), 1)
                .expectNext("a")
                .thenRequest(1)
                .expectNext("b")
                .thenRequest(1)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void collectGivesTheResponseOfDone() {
        StepVerifier.create(STREAM.as(Chunks.collect())).expectNext(WHOLE).verifyComplete();
    }

    @Test
    void collectPassesFailuresOn() {
        StepVerifier.create(STREAM.take(3)
                        .concatWith(Flux.error(new ConfigurationException("no")))
                        .as(Chunks.collect()))
                .verifyError(ConfigurationException.class);
    }
}
