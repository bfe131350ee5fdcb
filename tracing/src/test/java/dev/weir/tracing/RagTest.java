package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.local.FakeModel;
import dev.weir.tracing.rag.Hit;
import dev.weir.tracing.rag.Rag;
import dev.weir.tracing.rag.RagPipeline;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** The pipeline: its spans, what they say, and what becomes of a step that goes wrong. */
class RagTest {

    private final Telemetries telemetries = new Telemetries();
    private final Tracing tracing = telemetries.tracing;
    private final FakeModel model = FakeModel.reply("It was Frank Herbert").usage(40, 5);

    @AfterEach
    void everySpanEndedOnce() {
        assertThat(telemetries.ends).hasSize(telemetries.started.get());
        assertThat(telemetries.ends.values()).allMatch(count -> count.get() == 1);
        telemetries.close();
    }

    private RagPipeline books() {
        return Rag.pipeline(tracing)
                .embed(new RagFixtures.Embedder())
                .search(vector -> Mono.just(RagFixtures.HITS))
                .rerank(new RagFixtures.Reranker(List.of(), new ArrayList<>()), 2)
                .generate(model);
    }

    private List<String> children(String parent) {
        String id = telemetries.span(parent).getSpanId();
        return telemetries.spans().stream()
                .filter(span -> span.getParentSpanId().equals(id))
                .map(SpanData::getName)
                .toList();
    }

    private Map<String, Object> attributes(String span) {
        Map<String, Object> attributes = new java.util.TreeMap<>();
        telemetries.span(span).getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
        return attributes;
    }

    private void assertTree() {
        assertThat(children("rag.pipeline"))
                .containsExactly("rag.embed_query", "rag.vector_search", "rag.rerank", "chat model");
        assertThat(children("rag.embed_query")).containsExactly("embeddings gpt-4o-mini");
        assertThat(children("rag.rerank")).containsExactly("retrieval");
        assertThat(attributes("rag.pipeline")).isEqualTo(Map.of("rag.total_tokens", 52L));
        assertThat(attributes("rag.embed_query"))
                .isEqualTo(Map.of("rag.embedding_model", "text-embedding-3-small", "rag.embedding_dim", 3L));
        assertThat(attributes("rag.vector_search")).isEqualTo(Map.of("rag.results_count", 3L, "rag.top_score", 0.91));
        assertThat(attributes("rag.rerank")).isEqualTo(Map.of("rag.reranked_count", 2L));
        assertThat(telemetries.spans())
                .extracting(span -> span.getStatus().getStatusCode())
                .containsOnly(StatusCode.UNSET);
    }

    @Test
    void aCallIsOneTree() {
        StepVerifier.create(books().call("Who wrote Dune?").map(Response::text))
                .expectNext("It was Frank Herbert")
                .verifyComplete();

        assertTree();
    }

    @Test
    void aStreamIsTheSameTree() {
        StepVerifier.create(books().stream("Who wrote Dune?").map(Chunk::text).reduce(String::concat))
                .expectNext("It was Frank Herbert")
                .verifyComplete();

        assertTree();
    }

    @Test
    void everySubscriptionIsARunOfItsOwn() {
        RagPipeline books = books();
        Flux.range(0, 20)
                .flatMap(n -> books.call("Who?").subscribeOn(Schedulers.parallel()), 8)
                .blockLast();

        assertThat(telemetries.spans())
                .filteredOn(span -> span.getName().equals("rag.pipeline"))
                .hasSize(20)
                .allMatch(span -> span.getAttributes().get(AttributeKey.longKey("rag.total_tokens")) == 52);
    }

    @Test
    void nothingHappensBeforeSubscription() {
        books().call("Who?");
        books().stream("Who?");

        assertThat(telemetries.started).hasValue(0);
        assertThat(model.requests()).isEmpty();
    }

    @Test
    void theModelReadsTheRankedTextsAndTheQuery() {
        books().call("Who wrote Dune?").block();

        Request asked = model.requests().get(0);
        assertThat(asked.system())
                .containsExactly(new Part.Text("Context:\nPhilip K. Dick wrote Ubik\n\nFrank Herbert wrote Dune"));
        assertThat(asked.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.text()).isEqualTo("Who wrote Dune?"));
    }

    @Test
    void theUserDecidesWhatTheModelIsAsked() {
        Rag.pipeline(tracing)
                .embed(query -> Mono.just(new float[] {query.length()}))
                .search((query, vector) -> Mono.just(List.of(new Hit(null, query + vector[0], 1))))
                .generate(model, (query, hits) -> Request.of(hits.get(0).text()))
                .call("Who?")
                .block();

        assertThat(model.requests().get(0).messages().get(0).text()).isEqualTo("Who?4.0");
    }

    @Test
    void modelsThatAreTracedAlreadyAreNotTracedTwice() {
        Rag.pipeline(tracing)
                .embed(new RagFixtures.Embedder().with(tracing))
                .search(vector -> Mono.just(RagFixtures.HITS))
                .generate(model.with(tracing))
                .call("Who?")
                .block();

        assertThat(telemetries.spans())
                .extracting(SpanData::getName)
                .containsExactly(
                        "embeddings gpt-4o-mini", "rag.embed_query", "rag.vector_search", "chat model", "rag.pipeline");
        assertThat(attributes("rag.pipeline")).isEqualTo(Map.of("rag.total_tokens", 52L));
    }

    @Test
    void plainFunctionsWillDo() {
        Function<String, Mono<Integer>> pipeline = Rag.pipeline(tracing, "books")
                .embed("hash", query -> Mono.just(new float[] {query.hashCode()}))
                .search(vector -> Mono.just(RagFixtures.HITS))
                .rerank((query, hits) -> Mono.just(hits.subList(0, 1)))
                .generate((query, hits) -> Mono.just(hits.size()));
        StepVerifier.create(pipeline.apply("Who?")).expectNext(1).verifyComplete();

        assertThat(children("books")).containsExactly("rag.embed_query", "rag.vector_search", "rag.rerank");
        assertThat(attributes("rag.embed_query"))
                .isEqualTo(Map.of("rag.embedding_model", "hash", "rag.embedding_dim", 1L));
        assertThat(attributes("rag.rerank")).isEqualTo(Map.of("rag.reranked_count", 1L));
        assertThat(attributes("books")).isEmpty();
    }

    @Test
    void callsThatTheFunctionsMakeAreBelowTheirSteps() {
        Rag.pipeline(tracing)
                .embed(query -> Mono.just(new float[] {1}))
                .search(vector ->
                        tracing.retrieval().dataSource("books").topK(3).around(Mono.just(RagFixtures.HITS)))
                .generateStream((query, hits) -> model.with(tracing).stream(query))
                .apply("Who?")
                .blockLast();

        assertThat(children("rag.vector_search")).containsExactly("retrieval books");
        assertThat(children("rag.pipeline")).containsExactly("rag.embed_query", "rag.vector_search", "chat model");
        assertThat(attributes("rag.pipeline")).isEqualTo(Map.of("rag.total_tokens", 45L));
    }

    @Test
    void withoutHitsNothingIsRankedAndTheModelIsStillAsked() {
        Rag.pipeline(tracing)
                .embed(new RagFixtures.Embedder())
                .search(vector -> Mono.just(List.of()))
                .rerank((query, hits) -> Mono.error(new AssertionError("nothing to rank")))
                .generate(model)
                .call("Who?")
                .block();

        assertThat(children("rag.pipeline")).containsExactly("rag.embed_query", "rag.vector_search", "chat model");
        assertThat(attributes("rag.vector_search")).isEqualTo(Map.of("rag.results_count", 0L));
    }

    @Test
    void whoLeavesTheStreamEndsEveryStepInOrderAndKeepsTheTokens() {
        Flux<Chunk> endless =
                Flux.concat(Flux.just(Fixtures.started(), Fixtures.usage(), Fixtures.text("Du")), Flux.never());
        StepVerifier.create(Rag.pipeline(tracing)
                        .embed(new RagFixtures.Embedder())
                        .search(vector -> Mono.just(RagFixtures.HITS))
                        .generateStream((query, hits) -> tracing.stream(Fixtures.stream(), endless))
                        .apply("Who?"))
                .expectNextCount(3)
                .thenCancel()
                .verify();

        assertThat(telemetries.spans()).extracting(SpanData::getName).endsWith("chat gpt-4o-mini", "rag.pipeline");
        assertThat(attributes("rag.pipeline")).isEqualTo(Map.of("rag.total_tokens", 44L));
    }

    @Test
    void neitherQueryNorDocumentsAreOnSpans() {
        books().call("Who wrote Dune?").block();

        assertThat(telemetries.spans().toString()).doesNotContain("Who wrote Dune?", "Frank Herbert");
        assertThat(RagFixtures.HITS.toString()).doesNotContain("Frank Herbert");
        AttributeKey<String> query = AttributeKey.stringKey("rag.query");
        assertThat(StepExtras.NONE.content(query, "Who wrote Dune?").toString())
                .contains("rag.query")
                .doesNotContain("Who wrote Dune?");
    }

    @Test
    void byHandItTakesAFewLinesMore() {
        Mono<float[]> embedding = tracing.trace("rag.embed_query")
                .around(
                        new RagFixtures.Embedder()
                                .with(tracing)
                                .embed("Who?")
                                .map(answer -> answer.vectors().get(0)),
                        (span, vector) -> span.setAttribute("rag.embedding_dim", vector.length));
        Function<float[], Mono<List<Hit>>> search = vector -> tracing.trace("rag.vector_search")
                .around(
                        Mono.just(RagFixtures.HITS),
                        (span, hits) -> span.setAttribute("rag.results_count", hits.size()));
        Mono<Response> answer = tracing.trace("rag.pipeline")
                .totalTokens(AttributeKey.longKey("rag.total_tokens"))
                .around(embedding
                        .flatMap(search)
                        .flatMap(hits -> model.with(tracing).call("Who?")));
        answer.block();

        assertThat(children("rag.pipeline")).containsExactly("rag.embed_query", "rag.vector_search", "chat model");
        assertThat(attributes("rag.pipeline")).isEqualTo(Map.of("rag.total_tokens", 52L));
        assertThat(attributes("rag.embed_query")).isEqualTo(Map.of("rag.embedding_dim", 3L));
        assertThat(attributes("rag.vector_search")).isEqualTo(Map.of("rag.results_count", 3L));
    }

    @Test
    void tokensCountForEveryPipelineAroundThem() {
        AttributeKey<Long> tokens = AttributeKey.longKey("tokens");
        tracing.trace("outer")
                .totalTokens(tokens)
                .around(Flux.concat(books().call("Who?"), model.with(tracing).call("Why?")))
                .blockLast();

        assertThat(attributes("outer")).isEqualTo(Map.of("tokens", 52L + 45L));
        assertThat(attributes("rag.pipeline")).isEqualTo(Map.of("rag.total_tokens", 52L));
    }
}
