package dev.weir.tracing;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.InvalidRequestException;
import dev.weir.Message;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.Prompt;
import dev.weir.Request;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Thinking;
import dev.weir.Tool;
import dev.weir.Usage;
import io.opentelemetry.sdk.testing.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One of each kind of operation, well, badly and cancelled, with much to say. Time passes only here. */
final class Scenes {

    static final int SPANS = 25;

    /** What only content says: words of every message, argument, result, document and description of a parameter. */
    static final List<String> WORDS = List.of(
            "librarian in Alexandria",
            "fantasy",
            "Be brief",
            "hello",
            "thoughts",
            "Dune",
            "rainy",
            "sunny",
            "properties",
            "capital of France",
            "Paris",
            "Two towers");

    private static final Prompt PROMPT = Prompt.named("recommend-book")
            .system("You are a librarian in Alexandria")
            .user("Recommend a {genre} book");

    private static final Tool TOOL = ContentFixtures.WEATHER;
    private static final Duration STEP = Duration.ofMillis(300);

    private final Tracing tracing;
    private final TestClock clock;

    private Scenes(Tracing tracing, TestClock clock) {
        this.tracing = tracing;
        this.clock = clock;
    }

    /** Plays everything; all spans have ended afterwards. */
    static void play(Tracing tracing, TestClock clock) {
        Scenes scenes = new Scenes(tracing, clock);
        scenes.inferences();
        scenes.others();
        scenes.agent();
        scenes.workflow();
    }

    private static Request fullRequest() {
        return ContentFixtures.request()
                .mutate()
                .prompt(PROMPT.with("genre", "fantasy"))
                .options(options -> options.temperature(0.5)
                        .topP(0.9)
                        .topK(40)
                        .maxTokens(100)
                        .stop("\n\n")
                        .seed(42)
                        .presencePenalty(0.2)
                        .frequencyPenalty(0.1)
                        .choiceCount(2)
                        .thinking(Thinking.level("high"))
                        .serviceTier("default"))
                .outputFormat(OutputFormat.JSON)
                .conversationId("conv_5j66")
                .previousResponseId("resp_0123")
                .build();
    }

    private static Response fullResponse() {
        Usage.Builder usage = Usage.builder();
        for (Usage.Count count : Usage.Count.values()) {
            usage.count(count, 1L + count.ordinal());
        }
        Response.Choice first = ContentFixtures.response().choices().get(0);
        Response.Choice second = new Response.Choice(first.message(), FinishReason.COMPACTION, "compaction", null);
        return Fixtures.response()
                .mutate()
                .choices(List.of(first, second))
                .usage(usage.build())
                .build();
    }

    private <T> Mono<T> later(T value) {
        return Mono.fromCallable(() -> {
            clock.advance(STEP);
            return value;
        });
    }

    private Flux<Chunk> later(List<Chunk> chunks) {
        return Flux.fromIterable(chunks).doOnNext(chunk -> clock.advance(STEP));
    }

    private void inferences() {
        tracing.call(Fixtures.call(fullRequest()), later(fullResponse())).block();
        List<Chunk> chunks = new ArrayList<>(Fixtures.answer());
        chunks.set(chunks.size() - 1, new Chunk.Done(fullResponse()));
        tracing.stream(Fixtures.stream(fullRequest()), later(chunks)).blockLast();
        tracing.stream(Fixtures.stream(), later(Fixtures.answer())).blockLast();
        // Leaves after the usage, so that nothing recommended is missing.
        tracing.stream(Fixtures.stream(), later(Fixtures.answer())).take(8).blockLast();
        tracing.call(Fixtures.call(), Mono.error(new InvalidRequestException("no")))
                .onErrorComplete()
                .block();
        Operation.Target gemini = new Operation.Target(
                ModelId.parse("google/gemini-2.5-flash"),
                "gemini-2.5-flash",
                "gcp.gemini",
                "google",
                "generativelanguage.googleapis.com",
                443);
        tracing.call(
                        new Operation.Inference(gemini, "generate_content", Request.of("x"), false),
                        later(Fixtures.response()))
                .block();
    }

    private void others() {
        tracing.embed(Fixtures.embed(), later(Fixtures.embedding())).block();
        tracing.embed(Fixtures.embed(), Mono.error(new InvalidRequestException("no")))
                .onErrorComplete()
                .block();
        tracing.rerank(
                        new Operation.Rerank(Fixtures.OPENAI, new RerankRequest("q", List.of("d"), 5, Map.of())),
                        later(new RerankResponse(null, List.of(), Usage.ABSENT, Response.Metadata.ABSENT, List.of())))
                .block();
        RetrievalSpec retrieval = tracing.retrieval()
                .dataSource("books")
                .topK(5)
                .query("capital of France")
                .provider("openai")
                .model("text-embedding-3-small")
                .server("api.openai.com", 443);
        retrieval
                .around(later("found"), found -> List.of(new RetrievedDocument("doc_1", 0.95, "Paris")))
                .block();
        retrieval
                .around(Mono.error(new IllegalStateException("no")))
                .onErrorComplete()
                .block();
        clerk().around(later(fullResponse())).block();
        clerk().around(Mono.error(new IllegalStateException("no")))
                .onErrorComplete()
                .block();
    }

    private RemoteAgentSpec clerk() {
        return tracing.remoteAgent("aws.bedrock", "clerk")
                .id("AGENT123")
                .version("1.0.0")
                .description("Lends books")
                .dataSource("books")
                .model("claude")
                .server("bedrock-agent-runtime.eu-west-1.amazonaws.com", 443)
                .request(fullRequest());
    }

    private void workflow() {
        WorkflowSpec workflow =
                tracing.workflow("lending").conversationId("conv_5j66").input(Message.user("Lend me Two towers"));
        workflow.around(tracing.call(Fixtures.call(), later(fullResponse()))).block();
        workflow.around(Mono.error(new IllegalStateException("no")))
                .onErrorComplete()
                .block();
        AgentSpec planner = tracing.agent("librarian");
        planner.plan(tracing.call(Fixtures.call(), later(Fixtures.response()))).block();
        planner.plan(Mono.error(new IllegalStateException("no")))
                .onErrorComplete()
                .block();
    }

    private void agent() {
        Part.ToolCall call = new Part.ToolCall("call_1", "get_weather", "{\"location\":\"Paris\"}");
        Part.ToolResult result = Part.ToolResult.of(call, "sunny");
        tracing.runAgent(
                        new Operation.AgentRun(
                                "librarian",
                                "Helps with books",
                                ModelId.parse("openai/gpt-4o-mini"),
                                fullRequest(),
                                "books"),
                        Flux.concat(
                                tracing.call(Fixtures.call(), later(fullResponse())),
                                tracing.executeTool(
                                        new Operation.ToolExecution(TOOL, call, "librarian"), later(result)),
                                tracing.call(Fixtures.call(), later(fullResponse()))))
                .blockLast();
        Operation.ToolExecution failing = new Operation.ToolExecution(TOOL, call, null);
        tracing.executeTool(failing, Mono.error(new IllegalStateException("no")))
                .onErrorComplete()
                .block();
        tracing.runAgent(
                        new Operation.AgentRun("", null, null, Request.of("x")),
                        Flux.error(new InvalidRequestException("no")))
                .onErrorComplete()
                .blockLast();
    }
}
