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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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

    private static final String BEDROCK = "bedrock/us.amazon.nova-lite-v1:0";
    private static final String COHERE = "cohere/command-a-03-2025";
    private static final List<String> MODELS = List.of(
            "openai/gpt-4o-mini",
            "openai-responses/gpt-5-mini",
            "anthropic/claude-3-5-haiku-latest",
            "google/gemini-2.5-flash",
            BEDROCK,
            COHERE,
            "mistral/mistral-small-latest",
            "xai/grok-3",
            "groq/llama-3.3-70b-versatile",
            "azure/my-deployment",
            "azure-ai/mistral-large-2411");
    private static final Report.Accepted[] UNTOLD = {
        Declared.accepted("chat", BEDROCK, "gen_ai.response.id", "Converse returns no id"),
        Declared.accepted("chat", BEDROCK, "gen_ai.response.model", "Converse returns no model"),
        Declared.accepted("chat", COHERE, "gen_ai.response.model", "v2/chat returns no model")
    };

    @ParameterizedTest
    @EnumSource(Semconv.class)
    void answersOfEveryProviderHaveNoFindings(Semconv semconv) {
        try (World world = new World(semconv)) {
            for (String model : MODELS) {
                world.model(model).call("Hello").block(World.PATIENCE);
                world.model(model).stream("Hello").blockLast(World.PATIENCE);
                world.model(model).call(image()).block(World.PATIENCE);
                Response asked = world.model(model)
                        .call(Request.builder().user("Weather?").tools(TOOL).build())
                        .block(World.PATIENCE);
                assertThat(asked.toolCalls()).hasSize(1);
            }

            assertThat(world.report().unexpected(UNTOLD)).isEmpty();
            assertThat(world.probe.spans()).hasSize(4 * MODELS.size());
        }
    }

    private static Request image() {
        return Request.builder()
                .user(new Part.Text("What is it?"), new Part.Image(MediaSource.bytes(new byte[4], "image/png")))
                .outputFormat(OutputFormat.JSON)
                .build();
    }

    @ParameterizedTest
    @EnumSource(Semconv.class)
    void failuresOfEveryProviderHaveNoFindings(Semconv semconv) {
        try (World world = new World(semconv)) {
            for (String model : MODELS) {
                StepVerifier.create(world.model(model).call(Ask.FAIL))
                        .expectError(LlmException.class)
                        .verify(World.PATIENCE);
                StepVerifier.create(world.model(model).stream(Ask.CUT).then())
                        .expectError(TruncatedStreamException.class)
                        .verify(World.PATIENCE);
            }

            assertThat(world.report().findings()).isEmpty();
            assertThat(world.probe.spans())
                    .hasSize(2 * MODELS.size())
                    .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
            assertThat(world.probe.spans())
                    .filteredOn(span -> span.getAttributes().get(FIRST_CHUNK) != null)
                    .hasSize(MODELS.size());
        }
    }

    /** A subscriber that leaves is no error; what the provider would have told later may be missing. */
    @ParameterizedTest
    @EnumSource(Semconv.class)
    void cancelledStreamsLackOnlyWhatHadNotArrived(Semconv semconv) {
        try (World world = new World(semconv)) {
            for (int i = 0; i < MODELS.size(); i++) {
                world.model(MODELS.get(i)).stream(Ask.HOLD).take(1).blockLast(World.PATIENCE);
                world.server.exchange(i).closedByClient().block(World.PATIENCE);
            }

            assertThat(world.report().findings())
                    .allMatch(finding -> finding.rule() == Finding.Rule.RECOMMENDED)
                    .noneMatch(finding -> finding.text().startsWith("gen_ai.response.finish_reasons"));
            assertThat(world.probe.spans()).hasSize(MODELS.size()).allSatisfy(span -> {
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
                assertThat(span.getAttributes().get(FINISH_REASONS)).containsExactly("error");
                assertThat(span.getAttributes().get(FIRST_CHUNK)).isPositive();
            });
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

    @Test
    void callsOfSingleProvidersCarryWhatTheConventionsAddForThem() {
        try (World world = new World(Semconv.V1_41)) {
            Request guarded = Request.builder()
                    .user("Hello")
                    .extra("guardrailConfig", Map.of("guardrailIdentifier", "gr-1", "guardrailVersion", "1"))
                    .build();
            world.model(BEDROCK).call(guarded).block(World.PATIENCE);
            world.model("azure-ai/mistral-large-2411").call("Hello").block(World.PATIENCE);
            world.model("openai-responses/gpt-5-mini").call("Hello").block(World.PATIENCE);

            List<SpanData> spans = world.probe.spans();
            assertThat(text(spans.get(0), "aws.bedrock.guardrail.id")).isEqualTo("gr-1");
            assertThat(text(spans.get(1), "azure.resource_provider.namespace"))
                    .isEqualTo("Microsoft.CognitiveServices");
            assertThat(text(spans.get(1), "gen_ai.provider.name")).isEqualTo("azure.ai.inference");
            assertThat(text(spans.get(2), "openai.api.type")).isEqualTo("responses");
            assertThat(world.report().findings())
                    .hasSize(2)
                    .allMatch(finding -> finding.rule() == Finding.Rule.RECOMMENDED);
        }
    }

    private static String text(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.stringKey(attribute));
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
