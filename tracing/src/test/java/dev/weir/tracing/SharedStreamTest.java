package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** One stream for several consumers. */
class SharedStreamTest {

    private final RecordedTelemetry recorded = Tracing.inMemory();
    private final Tracing tracing = recorded.tracing();
    private final SpanLink answer = SpanLink.create();

    @AfterEach
    void close() {
        recorded.close();
    }

    private List<SpanData> chats() {
        return recorded.spans().stream()
                .filter(span -> span.getName().equals("chat gpt-4o-mini"))
                .toList();
    }

    private Flux<Chunk> consumer(String name, Flux<Chunk> shared) {
        return shared.transform(tracing.trace(name).link(answer)::around);
    }

    private static void assertLinked(SpanData span, SpanData to) {
        assertThat(span.getLinks()).extracting(LinkData::getSpanContext).containsExactly(to.getSpanContext());
    }

    @Test
    void aPublishedStreamIsOneCallAndEveryConsumerIsLinkedToIt() {
        TestPublisher<Chunk> wire = TestPublisher.create();
        ConnectableFlux<Chunk> shared = tracing.stream(Fixtures.stream(), wire.flux())
                .transform(answer::capture)
                .publish();
        consumer("a", shared).subscribe();
        consumer("b", shared).subscribe();
        shared.connect();
        Fixtures.answer().forEach(wire::next);
        wire.complete();

        assertThat(chats()).hasSize(1);
        assertLinked(recorded.span("a"), chats().get(0));
        assertLinked(recorded.span("b"), chats().get(0));
    }

    @Test
    void whoSharesFirstIsTheParentAndWhoComesLaterIsLinked() {
        TestPublisher<Chunk> wire = TestPublisher.create();
        Flux<Chunk> shared = tracing.stream(Fixtures.stream(), wire.flux())
                .transform(answer::capture)
                .share();
        consumer("a", shared).subscribe();
        wire.next(Fixtures.started());
        consumer("b", shared).subscribe();
        Fixtures.answer().forEach(wire::next);
        wire.complete();

        assertThat(chats()).hasSize(1);
        assertThat(chats().get(0).getParentSpanId())
                .isEqualTo(recorded.span("a").getSpanId());
        assertLinked(recorded.span("b"), chats().get(0));
    }

    @Test
    void aStreamThatIsStartedAnewIsLinkedToAnew() {
        Flux<Chunk> shared = tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer()))
                .transform(answer::capture)
                .share();
        consumer("a", shared).blockLast();
        consumer("b", shared).blockLast();

        assertThat(chats()).hasSize(2);
        assertLinked(recorded.span("a"), chats().get(0));
        assertLinked(recorded.span("b"), chats().get(1));
    }

    @Test
    void aReplayIsLinkedToTheCallItCameFrom() {
        Flux<Chunk> cached = tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer()))
                .transform(answer::capture)
                .cache();
        cached.blockLast();
        consumer("late", cached).blockLast();

        assertThat(chats()).hasSize(1);
        assertLinked(recorded.span("late"), chats().get(0));
    }

    @Test
    void theOutermostSpanIsCaptured() {
        Mono<Integer> source = tracing.trace("outer")
                .around(tracing.trace("inner").around(Mono.just(1)))
                .transform(answer::capture);
        source.block();
        assertThat(answer.spanContext()).isEqualTo(recorded.span("outer").getSpanContext());
    }

    @Test
    void withoutAStreamThereIsNoLink() {
        assertThat(answer.spanContext()).isNull();
        StepVerifier.create(consumer("a", Flux.never())).thenCancel().verify();
        assertThat(recorded.span("a").getLinks()).isEmpty();
    }
}
