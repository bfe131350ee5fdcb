package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.OutputFormat;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.tracing.conformance.Checker;
import dev.weir.tracing.conformance.Coverage;
import dev.weir.tracing.conformance.Registry;
import dev.weir.tracing.conformance.SpanType;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Retrieval, remote agents, workflows and tools inside agents, against the machine-readable conventions. */
class SpanTypesTest {

    private static final Pattern CONTENT = Pattern.compile("gen_ai\\.(retrieval\\.(query\\.text|documents)"
            + "|(input|output)\\.messages|system_instructions|tool\\.call\\.(arguments|result))");

    @BeforeEach
    void conventionsAreThere() {
        Registry.assumePresent();
    }

    private static Request fullRequest() {
        return Request.builder()
                .user("Recommend a book")
                .options(options -> options.temperature(0.5)
                        .topP(0.9)
                        .topK(40)
                        .maxTokens(100)
                        .stop("\n\n")
                        .seed(42)
                        .presencePenalty(0.2)
                        .frequencyPenalty(0.1)
                        .choiceCount(2))
                .tools(Fixtures.TOOL)
                .outputFormat(OutputFormat.JSON)
                .conversationId("conv_5j66")
                .previousResponseId("resp_0123")
                .build();
    }

    static Mono<?> retrieval(Tracing tracing) {
        return tracing.retrieval()
                .dataSource("books")
                .topK(5)
                .query("capital of France")
                .provider("openai")
                .model("text-embedding-3-small")
                .server("api.openai.com", 443)
                .around(Mono.just(List.of("doc")));
    }

    static RemoteAgentSpec clerk(Tracing tracing) {
        return tracing.remoteAgent("aws.bedrock", "clerk")
                .id("AGENT123")
                .version("1.0.0")
                .description("Lends books")
                .dataSource("books")
                .model("claude")
                .server("bedrock-agent-runtime.eu-west-1.amazonaws.com", 443)
                .request(fullRequest());
    }

    static Mono<?> workflow(Tracing tracing) {
        return tracing.workflow("lending").conversationId("conv_5j66").around(Mono.just("done"));
    }

    private static Mono<?> agent(Tracing tracing) {
        return tracing.agent("librarian")
                .description("Helps with books")
                .dataSource("books")
                .model(ModelId.parse("openai/gpt-4o-mini"))
                .request(fullRequest())
                .around(tracing.call(Fixtures.call(), Mono.just(Fixtures.response()))
                        .then(tracing.executeTool(
                                Fixtures.TOOL,
                                Fixtures.TOOL_CALL,
                                Mono.just(dev.weir.Part.ToolResult.of(Fixtures.TOOL_CALL, "sunny")))));
    }

    /** Runs one of each kind, well and badly. */
    static void scenarios(Tracing tracing) {
        retrieval(tracing).block();
        tracing.retrieval()
                .around(Flux.error(new IllegalStateException()))
                .onErrorComplete()
                .blockLast();
        workflow(tracing).block();
        tracing.workflow("")
                .around(Flux.error(new IllegalStateException()))
                .onErrorComplete()
                .blockLast();
        agent(tracing).block();
    }

    @ParameterizedTest
    @EnumSource(names = {"V1_41", "NEXT"})
    void spansHaveNoFindings(Semconv semconv) {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(semconv))) {
            scenarios(telemetries.tracing);

            assertThat(telemetries.spans())
                    .extracting(SpanData::getName)
                    .containsExactly(
                            "retrieval books",
                            "retrieval",
                            "invoke_workflow lending",
                            "invoke_workflow",
                            "chat gpt-4o-mini",
                            "execute_tool get_weather",
                            "invoke_agent librarian");
            assertThat(Checker.of(semconv)
                            .tolerance(0.5)
                            .check(telemetries.exported())
                            .findings())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V1_41", "NEXT"})
    void everyDeclaredAttributeButContentIsThere(Semconv semconv) {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(semconv))) {
            scenarios(telemetries.tracing);
            Coverage coverage =
                    Checker.of(semconv).check(telemetries.exported()).coverage();

            for (SpanType type : List.of(
                    SpanType.RETRIEVAL, SpanType.INVOKE_WORKFLOW, SpanType.EXECUTE_TOOL, SpanType.INVOKE_AGENT)) {
                Set<String> missing = coverage.missing(type);
                missing.removeIf(CONTENT.asMatchPredicate());
                missing.remove("error.type");
                assertThat(missing).as(type.toString()).isEmpty();
            }
        }
    }

    private static Set<String> names(SpanData span) {
        return span.getAttributes().asMap().keySet().stream()
                .map(AttributeKey::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @EnumSource(names = {"V1_41", "NEXT"})
    void aRemoteAgentHasWhatItsSpanDeclares(Semconv semconv) {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(semconv))) {
            clerk(telemetries.tracing).around(Mono.just(Fixtures.response())).block();

            SpanData span = telemetries.onlySpan();
            Set<String> declared = new TreeSet<>(Registry.of(semconv).names(SpanType.INVOKE_REMOTE_AGENT));
            assertThat(span.getName()).isEqualTo("invoke_agent clerk");
            assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(declared).containsAll(names(span));
            declared.removeAll(names(span));
            declared.removeIf(name -> name.matches("gen_ai\\.usage\\.(audio|image|text)\\..*"));
            assertThat(declared)
                    .containsExactlyInAnyOrder(
                            "error.type",
                            "gen_ai.input.messages",
                            "gen_ai.output.messages",
                            "gen_ai.system_instructions");
        }
    }

    @Test
    void aRemoteAgentTellsWhatItConsumedHoweverItAnswers() {
        try (Telemetries telemetries = new Telemetries()) {
            RemoteAgentSpec clerk = clerk(telemetries.tracing);
            Flux.concat(
                            clerk.around(Mono.just(Fixtures.response())),
                            clerk.around(Flux.fromIterable(Fixtures.answer())),
                            clerk.around(Mono.just("Dune"), text -> Fixtures.response()),
                            clerk.around(Flux.just("Du", "ne"), text -> text.equals("ne") ? Fixtures.response() : null))
                    .blockLast();
            clerk.around(Mono.just("Dune")).block();

            assertThat(telemetries.spans())
                    .extracting(span -> span.getAttributes().get(Names.USAGE_OUTPUT_TOKENS))
                    .containsExactly(12L, 12L, 12L, 12L, null);
            assertThat(telemetries.spans().get(0).getAttributes().get(Names.RESPONSE_FINISH_REASONS))
                    .containsExactly("stop");
        }
    }

    @Test
    void aReaderOfAnswersThatThrowsDoesNotReachTheSubscriber() {
        try (Telemetries telemetries = new Telemetries()) {
            StepVerifier.create(clerk(telemetries.tracing).around(Flux.just("a", "b"), text -> {
                        throw new IllegalStateException("reader");
                    }))
                    .expectNext("a", "b")
                    .verifyComplete();

            assertThat(telemetries.onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        }
    }

    @Test
    void whatIsLookedForIsNotOnTheSpan() {
        try (Telemetries telemetries = new Telemetries()) {
            retrieval(telemetries.tracing).block();

            assertThat(telemetries.onlySpan().toString()).doesNotContain("capital of France");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V1_41", "NEXT"})
    void aPlanHasWhatItsSpanDeclares(Semconv semconv) {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(semconv))) {
            AgentSpec agent = telemetries.tracing.agent("librarian");
            agent.around(agent.plan(telemetries.tracing.call(Fixtures.call(), Mono.just(Fixtures.response()))))
                    .block();
            telemetries
                    .tracing
                    .runAgent(
                            new Operation.AgentRun("clerk", null, null, fullRequest()),
                            telemetries.tracing.plan(new Operation.Planning(null), Flux.just("plan")))
                    .blockLast();
            telemetries.tracing.plan(new Operation.Planning(null), Flux.empty()).blockLast();

            SpanData plan = telemetries.span("plan librarian");
            Set<String> declared = new TreeSet<>(Registry.of(semconv).names(SpanType.PLAN));
            declared.remove("error.type");
            assertThat(names(plan)).isEqualTo(declared);
            assertThat(plan.getKind()).isEqualTo(SpanKind.INTERNAL);
            assertThat(telemetries.span("chat gpt-4o-mini").getParentSpanId()).isEqualTo(plan.getSpanId());
            assertThat(telemetries.spans()).extracting(SpanData::getName).contains("plan clerk", "plan");
        }
    }

    @Test
    void conversationsAreShownOnlyWhereTheGenerationHasAPlace() {
        for (Semconv semconv : Semconv.values()) {
            try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(semconv))) {
                scenarios(telemetries.tracing);

                boolean shown = semconv == Semconv.NEXT || semconv == Semconv.DUP;
                for (String name : List.of("invoke_workflow lending", "execute_tool get_weather")) {
                    assertThat(telemetries.span(name).getAttributes().get(Names.CONVERSATION_ID))
                            .isEqualTo(shown ? "conv_5j66" : null);
                }
            }
        }
    }

    @Test
    void generation136NamesTheSystemOfARemoteAgent() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(Semconv.V1_36))) {
            telemetries
                    .tracing
                    .remoteAgent("x_ai", "clerk")
                    .around(Mono.just("x"))
                    .block();

            assertThat(telemetries.onlySpan().getAttributes().get(Names136.SYSTEM))
                    .isEqualTo("xai");
            assertThat(telemetries.onlySpan().getAttributes().get(Names.PROVIDER_NAME))
                    .isNull();
        }
    }

    @Test
    void interceptorsAreTheSameSpans() {
        try (Telemetries telemetries = new Telemetries()) {
            Operation.Peer peer = Operation.Peer.UNKNOWN.providerName("openai");
            Operation.RemoteAgentRun run =
                    new Operation.RemoteAgentRun(peer, "clerk", null, null, null, null, fullRequest());
            Operation.WorkflowRun workflow = new Operation.WorkflowRun("lending", null);
            Operation.Retrieval search = new Operation.Retrieval(peer, "books", 3, null);
            Operation.AgentStep step = new Operation.AgentStep(2);
            Tracing tracing = telemetries.tracing;
            tracing.install();
            try {
                Flux<Response> inner = tracing.runRemoteAgent(run, Flux.just(Fixtures.response()));
                Flux<Response> all =
                        tracing.runWorkflow(workflow, tracing.runStep(step, tracing.retrieve(search, inner)));
                AutomaticTracing automatic = new AutomaticTracing();
                automatic
                        .runWorkflow(workflow, automatic.runWorkflow(workflow, all))
                        .blockLast();
                automatic.retrieve(search, Flux.empty()).blockLast();
                automatic.runStep(step, Flux.empty()).blockLast();
                automatic.runRemoteAgent(run, Flux.empty()).blockLast();
                automatic.plan(new Operation.Planning("clerk"), Flux.empty()).blockLast();
            } finally {
                Tracing.uninstall();
            }
            assertThat(telemetries.spans())
                    .extracting(SpanData::getName)
                    .containsExactly(
                            "invoke_agent clerk",
                            "retrieval books",
                            "step 2",
                            "invoke_workflow lending",
                            "retrieval books",
                            "step 2",
                            "invoke_agent clerk",
                            "plan clerk");
            assertThat(telemetries.spans().get(0).getAttributes().get(Names.USAGE_INPUT_TOKENS))
                    .isEqualTo(25);
        }
    }

    @Test
    void badInputIsRefusedWithAWordOnHowToMendIt() {
        try (Telemetries telemetries = new Telemetries()) {
            Tracing tracing = telemetries.tracing;
            assertThatThrownBy(() -> tracing.retrieval().topK(0))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("at least 1, was 0");
            assertThatThrownBy(() -> tracing.retrieval().server("example.org", 0))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("between 1 and 65535, was 0");
            assertThatThrownBy(() -> tracing.agent("a").step(0, Mono.empty()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("counted from 1, was 0");
            assertThatThrownBy(() -> new Operation.RemoteAgentRun(
                            Operation.Peer.UNKNOWN, "clerk", null, null, null, null, fullRequest()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("name of its provider");
        }
    }
}
