package dev.weir.tracing;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.InvalidRequestException;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.OutputFormat;
import dev.weir.Part;
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

/** One of each kind of operation, well, badly and cancelled. Time passes only here. */
final class Scenes {

    static final int SPANS = 15;

    private static final Tool TOOL = Tool.function("get_weather", "Current weather", "{\"type\":\"object\"}");
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
    }

    private static Request fullRequest() {
        return Request.builder()
                .system("You are a librarian")
                .user("Recommend a book")
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
                .tools(TOOL, Tool.provider("web", "{\"type\":\"web_search_20250305\"}"))
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
        Response.Choice first = Fixtures.response().choices().get(0);
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
    }

    private void agent() {
        Part.ToolCall call = new Part.ToolCall("call_1", "get_weather", "{}");
        Part.ToolResult result = Part.ToolResult.of(call, "sunny");
        tracing.runAgent(
                        new Operation.AgentRun(
                                "librarian", "Helps with books", ModelId.parse("openai/gpt-4o-mini"), fullRequest()),
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
