package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.RerankRequest;
import dev.weir.Response;
import dev.weir.local.FakeModel;
import dev.weir.tracing.rag.Hit;
import dev.weir.tracing.rag.Rag;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What becomes of a pipeline of which a step, or telemetry, goes wrong. */
class RagFailureTest {

    private final Telemetries telemetries = new Telemetries();
    private final Tracing tracing = telemetries.tracing;
    private final FakeModel model = FakeModel.reply("It was Frank Herbert").usage(40, 5);

    @AfterEach
    void everySpanEndedOnce() {
        assertThat(telemetries.ends).hasSize(telemetries.started.get());
        assertThat(telemetries.ends.values()).allMatch(count -> count.get() == 1);
        telemetries.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed", "search", "rerank", "generate"})
    void aStepThatFailsFailsThePipeline(String step) {
        RuntimeException failure = new IllegalStateException("broken");
        StepVerifier.create(pipeline(step, Mono.error(failure)).apply("Who?")).verifyErrorMatches(failure::equals);

        assertThat(telemetries.span("rag.pipeline").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(telemetries.spans().stream().filter(span -> span.getStatus().getStatusCode() == StatusCode.ERROR))
                .hasSize(step.equals("generate") ? 1 : 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed", "search", "rerank"})
    void aStepThatCompletesEmptySaysSo(String step) {
        StepVerifier.create(pipeline(step, Mono.empty()).apply("Who?"))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("The step '" + step + "' of rag.pipeline completed without"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed", "search", "rerank", "generate"})
    void aFunctionThatReturnsNullIsNamed(String step) {
        StepVerifier.create(pipeline(step, null).apply("Who?"))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .hasMessage("The step '" + step + "' of rag.pipeline returned null instead of a publisher"));
    }

    @Test
    void aListWithNullInItIsRefused() {
        Function<String, Mono<Object>> pipeline =
                pipeline("search", Mono.just(new ArrayList<>(java.util.Arrays.asList(RagFixtures.HITS.get(0), null))));
        StepVerifier.create(pipeline.apply("Who?"))
                .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("a list with null in it"));
    }

    @Test
    void anEmbeddingWithoutVectorsIsNamed() {
        Function<String, Mono<String>> pipeline = Rag.pipeline(tracing)
                .embed(new RagFixtures.Embedder(List.of(), List.of()))
                .search(vector -> Mono.just(RagFixtures.HITS))
                .generate((query, hits) -> Mono.just("answer"));
        StepVerifier.create(pipeline.apply("Who?"))
                .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("without a vector of floats"));
    }

    @Test
    void aRankingOfDocumentsThatAreNotThereIsNamed() {
        Function<String, Mono<String>> pipeline = Rag.pipeline(tracing)
                .embed(query -> Mono.just(new float[] {1}))
                .search(vector -> Mono.just(RagFixtures.HITS.subList(0, 2)))
                .rerank(new RagFixtures.Reranker(List.of(), new ArrayList<>()), 2)
                .generate((query, hits) -> Mono.just("answer"));
        StepVerifier.create(pipeline.apply("Who?"))
                .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("ranked document 2 of 2"));
    }

    @Test
    void theRerankerIsNotAskedForMoreThanThereIs() {
        List<RerankRequest> asked = new ArrayList<>();
        Rag.pipeline(tracing)
                .embed(query -> Mono.just(new float[] {1}))
                .search(vector -> Mono.just(RagFixtures.HITS))
                .rerank(new RagFixtures.Reranker(List.of(), asked), 50)
                .generate(model)
                .call("Who?")
                .block();

        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.topN()).isEqualTo(3);
            assertThat(request.query()).isEqualTo("Who?");
        });
        assertThatThrownBy(() -> Rag.pipeline(tracing)
                        .embed(new RagFixtures.Embedder())
                        .search(vector -> Mono.just(RagFixtures.HITS))
                        .rerank(new RagFixtures.Reranker(List.of(), asked), 0))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("was 0");
    }

    @Test
    void aNoteThatThrowsDoesNotReachTheSubscriber() {
        StepVerifier.create(tracing.trace("step").around(Flux.just(1, 2), (span, value) -> {
                    throw new IllegalStateException("note");
                }))
                .expectNext(1, 2)
                .verifyComplete();

        assertThat(telemetries.onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void brokenTelemetryDoesNotKeepThePipelineFromAnswering() {
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(new Throwing())
                        .build())
                .build();
        StepVerifier.create(Rag.pipeline(Tracing.create(sdk))
                        .embed(new RagFixtures.Embedder())
                        .search(vector -> Mono.just(RagFixtures.HITS))
                        .generate(model)
                        .call("Who?")
                        .map(Response::text))
                .expectNext("It was Frank Herbert")
                .verifyComplete();
    }

    @SuppressWarnings("unchecked")
    private <T> Function<String, Mono<T>> pipeline(String broken, Mono<?> instead) {
        return Rag.pipeline(tracing)
                .embed(query -> broken.equals("embed") ? (Mono<float[]>) instead : Mono.just(new float[] {1}))
                .search(vector -> broken.equals("search") ? (Mono<List<Hit>>) instead : Mono.just(RagFixtures.HITS))
                .rerank((query, hits) -> broken.equals("rerank") ? (Mono<List<Hit>>) instead : Mono.just(hits))
                .generate((query, hits) -> broken.equals("generate") ? (Mono<T>) instead : Mono.just((T) "answer"));
    }

    private static final class Throwing implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            if (!span.getName().equals("rag.pipeline")) {
                throw new IllegalStateException("start");
            }
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            throw new IllegalStateException("end");
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
