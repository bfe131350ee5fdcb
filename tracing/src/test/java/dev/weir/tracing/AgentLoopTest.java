package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Loops over model calls and tools, written by hand the way a user would. */
class AgentLoopTest {

    private final Telemetries telemetries = new Telemetries();
    private final Tracing tracing = telemetries.tracing;

    @AfterEach
    void everySpanEndedOnce() {
        assertThat(telemetries.ends).hasSize(telemetries.started.get());
        assertThat(telemetries.ends.values()).allMatch(count -> count.get() == 1);
        telemetries.close();
    }

    private Mono<Response> model(Response answer) {
        return tracing.call(Fixtures.call(), Mono.just(answer));
    }

    private static Response answer(long input, long output, Part... parts) {
        boolean calls = parts[0] instanceof Part.ToolCall;
        return Response.builder()
                .choices(List.of(new Response.Choice(
                        Message.assistant(List.of(parts)),
                        calls ? FinishReason.TOOL_CALLS : FinishReason.STOP,
                        null,
                        null)))
                .usage(Usage.builder()
                        .count(Usage.Count.INPUT, input)
                        .count(Usage.Count.OUTPUT, output)
                        .build())
                .build();
    }

    /** A loop as a user writes it: ask, run what the model asks for, ask again behind that. */
    private final class Loop {

        private final AgentSpec agent;
        private final List<Response> script;

        private Loop(String name, List<Response> script) {
            this.agent = tracing.agent(name).request(Request.of("What is the weather?"));
            this.script = script;
        }

        Mono<Response> run() {
            return agent.around(turn(1));
        }

        private Mono<Response> turn(int number) {
            Mono<Response> step =
                    agent.step(number, model(script.get(number - 1)).flatMap(this::runTools));
            return step.flatMap(response -> response.toolCalls().isEmpty() ? Mono.just(response) : turn(number + 1));
        }

        private Mono<Response> runTools(Response response) {
            return Flux.fromIterable(response.toolCalls())
                    .flatMapSequential(call -> tracing.executeTool(
                            Fixtures.TOOL, call, Mono.fromSupplier(() -> Part.ToolResult.of(call, "sunny"))))
                    .then(Mono.just(response));
        }
    }

    private Loop librarian() {
        return new Loop(
                "librarian",
                List.of(
                        answer(100, 10, Fixtures.TOOL_CALL, Fixtures.TOOL_CALL),
                        answer(180, 12, Fixtures.TOOL_CALL),
                        answer(900, 20, new Part.Text("Sunny"))));
    }

    private Map<String, String> namesById() {
        return telemetries.spans().stream().collect(Collectors.toMap(SpanData::getSpanId, SpanData::getName));
    }

    private List<String> children(SpanData parent) {
        return telemetries.spans().stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .map(SpanData::getName)
                .toList();
    }

    private static Long number(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.longKey(key));
    }

    @Test
    void aHandWrittenLoopIsOneTree() {
        librarian().run().block();

        assertThat(children(telemetries.span("invoke_agent librarian"))).containsExactly("step 1", "step 2", "step 3");
        assertThat(children(telemetries.span("step 1")))
                .containsExactly("chat gpt-4o-mini", "execute_tool get_weather", "execute_tool get_weather");
        assertThat(children(telemetries.span("step 2")))
                .containsExactly("chat gpt-4o-mini", "execute_tool get_weather");
        assertThat(children(telemetries.span("step 3"))).containsExactly("chat gpt-4o-mini");
        assertThat(telemetries.spans().stream().map(SpanData::getTraceId).distinct())
                .hasSize(1);
    }

    @Test
    void everyStepTellsItsTokensAndWhatItsInputGrewBy() {
        librarian().run().block();

        SpanData agent = telemetries.span("invoke_agent librarian");
        assertThat(number(agent, "gen_ai.usage.input_tokens")).isEqualTo(1180);
        assertThat(number(agent, "gen_ai.usage.output_tokens")).isEqualTo(42);
        assertThat(agent.getAttributes().get(Names.RESPONSE_FINISH_REASONS)).containsExactly("stop");
        assertStep(1, 100, 10, null);
        assertStep(2, 180, 12, 80L);
        assertStep(3, 900, 20, 720L);
    }

    private void assertStep(int step, long input, long output, Long delta) {
        SpanData span = telemetries.span("step " + step);
        assertThat(number(span, "weir.step.number")).isEqualTo(step);
        assertThat(number(span, "weir.step.input_tokens")).isEqualTo(input);
        assertThat(number(span, "weir.step.output_tokens")).isEqualTo(output);
        assertThat(number(span, "weir.step.input_token_delta")).isEqualTo(delta);
    }

    @Test
    void aStepWithoutReportedTokensTellsNone() {
        tracing.agent("a")
                .around(tracing.agent("a")
                        .step(1, model(Response.builder().text("x").build())))
                .block();

        assertThat(telemetries.span("step 1").getAttributes().asMap().keySet())
                .extracting(AttributeKey::getKey)
                .containsExactly("weir.step.number");
    }

    @Test
    void toolsKnowTheirAgent() {
        librarian().run().block();

        assertThat(telemetries.span("execute_tool get_weather").getAttributes().get(Names.AGENT_NAME))
                .isEqualTo("librarian");
        HistogramPointData tools = telemetries
                .metric(Names.EXECUTE_TOOL_DURATION)
                .getHistogramData()
                .getPoints()
                .iterator()
                .next();
        assertThat(tools.getAttributes().get(Names.AGENT_NAME)).isEqualTo("librarian");
        assertThat(sum(Names.INVOKE_AGENT_TOOL_CALLS)).isEqualTo(3);
        assertThat(sum(Names.INVOKE_AGENT_INFERENCE_CALLS)).isEqualTo(3);
    }

    private double sum(String metric) {
        return telemetries.metric(metric).getHistogramData().getPoints().stream()
                .mapToDouble(HistogramPointData::getSum)
                .sum();
    }

    @Test
    void parallelAgentsAreSubtreesOfTheirOwn() {
        Mono<List<Response>> eight = Flux.range(0, 8)
                .map(n -> new Loop(
                        "agent-" + n,
                        List.of(answer(10 + n, 1, Fixtures.TOOL_CALL), answer(20 + n, 1, new Part.Text("done")))))
                .flatMap(loop -> loop.run().subscribeOn(Schedulers.parallel()), 4)
                .collectList();
        tracing.workflow("eight").around(eight).block();

        Map<String, String> names = namesById();
        assertThat(children(telemetries.span("invoke_workflow eight")))
                .hasSize(8)
                .doesNotHaveDuplicates();
        for (int n = 0; n < 8; n++) {
            SpanData agent = telemetries.span("invoke_agent agent-" + n);
            assertThat(number(agent, "gen_ai.usage.input_tokens")).isEqualTo(30 + 2 * n);
            Set<String> below = telemetries.spans().stream()
                    .filter(span -> isBelow(span, agent))
                    .map(SpanData::getName)
                    .collect(Collectors.toSet());
            assertThat(below)
                    .containsExactlyInAnyOrder("step 1", "step 2", "chat gpt-4o-mini", "execute_tool get_weather");
        }
        assertThat(names).hasSize(1 + 8 * (1 + 2 + 2 + 1));
    }

    private boolean isBelow(SpanData span, SpanData top) {
        Map<String, SpanData> spans =
                telemetries.spans().stream().collect(Collectors.toMap(SpanData::getSpanId, each -> each));
        SpanData above = spans.get(span.getParentSpanId());
        while (above != null && above != top) {
            above = spans.get(above.getParentSpanId());
        }
        return above == top;
    }

    @Test
    void anAgentBehindAToolIsBelowTheToolAndCountsForItself() {
        Loop inner = new Loop("specialist", List.of(answer(7, 3, new Part.Text("42"))));
        Mono<Part.ToolResult> delegation =
                inner.run().map(response -> Part.ToolResult.of(Fixtures.TOOL_CALL, response.text()));
        AgentSpec outer = tracing.agent("orchestrator");
        outer.around(outer.step(
                        1,
                        model(answer(100, 10, Fixtures.TOOL_CALL))
                                .then(tracing.executeTool(Fixtures.TOOL, Fixtures.TOOL_CALL, delegation))))
                .block();

        assertThat(children(telemetries.span("execute_tool get_weather"))).containsExactly("invoke_agent specialist");
        assertThat(number(telemetries.span("invoke_agent specialist"), "gen_ai.usage.input_tokens"))
                .isEqualTo(7);
        assertThat(number(telemetries.span("invoke_agent orchestrator"), "gen_ai.usage.input_tokens"))
                .isEqualTo(100);
        SpanData step = telemetries.spans().stream()
                .filter(span ->
                        span.getName().equals("step 1") && children(span).contains("execute_tool get_weather"))
                .findFirst()
                .orElseThrow();
        assertThat(number(step, "weir.step.input_tokens")).isEqualTo(107);
        assertThat(telemetries.span("execute_tool get_weather").getAttributes().get(Names.AGENT_NAME))
                .isEqualTo("orchestrator");
    }

    @Test
    void aToolThatAnswersWithAFailureIsAnErrorAndTheLoopGoesOn() {
        Part.ToolResult failure = Part.ToolResult.failed(Fixtures.TOOL_CALL, "secret reason");
        StepVerifier.create(tracing.executeTool(Fixtures.TOOL, Fixtures.TOOL_CALL, Mono.just(failure)))
                .expectNext(failure)
                .verifyComplete();

        SpanData span = telemetries.onlySpan();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("tool_error");
        assertThat(span.getEvents()).isEmpty();
        assertThat(span.toString()).doesNotContain("secret reason");
        assertThat(telemetries
                        .metric(Names.EXECUTE_TOOL_DURATION)
                        .getHistogramData()
                        .getPoints())
                .singleElement()
                .satisfies(point ->
                        assertThat(point.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("tool_error"));
    }

    @Test
    void theSizeOfAResultIsThereForTheAsking() {
        try (Telemetries more = new Telemetries(builder -> builder.extras(Extra.TOOL_RESULT_SIZE))) {
            more.tracing
                    .executeTool(
                            Fixtures.TOOL,
                            Fixtures.TOOL_CALL,
                            Mono.just(Part.ToolResult.of(Fixtures.TOOL_CALL, "sunny")))
                    .block();

            assertThat(number(more.onlySpan(), "weir.tool.result_size")).isEqualTo(5);
        }
        librarian().run().block();
        assertThat(number(telemetries.span("execute_tool get_weather"), "weir.tool.result_size"))
                .isNull();
    }

    @Test
    void whoLeavesARunningStreamStillLearnsWhatItConsumed() {
        AgentSpec agent = tracing.agent("librarian");
        Flux<?> stream = tracing.stream(
                Fixtures.stream(), Flux.concat(Flux.just(Fixtures.started(), Fixtures.usage()), Flux.never()));
        StepVerifier.create(agent.around(agent.step(1, stream)))
                .expectNextCount(2)
                .thenCancel()
                .verify();

        assertThat(telemetries.spans())
                .extracting(SpanData::getName)
                .containsExactly("chat gpt-4o-mini", "step 1", "invoke_agent librarian");
        assertThat(number(telemetries.span("step 1"), "weir.step.input_tokens")).isEqualTo(25);
        assertThat(number(telemetries.span("invoke_agent librarian"), "gen_ai.usage.output_tokens"))
                .isEqualTo(12);
    }

    @Test
    void anAgentMayRunInsideItself() {
        AgentSpec agent = tracing.agent("recursive");
        agent.around(agent.around(Mono.just("x"))).block();

        assertThat(telemetries.spans())
                .extracting(SpanData::getName)
                .containsExactly("invoke_agent recursive", "invoke_agent recursive");
    }
}
