package dev.weir.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.LlmException;
import dev.weir.MediaSource;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.TruncatedStreamException;
import dev.weir.tracing.Semconv;
import dev.weir.tracing.conformance.Exported;
import dev.weir.tracing.conformance.Finding;
import dev.weir.tracing.conformance.Registry;
import dev.weir.tracing.conformance.Report;
import dev.weir.tracing.conformance.SpanType;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What the public scenarios leave out, over real sockets: more providers, failures, cancels, agents. */
class OwnScenariosTest {

    /** How many declared attributes all scenarios of all providers show together; content and prompts are not among them. */
    private static final Map<SpanType, Integer> COVERED = new EnumMap<>(Map.of(
            SpanType.INFERENCE, 31,
            SpanType.EMBEDDINGS, 10,
            SpanType.EXECUTE_TOOL, 7,
            SpanType.INVOKE_AGENT, 21));

    private static final Tool TOOL =
            Tool.function("get_weather", "The current weather of a city", "{\"type\":\"object\"}");
    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    private static final AttributeKey<Double> FIRST_CHUNK =
            AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");

    @BeforeEach
    void conventionsAreThere() {
        assumeTrue(Registry.isPresent(), () -> "no conventions in " + Registry.directory());
    }

    static Stream<String> models() {
        return Stream.of(
                "openai/gpt-4o-mini",
                "openai-responses/gpt-5-mini",
                "anthropic/claude-3-5-haiku-latest",
                "google/gemini-2.5-flash",
                "bedrock/us.amazon.nova-lite-v1:0",
                "cohere/command-a-03-2025",
                "mistral/mistral-small-latest",
                "xai/grok-3",
                "groq/llama-3.3-70b-versatile",
                "azure/my-deployment");
    }

    static Stream<Arguments> everywhere() {
        return models().flatMap(model -> Stream.of(Semconv.values()).map(semconv -> Arguments.of(model, semconv)));
    }

    /** Returns what is left of the findings when those are taken out that the public scenarios accept of this provider. */
    private static List<Finding> findings(Report report, String model) {
        Set<String> untold = model.startsWith("bedrock/")
                ? Set.of("gen_ai.response.id", "gen_ai.response.model")
                : model.startsWith("cohere/") ? Set.of("gen_ai.response.model") : Set.of();
        return report.findings().stream()
                .filter(finding -> finding.rule() != Finding.Rule.RECOMMENDED
                        || untold.stream().noneMatch(finding.text()::startsWith))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void answersOfEveryProviderHaveNoFindings(String model, Semconv semconv) {
        try (World world = new World(semconv)) {
            world.model(model).call("Hello").block(World.PATIENCE);
            world.model(model).stream("Hello").blockLast(World.PATIENCE);
            world.model(model)
                    .call(Request.builder()
                            .user(
                                    new Part.Text("What is it?"),
                                    new Part.Image(MediaSource.bytes(new byte[4], "image/png")))
                            .outputFormat(OutputFormat.JSON)
                            .build())
                    .block(World.PATIENCE);
            Response asked = world.model(model)
                    .call(Request.builder().user("Weather?").tools(TOOL).build())
                    .block(World.PATIENCE);
            assertThat(asked.toolCalls()).hasSize(1);

            assertThat(findings(world.report(), model)).isEmpty();
            assertThat(world.probe.spans()).hasSize(4);
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void failuresOfEveryProviderHaveNoFindings(String model, Semconv semconv) {
        try (World world = new World(semconv)) {
            StepVerifier.create(world.model(model).call(Ask.FAIL))
                    .expectError(LlmException.class)
                    .verify(World.PATIENCE);
            StepVerifier.create(world.model(model).stream(Ask.CUT).then())
                    .expectError(TruncatedStreamException.class)
                    .verify(World.PATIENCE);

            assertThat(world.report().findings()).isEmpty();
            assertThat(world.probe.spans())
                    .hasSize(2)
                    .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
            assertThat(world.probe.spans().get(1).getAttributes().get(FIRST_CHUNK))
                    .isPositive();
        }
    }

    /** A subscriber that leaves is no error; what the provider would have told later may be missing. */
    @ParameterizedTest
    @MethodSource("everywhere")
    void cancelledStreamsLackOnlyWhatHadNotArrived(String model, Semconv semconv) {
        try (World world = new World(semconv)) {
            world.model(model).stream(Ask.HOLD).take(1).blockLast(World.PATIENCE);
            world.server.exchange(0).closedByClient().block(World.PATIENCE);

            assertThat(world.report().findings())
                    .allMatch(finding -> finding.rule() == Finding.Rule.RECOMMENDED)
                    .noneMatch(finding -> finding.text().startsWith("gen_ai.response.finish_reasons"));
            SpanData span = world.probe.spans().get(0);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(span.getAttributes().get(FINISH_REASONS)).containsExactly("error");
            assertThat(span.getAttributes().get(FIRST_CHUNK)).isPositive();
        }
    }

    /**
     * Events of the wire that bring something: all of OpenAI's and Gemini's; elsewhere not those that merely open a block or
     * sign it, and never pings and end markers.
     */
    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o-mini, 5",
        "openai-responses/gpt-5-mini, 5",
        "anthropic/claude-3-5-haiku-latest, 8",
        "google/gemini-2.5-flash, 3",
        "bedrock/us.amazon.nova-lite-v1:0, 8",
        "cohere/command-a-03-2025, 6",
        "mistral/mistral-small-latest, 5",
    })
    void eachEventOfTheWireIsOneChunk(String model, long events) {
        try (World world = new World(Semconv.V1_41)) {
            world.model(model).stream("Hello").blockLast(World.PATIENCE);

            Exported exported = world.probe.exported();
            assertThat(records(exported, "gen_ai.client.operation.time_to_first_chunk"))
                    .isEqualTo(1);
            assertThat(records(exported, "gen_ai.client.operation.time_per_output_chunk"))
                    .isEqualTo(events - 1);
        }
    }

    private static long records(Exported exported, String metric) {
        return exported.metrics().stream()
                .filter(one -> one.name().equals(metric))
                .flatMap(one -> one.points().stream())
                .mapToLong(Exported.Point::count)
                .sum();
    }

    /** Runs what only some providers can do. */
    private static void specialities(World world) {
        world.model("openai-responses/gpt-5-mini")
                .call(Request.builder()
                        .user("Go on")
                        .previousResponseId("resp_0123")
                        .build())
                .block(World.PATIENCE);
        world.model("anthropic/claude-opus-4-6").call(AnthropicServer.COMPACT).block(World.PATIENCE);
        StepVerifier.create(
                        world.client.embeddings("openai/text-embedding-3-small").embed(Ask.FAIL))
                .expectError(LlmException.class)
                .verify(World.PATIENCE);
        StepVerifier.create(world.model("openai/gpt-4o-mini").call(Ask.FAIL))
                .expectError(LlmException.class)
                .verify(World.PATIENCE);
        agents(world);
    }

    private static void agents(World world) {
        Part.ToolCall call = new Part.ToolCall("call_1", "get_weather", "{}");
        Request everything = Request.builder()
                .user("What is the weather in Oslo?")
                .options(Family.OPENAI::withEverything)
                .tools(TOOL)
                .outputFormat(OutputFormat.JSON)
                .conversationId("conv_conformance")
                .build();
        Operation.AgentRun run = new Operation.AgentRun(
                "meteorologist", "Knows the weather", ModelId.parse("anthropic/claude-3-5-haiku-latest"), everything);
        Mono<Part.ToolResult> tool = world.tracing.executeTool(
                new Operation.ToolExecution(TOOL, call, "meteorologist"),
                Mono.just(Part.ToolResult.of(call, "4 degrees")));
        world.tracing
                .runAgent(
                        run,
                        Flux.concat(
                                tool,
                                world.model("anthropic/claude-3-5-haiku-latest").call("Weather?")))
                .blockLast(World.PATIENCE);
        StepVerifier.create(world.tracing.runAgent(run, Flux.error(new IllegalStateException("lost"))))
                .expectError(IllegalStateException.class)
                .verify(World.PATIENCE);
        StepVerifier.create(world.tracing.executeTool(
                        new Operation.ToolExecution(TOOL, call, null), Mono.error(new IllegalStateException("no"))))
                .expectError(IllegalStateException.class)
                .verify(World.PATIENCE);
    }

    @ParameterizedTest
    @EnumSource(Semconv.class)
    void specialitiesHaveNoFindings(Semconv semconv) {
        try (World world = new World(semconv)) {
            specialities(world);

            assertThat(world.report().findings()).isEmpty();
        }
    }

    @Test
    void allScenariosTogetherShowNearlyEveryAttribute() {
        try (World world = new World(Semconv.V1_41)) {
            for (Family family : Family.values()) {
                Scenario.ALL.stream()
                        .filter(scenario -> scenario.suits(family))
                        .forEach(scenario -> world.run(scenario, family));
            }
            specialities(world);
            Report report = world.report();
            report.print(System.out, "All scenarios of all providers");

            Map<SpanType, Integer> covered = new EnumMap<>(SpanType.class);
            report.coverage()
                    .types()
                    .forEach(type ->
                            covered.put(type, report.coverage().seen(type).size()));
            assertThat(covered).isEqualTo(COVERED);
        }
    }
}
