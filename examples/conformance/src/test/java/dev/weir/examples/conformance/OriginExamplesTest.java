package dev.weir.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError;
import dev.weir.ApiException;
import dev.weir.Chunks;
import dev.weir.Message;
import dev.weir.Model;
import dev.weir.ModelId;
import dev.weir.Prompt;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Template;
import dev.weir.client.LlmClient;
import dev.weir.local.FakeModel;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.tracing.ContentCapture;
import dev.weir.tracing.Dialects;
import dev.weir.tracing.RecordedTelemetry;
import dev.weir.tracing.Semconv;
import dev.weir.tracing.Trace;
import dev.weir.tracing.Traced;
import dev.weir.tracing.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Every example of the page for people who come from Python, run; those about cost and pipelines have a class of their own. */
class OriginExamplesTest {

    static final Path PAGE = Path.of("../../docs/coming-from-python.md");
    private static final Path SOURCES = Path.of("src/test/java/dev/weir/examples/conformance");
    private static final Pattern SNIPPET = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MODEL_ROW = Pattern.compile("\\| `@(\\w+)\\.call\\(\"(.+?)\"\\)` \\| `(.+?)` \\|");

    static final Prompt RECOMMEND = Prompt.of("recommend_book", "Recommend a {genre} book");

    interface Library {
        @Traced(name = "recommend_book")
        Mono<Response> recommendBook(String genre);
    }

    private final RecordedTelemetry recorded = Tracing.inMemory();
    private final Tracing tracing = recorded.tracing();
    private final Model model =
            FakeModel.reply("Dune").id("openai/gpt-4o-mini").usage(12, 268).with(tracing);

    @AfterEach
    void close() {
        recorded.close();
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s", "");
    }

    private List<String> names() {
        return recorded.spans().stream().map(SpanData::getName).toList();
    }

    private static Map<String, Object> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().getKey(), Map.Entry::getValue));
    }

    @Test
    void everyExampleOfThePageIsRunHere() throws IOException {
        String sources = squeezed(Files.readString(SOURCES.resolve("OriginExamplesTest.java"))
                + Files.readString(SOURCES.resolve("OriginCostExamplesTest.java")));
        List<String> snippets = SNIPPET.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        List<String> missing = new ArrayList<>(snippets);
        missing.removeIf(snippet -> sources.contains(squeezed(snippet)));

        assertThat(snippets).hasSizeGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    static Stream<String> modelIds() throws IOException {
        List<String> ids = MODEL_ROW
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(3))
                .toList();
        assertThat(ids).hasSize(10);
        return ids.stream();
    }

    private static Mono<Response> shorthand(Model model, String genre) {
        return model.call("Recommend a " + genre + " book");
    }

    private static Mono<Response> messages(Model model, String genre) {
        return model.call(
                Request.builder().user("Recommend a " + genre + " book").build());
    }

    private static Mono<Response> template(Model model, String genre) {
        return model.call(Request.of(Template.of("Recommend a {genre} book").with("genre", genre)));
    }

    private static Mono<Response> messageList(Model model, String genre) {
        return model.call(Request.of(List.of(Message.user("Recommend a " + genre + " book"))));
    }

    private static Mono<Response> prompt(Model model, String genre) {
        return model.call(Request.of(RECOMMEND.with("genre", genre)));
    }

    /** Ten providers, each asked in five ways, over sockets: the same bytes are sent, and every call has its span. */
    @ParameterizedTest
    @MethodSource("modelIds")
    void everyProviderUnderstandsEveryStyle(String id) {
        try (World world = new World(Semconv.V1_41)) {
            Model model = world.model(id);
            for (Mono<Response> style : List.of(
                    shorthand(model, "fantasy"),
                    messages(model, "fantasy"),
                    template(model, "fantasy"),
                    messageList(model, "fantasy"),
                    prompt(model, "fantasy"))) {
                assertThat(style.block(World.PATIENCE).text()).isEqualTo("Danubia, by Winder.");
            }
            assertThat(model.stream("Recommend a fantasy book")
                            .transform(Chunks.collect())
                            .single()
                            .block(World.PATIENCE)
                            .text())
                    .isEqualTo("The Nile.");

            assertThat(world.server.requests().subList(0, 5))
                    .extracting(request -> request.bodyText())
                    .allSatisfy(body -> assertThat(body).contains("Recommend a fantasy book"))
                    .containsOnly(world.server.requests().get(0).bodyText());
            assertThat(world.probe.spans())
                    .hasSize(6)
                    .allSatisfy(span -> assertThat(attributes(span))
                            .containsEntry(
                                    "gen_ai.request.model", ModelId.parse(id).model())
                            .containsKeys("gen_ai.provider.name", "gen_ai.usage.input_tokens"));
        }
    }

    @Test
    void setUp() {
        Tracing tracing = Tracing.configure(config -> config.console());
        LlmClient client = LlmClient.builder().intercept(tracing).build();
        Model model = client.model("openai/gpt-4o-mini");

        assertThat(model.id()).hasToString("openai/gpt-4o-mini");
        client.close().block(World.PATIENCE);
        tracing.close().block(World.PATIENCE);
    }

    @Test
    void theSpanOfTheFirstVersion() {
        OpenTelemetry openTelemetry = recorded.openTelemetry();
        Tracing tracing = Tracing.builder(openTelemetry)
                .dialects(Dialects.V1)
                .captureContent(ContentCapture.SPAN_ONLY)
                .build();
        Mono<Response> book =
                FakeModel.reply("Dune").usage(12, 268).with(tracing).call("Recommend a fantasy book");

        book.transform(tracing.trace("recommend_book")::around).block();
        SpanData span = recorded.span("chat model");
        assertThat(attributes(span))
                .containsEntry("gen_ai.usage.prompt_tokens", 12L)
                .containsEntry("gen_ai.usage.completion_tokens", 268L)
                .containsKeys("gen_ai.system", "gen_ai.request.model", "gen_ai.response.finish_reasons");
        assertThat(span.getEvents())
                .extracting(EventData::getName)
                .containsExactly("gen_ai.content.prompt", "gen_ai.content.completion");
        assertThat(span.getParentSpanId())
                .isEqualTo(recorded.span("recommend_book").getSpanId());
    }

    @Test
    void anObservabilityTool() {
        try (LoopbackServer tool = LoopbackServer.startNow().always(Reply.of("application/x-protobuf", ""))) {
            String endpoint = tool.url() + "/v1/traces";
            Tracing tracing = Tracing.configure(config -> config.spanProcessor(BatchSpanProcessor.builder(
                            OtlpHttpSpanExporter.builder().setEndpoint(endpoint).build())
                    .build()));

            tracing.trace("recommend_book").run(() -> {});
            tracing.flush().block(World.PATIENCE);
            assertThat(tool.requests()).anyMatch(request -> request.path().equals("/v1/traces"));
            tracing.close().block(World.PATIENCE);
        }
    }

    @Test
    void aTracedFunction() {
        Map<String, String> data = Map.of("key", "value");
        Trace<Map<String, Map<String, String>>> trace =
                tracing.trace("process_data").arg("data", data).recordResult().wrap(() -> Map.of("processed", data));
        String spanId = trace.spanId();

        assertThat(trace.result()).isEqualTo(Map.of("processed", data));
        assertThat(spanId).isEqualTo(recorded.span("process_data").getSpanId());
    }

    @Test
    void aTracedCallAndItsIds() {
        Trace<Response> trace = tracing.trace("recommend_book")
                .wrap(model.call("Recommend a fantasy book"))
                .block();
        String text = trace.result().text();
        String traceId = trace.traceId();

        assertThat(text).isEqualTo("Dune");
        assertThat(names()).containsExactly("chat gpt-4o-mini", "recommend_book");
        assertThat(recorded.spans()).allMatch(span -> span.getTraceId().equals(traceId));
    }

    @Test
    void aFunctionThatIsTracedByAnnotation() {
        Library library = tracing.proxy(Library.class, genre -> model.call("Recommend a " + genre + " book"));
        Mono<Response> book = library.recommendBook("fantasy");

        book.block();
        assertThat(names()).containsExactly("chat gpt-4o-mini", "recommend_book");
    }

    @Test
    void aPromptIsTracedWithWhateverModel() {
        Mono<Response> book = tracing.trace("recommend_book").version(RECOMMEND).around(prompt(model, "fantasy"));

        book.block();
        assertThat(attributes(recorded.span("recommend_book"))).containsEntry("weir.version.id", RECOMMEND.version());
        assertThat(attributes(recorded.span("chat gpt-4o-mini"))).containsEntry("gen_ai.prompt.name", "recommend_book");
    }

    @Test
    void tagsAndMetadata() {
        String review = "This product is really good!";
        Trace<String> trace = tracing.trace("analyze_sentiment")
                .tags("production", "ml-pipeline")
                .metadata("version", "1.0")
                .wrap(() -> review.toLowerCase(Locale.ROOT).contains("good") ? "positive" : "neutral");

        assertThat(trace.result()).isEqualTo("positive");
        assertThat(attributes(recorded.span("analyze_sentiment")))
                .containsEntry("weir.trace.tags", List.of("production", "ml-pipeline"))
                .containsEntry("weir.trace.metadata.version", "1.0");
    }

    @Test
    void nestedFunctions() {
        String done = tracing.trace("outer").get(() -> tracing.trace("inner").get(() -> "done"));

        assertThat(done).isEqualTo("done");
        assertThat(recorded.span("inner").getParentSpanId())
                .isEqualTo(recorded.span("outer").getSpanId());
    }

    @Test
    void failures() {
        Mono<String> failing =
                tracing.trace("might_fail").around(Mono.error(new IllegalArgumentException("Something went wrong")));

        assertThatThrownBy(failing::block).isInstanceOf(IllegalArgumentException.class);
        SpanData span = recorded.span("might_fail");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("exception");
    }

    @Test
    void asynchronousFunctions() {
        try (LoopbackServer server = LoopbackServer.startNow().always(Reply.json("{}"))) {
            String url = server.url();
            Mono<String> fetched = tracing.trace("fetch_data")
                    .around(HttpClient.create()
                            .get()
                            .uri(url)
                            .responseContent()
                            .aggregate()
                            .asString());
            CompletableFuture<String> loaded =
                    tracing.trace("load_data").future(() -> CompletableFuture.supplyAsync(() -> "{}"));

            assertThat(fetched.block(World.PATIENCE)).isEqualTo(loaded.join());
            assertThat(names()).containsExactlyInAnyOrder("fetch_data", "load_data");
        }
    }

    @Test
    void instrumentationThatIsSwitchedOnAndOff() {
        LlmClient client = LlmClient.create();
        Model model = client.model("local/parrot");
        try {
            tracing.install();
            Response response = model.call("What is the capital of France?").block();
            Tracing.uninstall();

            assertThat(response.text()).isNotBlank();
            model.call("What is the capital of Norway?").block();
            assertThat(names()).containsExactly("chat parrot");
        } finally {
            Tracing.uninstall();
            client.close().block(World.PATIENCE);
        }
    }

    @Test
    void streams() {
        model.stream("Tell me a story")
                .transform(Chunks.text())
                .doOnNext(System.out::print)
                .blockLast();

        assertThat(attributes(recorded.span("chat gpt-4o-mini")))
                .containsEntry("gen_ai.request.stream", true)
                .containsEntry("gen_ai.usage.output_tokens", 268L);
    }

    @Test
    void failuresOfTheProvider() {
        Tracing tracing =
                Tracing.builder(recorded.openTelemetry()).dialects(Dialects.LLM).build();
        ApiError tooMany = ApiError.ofStatus(429).code("rate_limit_exceeded").retryAfter(Duration.ofSeconds(7));
        Model model = FakeModel.fail(ApiException.of(tooMany, ModelId.parse("openai/gpt-4o-mini"), null))
                .with(tracing);
        List<String> log = new ArrayList<>();
        Mono<Response> answer = model.call("Recommend a fantasy book")
                .doOnError(ApiException.RateLimited.class, refused -> log.add("wait " + refused.retryAfter()))
                .doOnError(ApiException.class, refused -> log.add("status " + refused.status()));

        assertThatThrownBy(answer::block).isInstanceOf(ApiException.RateLimited.class);
        assertThat(log).containsExactlyInAnyOrder("wait Optional[PT7S]", "status 429");
        assertThat(attributes(recorded.spans().get(0)))
                .containsEntry("llm.error.type", "rate_limit_exceeded")
                .containsEntry("llm.error.status", 429L)
                .containsEntry("llm.error.retry_after", 7.0)
                .containsEntry("llm.success", false);
    }

    @Test
    void oneCallOnly() {
        Model plain = FakeModel.reply("Dune");
        Mono<Response> observed = plain.with(tracing).call("Recommend a fantasy book");

        plain.call("not observed").block();
        observed.block();
        assertThat(recorded.spans())
                .singleElement()
                .matches(span -> span.getAttributes().get(AttributeKey.stringKey("gen_ai.operation.name")) != null);
    }
}
