package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Flux;

/** What the tests of the operator share: the three shapes of operation, and that every span ended once. */
abstract class OperatorMatrix {

    final Telemetries telemetries = new Telemetries();

    /** The three shapes of operation, each with a source and its values. */
    enum Shape {
        CALL,
        STREAM,
        EMBED;

        Flux<Object> wrap(Tracing tracing, Flux<Object> source) {
            return switch (this) {
                case CALL ->
                    tracing.call(
                                    Fixtures.call(),
                                    source.cast(dev.weir.Response.class).singleOrEmpty())
                            .flux()
                            .cast(Object.class);
                case STREAM ->
                    tracing.stream(Fixtures.stream(), source.cast(Chunk.class)).cast(Object.class);
                case EMBED ->
                    tracing.embed(
                                    Fixtures.embed(),
                                    source.cast(dev.weir.EmbeddingResponse.class)
                                            .singleOrEmpty())
                            .flux()
                            .cast(Object.class);
            };
        }

        Flux<Object> answer() {
            return switch (this) {
                case CALL -> Flux.just(Fixtures.response());
                case STREAM -> Flux.fromIterable(Fixtures.answer());
                case EMBED -> Flux.just(Fixtures.embedding());
            };
        }

        Flux<Object> traced(Tracing tracing) {
            return wrap(tracing, answer());
        }

        String spanName() {
            return this == EMBED ? "embeddings gpt-4o-mini" : "chat gpt-4o-mini";
        }
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(Context.current()).isSameAs(Context.root());
        assertThat(telemetries.ends).hasSize(telemetries.started.get());
        assertThat(telemetries.ends.values()).allMatch(count -> count.get() == 1);
        telemetries.close();
    }

    final void assertSpans(Shape shape, int count, StatusCode status) {
        assertThat(telemetries.spans()).hasSize(count).allSatisfy(span -> {
            assertThat(span.getName()).isEqualTo(shape.spanName());
            assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(status);
        });
    }
}
