package dev.weir.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Model;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.Usage;
import dev.weir.local.FakeModel;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.tracing.AgentSpec;
import dev.weir.tracing.Attribution;
import dev.weir.tracing.Dialects;
import dev.weir.tracing.RecordedTelemetry;
import dev.weir.tracing.Redactor;
import dev.weir.tracing.TokenTracker;
import dev.weir.tracing.Tracing;
import dev.weir.tracing.cost.Price;
import dev.weir.tracing.cost.PriceTable;
import dev.weir.tracing.cost.UnknownModel;
import dev.weir.tracing.rag.Hit;
import dev.weir.tracing.rag.Rag;
import dev.weir.tracing.rag.RagPipeline;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The examples of the page for people who come from Python that are about cost, attributes, pipelines and agents. */
class OriginCostExamplesTest {

    private final RecordedTelemetry recorded = Tracing.inMemory();
    private final OpenTelemetry openTelemetry = recorded.openTelemetry();
    private final Tracing tracing = recorded.tracing();
    private final FakeModel fake = FakeModel.reply("Dune").id("openai/gpt-4o").usage(1_500, 350);
    private final Model model = fake.with(tracing);

    @AfterEach
    void close() {
        recorded.close();
    }

    private static Map<String, Object> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().getKey(), Map.Entry::getValue));
    }

    private void assertTree(String child, String parent) {
        assertThat(recorded.span(child).getParentSpanId())
                .isEqualTo(recorded.span(parent).getSpanId());
    }

    private MetricData metric(String name) {
        return recorded.metrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void essentialAttributes() {
        PriceTable pricing = PriceTable.builder()
                .price("claude-3-opus*", Price.per1M(15, 75))
                .price("claude-3-sonnet*", Price.per1M(3, 15))
                .price("claude-3-haiku*", Price.per1M(0.25, 1.25))
                .price("gpt-4-turbo*", Price.per1M(10, 30))
                .price("gpt-4o", Price.per1M(5, 15))
                .build()
                .unknownModel(UnknownModel.ZERO);
        Tracing tracing = Tracing.builder(openTelemetry)
                .dialects(Dialects.LLM)
                .prices(pricing)
                .build();
        Request request = Request.builder()
                .system("You are a librarian")
                .user("Recommend a book")
                .temperature(0.7)
                .maxTokens(4096)
                .build();

        fake.with(tracing).call(request).block();
        fake.with(tracing).stream(request).blockLast();
        assertThat(attributes(recorded.spans().get(0)))
                .containsEntry("llm.model", "gpt-4o")
                .containsEntry("llm.success", true)
                .containsEntry("llm.tokens.input", 1_500L)
                .containsEntry("llm.tokens.output", 350L)
                .containsEntry("llm.tokens.total", 1_850L)
                .containsEntry("llm.cost_usd", 0.01275)
                .containsEntry("llm.temperature", 0.7)
                .containsEntry("llm.max_tokens", 4096L)
                .containsEntry("llm.stop_reason", "stop")
                .containsEntry("llm.prompt.message_count", 1L)
                .containsEntry("llm.prompt.system_length", 19L)
                .containsEntry("llm.response.length", 4L)
                .containsKeys("llm.provider", "llm.latency_ms")
                .doesNotContainKeys("llm.prompt", "llm.response");
        assertThat(attributes(recorded.spans().get(1)))
                .containsEntry("llm.streaming", true)
                .containsKeys("llm.ttft_ms", "llm.chunks");
    }

    @Test
    void whatACallCosts() {
        PriceTable pricing = PriceTable.builder()
                .price("gpt-4o", Price.per1K(0.0025, 0.01))
                .price("gpt-4o-mini", Price.per1K(0.00015, 0.0006))
                .price("claude-sonnet-4-20250514", Price.per1K(0.003, 0.015))
                .price("claude-haiku-4-20250414", Price.per1K(0.0008, 0.004))
                .build()
                .unknownModel(UnknownModel.price(Price.per1K(0.01, 0.03)));
        Usage usage = Usage.builder()
                .count(Usage.Count.INPUT, 1_500L)
                .count(Usage.Count.OUTPUT, 350L)
                .build();
        BigDecimal dollars = pricing.cost("openai", "gpt-4o", usage, Instant.now())
                .orElseThrow()
                .rounded();

        assertThat(dollars).isEqualByComparingTo("0.00725");
        assertThat(pricing.cost("any", "new", usage, Instant.now())
                        .orElseThrow()
                        .rounded())
                .isEqualByComparingTo("0.0255");
    }

    @Test
    void theTokenTracker() {
        Tracing tracing = Tracing.builder(openTelemetry)
                .prices(PriceTable.shipped())
                .usageCounters()
                .build();
        TokenTracker tracker = tracing.tokenTracker();
        Mono<String> answer = tracing.trace("ask_elsewhere")
                .around(Mono.deferContextual(context -> {
                    tracker.record(context, "openai/gpt-4o", 1_500, 350);
                    return Mono.just("Dune");
                }))
                .contextWrite(Attribution.tenant("acme").feature("search"));

        answer.block();
        assertThat(attributes(recorded.span("ask_elsewhere")))
                .containsEntry("gen_ai.usage.input_tokens", 1_500L)
                .containsEntry("gen_ai.usage.output_tokens", 350L)
                .containsEntry("app.tenant_id", "acme")
                .containsEntry("app.feature", "search")
                .containsEntry("gen_ai.usage.cost_usd", 0.00725);
        assertThat(metric("gen_ai.tokens.total").getLongSumData().getPoints())
                .extracting(point -> point.getValue())
                .containsExactlyInAnyOrder(1_500L, 350L);
        assertThat(metric("gen_ai.cost.usd").getDoubleSumData().getPoints())
                .singleElement()
                .satisfies(point -> assertThat(point.getAttributes().toString()).contains("tenant_id=\"acme\""));
    }

    @Test
    void setUpOfAnApplication() {
        try (LoopbackServer server = LoopbackServer.startNow().always(Reply.of("application/x-protobuf", ""))) {
            String collector = server.url();
            Redactor redactor =
                    text -> Pattern.compile("[\\w.]+@[\\w.]+").matcher(text).replaceAll("[mail]");
            Tracing tracing = Tracing.configure(config -> config.serviceName("my-llm-app")
                    .serviceVersion("1.2.0")
                    .environment("production")
                    .endpoint(collector)
                    .spans(true)
                    .metrics(true)
                    .tracing(builder -> builder.content(content -> content.redactor(redactor))));

            fake.with(tracing).call("Explain observability in one sentence.").block();
            tracing.close().block(World.PATIENCE);
            assertThat(server.requests()).extracting(request -> request.path()).contains("/v1/traces", "/v1/metrics");
            assertThat(server.requests())
                    .filteredOn(request -> request.path().equals("/v1/traces"))
                    .allSatisfy(
                            request -> assertThat(request.bodyText()).contains("my-llm-app", "1.2.0", "production"));
        }
    }

    @Test
    void aSpanWrittenByHand() {
        Mono<Response> answer = tracing.span(
                "gen_ai.chat",
                span -> model.call("Recommend a book")
                        .doOnNext(response -> span.set("app.finish_reason", response.rawFinishReason())));

        answer.block();
        assertThat(attributes(recorded.span("gen_ai.chat"))).containsEntry("app.finish_reason", "stop");
        assertTree("chat gpt-4o", "gen_ai.chat");
    }

    private Mono<float[]> embedText(String query) {
        return Mono.just(new float[] {query.length(), 1});
    }

    private Mono<List<Hit>> searchStore(float[] vector, int topK) {
        return Flux.range(0, Math.min(topK, 8))
                .map(number -> new Hit("d" + number, "text " + number, vector[1] - number / 10.0))
                .collectList();
    }

    @Test
    void aRagPipeline() {
        RagPipeline pipeline = Rag.pipeline(tracing)
                .embed("text-embedding-3-small", query -> embedText(query))
                .search(vector -> searchStore(vector, 10))
                .rerank((query, hits) -> Mono.just(hits.subList(0, 5)))
                .generate(model);
        Mono<Response> answer = pipeline.call("Who wrote Dune?");

        assertThat(answer.block().text()).isEqualTo("Dune");
        assertThat(attributes(recorded.span("rag.pipeline"))).containsEntry("rag.total_tokens", 1_850L);
        assertThat(attributes(recorded.span("rag.embed_query")))
                .containsEntry("rag.embedding_model", "text-embedding-3-small")
                .containsEntry("rag.embedding_dim", 2L);
        assertThat(attributes(recorded.span("rag.vector_search")))
                .containsEntry("rag.results_count", 8L)
                .containsEntry("rag.top_score", 1.0);
        assertThat(attributes(recorded.span("rag.rerank"))).containsEntry("rag.reranked_count", 5L);
        assertTree("chat gpt-4o", "rag.pipeline");
        assertThat(fake.requests().get(0).messages()).hasSize(1);
    }

    @Test
    void aStepOfAnAgentAndItsTools() {
        Tool search = Tool.function("case_search", "Finds case law", "{\"type\":\"object\"}");
        Part.ToolCall wanted = new Part.ToolCall("call_1", "case_search", "{\"query\":\"weirs\"}");
        AgentSpec clerk = tracing.agent("clerk").model(model.id());
        Mono<Response> run = clerk.around(clerk.step(
                        1, tracing.executeTool(search, wanted, Mono.just(Part.ToolResult.of(wanted, "3 cases"))))
                .then(clerk.step(2, model.call("Sum up"))));

        run.block();
        assertTree("step 1", "invoke_agent clerk");
        assertTree("execute_tool case_search", "step 1");
        assertTree("chat gpt-4o", "step 2");
    }

    @Test
    void delegationToAnotherService() {
        Mono<Map<String, String>> sent =
                tracing.trace("delegate").kind(SpanKind.PRODUCER).around(tracing.inject());
        Map<String, String> metadata = sent.block();
        Mono<Response> received = tracing.trace("specialist")
                .kind(SpanKind.CONSUMER)
                .around(model.call("Recommend a book"))
                .contextWrite(tracing.extract(metadata));

        received.block();
        assertTree("specialist", "delegate");
        assertTree("chat gpt-4o", "specialist");
    }

    @Test
    void workflowsAndTasks() {
        Mono<Response> both = tracing.workflow("translate_and_check")
                .around(model.call("Translate: weir")
                        .flatMap(first -> tracing.trace("check")
                                .attribute(AttributeKey.stringKey("app.flag"), "strict")
                                .around(model.call("Is this right? " + first.text()))))
                .contextWrite(Attribution.tenant("acme").variant("b"));

        both.block();
        assertTree("check", "invoke_workflow translate_and_check");
        assertThat(attributes(recorded.span("check")))
                .containsEntry("app.flag", "strict")
                .containsEntry("app.variant", "b");
    }
}
