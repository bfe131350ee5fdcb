package dev.weir.tracing;

import dev.weir.ApiError;
import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.Usage;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Operations that run by a clock of their own: a call takes 2.34 s, a stream's elements come every 10 ms. */
final class DialectScenarios {

    static final String SECRET = "sk-very-secret";
    static final String PROMPT = "Recommend a book";

    static final Tool TOOL = Tool.function("find", "Finds books", "{\"type\":\"object\"}");

    static final Request REQUEST = Request.builder()
            .system("You are a librarian")
            .user(PROMPT)
            .temperature(0.7)
            .maxTokens(4096)
            .conversationId("conv_1")
            .tools(TOOL)
            .build();

    private DialectScenarios() {}

    private static AtomicLong clock(TracingBuilder builder) {
        AtomicLong clock = new AtomicLong(1_000);
        builder.nanoTime(clock::get);
        return clock;
    }

    private static SpanData span(Function<Scenario, Mono<?>> run, AttributeDialect... dialects) {
        AtomicLong[] clock = new AtomicLong[1];
        try (Telemetries telemetries = new Telemetries(builder -> {
            clock[0] = clock(builder);
            return builder.dialects(dialects);
        })) {
            run.apply(new Scenario(telemetries.tracing, clock[0])).block();
            return telemetries.onlySpan();
        }
    }

    record Scenario(Tracing tracing, AtomicLong clock) {

        private Flux<Chunk> chunks() {
            return Flux.fromIterable(Fixtures.answer())
                    .doOnNext(chunk -> clock.addAndGet(Duration.ofMillis(10).toNanos()));
        }

        private void pass(Duration time) {
            clock.addAndGet(time.toNanos());
        }
    }

    static SpanData call(AttributeDialect... dialects) {
        return span(
                scenario -> scenario.tracing().call(Fixtures.call(REQUEST), Mono.fromSupplier(() -> {
                    scenario.pass(Duration.ofMillis(2340));
                    return Fixtures.response();
                })),
                dialects);
    }

    static SpanData stream(AttributeDialect... dialects) {
        return span(
                scenario -> scenario.tracing().stream(Fixtures.stream(REQUEST), scenario.chunks())
                        .last(),
                dialects);
    }

    /** Text was two of four characters when the subscriber left. */
    static SpanData cancelledStream(AttributeDialect... dialects) {
        return span(
                scenario -> scenario.tracing().stream(Fixtures.stream(REQUEST), scenario.chunks())
                        .take(3)
                        .last(),
                dialects);
    }

    static SpanData brokenStream(AttributeDialect... dialects) {
        return span(
                scenario -> scenario.tracing().stream(
                                Fixtures.stream(REQUEST),
                                scenario.chunks().take(4).concatWith(Mono.error(new IllegalStateException(PROMPT))))
                        .last()
                        .onErrorComplete(),
                dialects);
    }

    /** The provider's own text repeats the key and the prompt. */
    static ApiException refused() {
        ApiError error = ApiError.ofStatus(429)
                .kind(ApiError.Kind.RATE_LIMIT)
                .code("rate_limit_exceeded")
                .message("Slow down, " + SECRET + ": " + PROMPT)
                .retryAfter(Duration.ofMillis(1500))
                .body(PROMPT);
        return ApiException.of(error, Fixtures.OPENAI.model(), null);
    }

    static SpanData failedCall(Throwable failure, AttributeDialect... dialects) {
        return span(
                scenario -> scenario.tracing()
                        .call(Fixtures.call(REQUEST), Mono.defer(() -> {
                            scenario.pass(Duration.ofMillis(120));
                            return Mono.<Response>error(failure);
                        }))
                        .onErrorComplete(),
                dialects);
    }

    static SpanData cancelledCall(AttributeDialect... dialects) {
        return span(
                scenario -> {
                    StepVerifier.create(scenario.tracing().call(Fixtures.call(REQUEST), Mono.never()))
                            .thenCancel()
                            .verify();
                    return Mono.empty();
                },
                dialects);
    }

    static SpanData embedding(AttributeDialect... dialects) {
        return span(scenario -> scenario.tracing().embed(Fixtures.embed(), Mono.just(Fixtures.embedding())), dialects);
    }

    static SpanData tool(AttributeDialect... dialects) {
        Part.ToolCall call = new Part.ToolCall("call_1", "find", "{\"genre\":\"fantasy\"}");
        return span(
                scenario -> scenario.tracing()
                        .executeTool(
                                new Operation.ToolExecution(TOOL, call, "librarian"),
                                Mono.just(Part.ToolResult.of(call, "Dune"))),
                dialects);
    }

    static SpanData rerank(AttributeDialect... dialects) {
        RerankResponse ranked = new RerankResponse(
                null, List.of(new RerankResponse.Result(0, 0.9)), Usage.ABSENT, Response.Metadata.ABSENT, List.of());
        return span(
                scenario -> scenario.tracing()
                        .rerank(
                                new Operation.Rerank(
                                        Fixtures.OPENAI, new RerankRequest("q", List.of("d"), 5, Map.of())),
                                Mono.just(ranked)),
                dialects);
    }

    static SpanData agent(AttributeDialect... dialects) {
        return span(
                scenario -> scenario.tracing()
                        .runAgent(new Operation.AgentRun("librarian", null, null, REQUEST), Flux.just(1))
                        .last(),
                dialects);
    }

    static SpanData step(AttributeDialect... dialects) {
        return span(scenario -> scenario.tracing().trace("recommend").around(Mono.just(1)), dialects);
    }

    static SpanData refusedInWords(AttributeDialect... dialects) {
        return span(
                scenario -> scenario.tracing().stream(
                                Fixtures.stream(REQUEST),
                                Flux.just(
                                        Fixtures.started(),
                                        Fixtures.text("Well, "),
                                        new Chunk.ThinkingDelta(0, 1, "hm"),
                                        new Chunk.RefusalDelta(0, 2, "no")))
                        .take(4)
                        .last(),
                dialects);
    }

    /** Returns the attributes by name, in order. */
    static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> all = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> all.put(key.getKey(), value));
        return all;
    }

    /** Returns what the second span has beyond the first. */
    static Map<String, Object> added(SpanData without, SpanData with) {
        Map<String, Object> more = attributes(with);
        more.keySet().removeAll(attributes(without).keySet());
        return more;
    }
}
