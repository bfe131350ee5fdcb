package dev.weir.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LlmException;
import dev.weir.MediaSource;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.test.StepVerifier;

/** What the public scenarios leave out, over real sockets: more providers, failures, cancels, agents. */
class OwnScenariosTest {

    /** The types of spans of which all scenarios of all providers together show every declared attribute, and how many. */
    private static final Map<SpanType, Integer> COVERED = new EnumMap<>(Map.of(
            SpanType.INFERENCE, 37,
            SpanType.EMBEDDINGS, 10,
            SpanType.RETRIEVAL, 10,
            SpanType.EXECUTE_TOOL, 9,
            SpanType.INVOKE_AGENT, 25,
            SpanType.INVOKE_REMOTE_AGENT, 31,
            SpanType.INVOKE_WORKFLOW, 5));

    private static final Tool TOOL =
            Tool.function("get_weather", "The current weather of a city", "{\"type\":\"object\"}");
    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    private static final AttributeKey<Double> FIRST_CHUNK =
            AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");

    @BeforeEach
    void conventionsAreThere() {
        Registry.assumePresent();
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

    @ParameterizedTest
    @EnumSource(Semconv.class)
    void specialitiesHaveNoFindings(Semconv semconv) {
        try (World world = new World(semconv)) {
            Specialities.run(world);

            assertThat(world.report().findings()).isEmpty();
        }
    }

    @Test
    void allScenariosTogetherShowEveryAttribute() {
        try (World world = new World(Semconv.V1_41)) {
            for (Family family : Family.values()) {
                Scenario.ALL.stream()
                        .filter(scenario -> scenario.suits(family))
                        .forEach(scenario -> world.run(scenario, family));
            }
            Specialities.run(world);
            Report report = world.report();
            report.print(System.out, "All scenarios of all providers");
            Report.Accepted[] declared = Stream.of(Family.values())
                    .flatMap(family -> Stream.of(Declared.of(family)))
                    .toArray(Report.Accepted[]::new);
            assertThat(report.unexpected(declared)).isEmpty();

            Map<SpanType, Integer> covered = new EnumMap<>(SpanType.class);
            report.coverage()
                    .types()
                    .forEach(type ->
                            covered.put(type, report.coverage().seen(type).size()));
            assertThat(covered).isEqualTo(COVERED);
            assertThat(report.coverage().types())
                    .allSatisfy(
                            type -> assertThat(report.coverage().missing(type)).isEmpty());
        }
    }
}
