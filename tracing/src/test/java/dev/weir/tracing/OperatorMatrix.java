package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.EmbeddingResponse;
import dev.weir.Part;
import dev.weir.RerankResponse;
import dev.weir.Response;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the tests of the operator share: the shapes of operation, and that every span ended once. */
abstract class OperatorMatrix {

    final Telemetries telemetries = new Telemetries();

    /** The shapes of operation, each with a source and its values. */
    enum Shape {
        CALL("chat gpt-4o-mini", SpanKind.CLIENT),
        STREAM("chat gpt-4o-mini", SpanKind.CLIENT),
        EMBED("embeddings gpt-4o-mini", SpanKind.CLIENT),
        RERANK("retrieval", SpanKind.CLIENT),
        TOOL("execute_tool get_weather", SpanKind.INTERNAL),
        RETRIEVAL("retrieval books", SpanKind.CLIENT),
        AGENT("invoke_agent librarian", SpanKind.INTERNAL),
        AGENT_STEP("step 1", SpanKind.INTERNAL),
        PLAN("plan librarian", SpanKind.INTERNAL),
        REMOTE_AGENT("invoke_agent clerk", SpanKind.CLIENT),
        WORKFLOW("invoke_workflow lending", SpanKind.INTERNAL);

        private final String spanName;
        private final SpanKind kind;

        Shape(String spanName, SpanKind kind) {
            this.spanName = spanName;
            this.kind = kind;
        }

        Flux<Object> wrap(Tracing tracing, Flux<Object> source) {
            return switch (this) {
                case CALL -> one(source, Response.class, next -> tracing.call(Fixtures.call(), next));
                case STREAM ->
                    tracing.stream(Fixtures.stream(), source.cast(Chunk.class)).cast(Object.class);
                case EMBED -> one(source, EmbeddingResponse.class, next -> tracing.embed(Fixtures.embed(), next));
                case RERANK -> one(source, RerankResponse.class, next -> tracing.rerank(Fixtures.rerank(), next));
                case TOOL ->
                    one(
                            source,
                            Part.ToolResult.class,
                            next -> tracing.executeTool(Fixtures.TOOL, Fixtures.TOOL_CALL, next));
                case RETRIEVAL -> tracing.retrieval().dataSource("books").around(source);
                case AGENT -> tracing.agent("librarian").around(source);
                case AGENT_STEP -> tracing.agent("librarian").step(1, source);
                case PLAN -> tracing.agent("librarian").plan(source);
                case REMOTE_AGENT -> tracing.remoteAgent("openai", "clerk").around(source);
                case WORKFLOW -> tracing.workflow("lending").around(source);
            };
        }

        private static <T> Flux<Object> one(Flux<Object> source, Class<T> type, UnaryOperator<Mono<T>> traced) {
            return traced.apply(source.cast(type).singleOrEmpty()).flux().cast(Object.class);
        }

        Flux<Object> answer() {
            return switch (this) {
                case CALL, REMOTE_AGENT -> Flux.just(Fixtures.response());
                case STREAM -> Flux.fromIterable(Fixtures.answer());
                case EMBED -> Flux.just(Fixtures.embedding());
                case RERANK -> Flux.just(Fixtures.ranking());
                case TOOL -> Flux.just(Part.ToolResult.of(Fixtures.TOOL_CALL, "sunny"));
                case RETRIEVAL, AGENT, AGENT_STEP, PLAN, WORKFLOW -> Flux.just("one", "two", "three");
            };
        }

        Flux<Object> traced(Tracing tracing) {
            return wrap(tracing, answer());
        }

        String spanName() {
            return spanName;
        }

        /** Returns whether the answer says what it consumed. */
        boolean reportsUsage() {
            return this == CALL || this == STREAM || this == EMBED || this == REMOTE_AGENT;
        }

        /** Returns whether other spans are expected inside. */
        boolean surroundsOthers() {
            return this != CALL && this != STREAM && this != EMBED && this != RERANK;
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
            assertThat(span.getKind()).isEqualTo(shape.kind);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(status);
        });
    }
}
