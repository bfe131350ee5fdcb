package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.InvalidRequestException;
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
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Everything emitted against the machine-readable conventions, by the rules of the public checker. */
class ConformanceTest {

    private static final Tool TOOL = Tool.function("get_weather", "Current weather", "{\"type\":\"object\"}");

    @BeforeEach
    void conventionsAreThere() {
        assumeTrue(Conventions.present(), () -> "no conventions in " + Conventions.directory());
    }

    private static Request fullRequest() {
        return Request.builder()
                .system("You are a librarian")
                .prompt(Prompt.of("recommend-book", "Recommend a {genre} book"), Map.of("genre", "fantasy"))
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

    /** Runs one of each kind of operation, well, badly and cancelled. */
    private static void scenarios(Tracing tracing) {
        tracing.call(Fixtures.call(fullRequest()), Mono.just(fullResponse())).block();
        List<Chunk> chunks = new ArrayList<>(Fixtures.answer());
        chunks.set(chunks.size() - 1, new Chunk.Done(fullResponse()));
        tracing.stream(Fixtures.stream(fullRequest()), Flux.fromIterable(chunks))
                .blockLast();
        tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer())).blockLast();
        tracing.call(Fixtures.call(), Mono.error(new InvalidRequestException("no")))
                .onErrorComplete()
                .block();
        tracing.embed(Fixtures.embed(), Mono.just(Fixtures.embedding())).block();
        tracing.rerank(
                        new Operation.Rerank(Fixtures.OPENAI, new RerankRequest("q", List.of("d"), 5, Map.of())),
                        Mono.just(
                                new RerankResponse(null, List.of(), Usage.ABSENT, Response.Metadata.ABSENT, List.of())))
                .block();
        agent(tracing);
        Operation.Target gemini = new Operation.Target(
                ModelId.parse("google/gemini-2.5-flash"),
                "gemini-2.5-flash",
                "gcp.gemini",
                "google",
                "generativelanguage.googleapis.com",
                443);
        tracing.call(
                        new Operation.Inference(gemini, "generate_content", Request.of("x"), false),
                        Mono.just(Fixtures.response()))
                .block();
    }

    private static void agent(Tracing tracing) {
        Part.ToolCall call = new Part.ToolCall("call_1", "get_weather", "{}");
        Part.ToolResult result = Part.ToolResult.of(call, "sunny");
        tracing.runAgent(
                        new Operation.AgentRun(
                                "librarian", "Helps with books", ModelId.parse("openai/gpt-4o-mini"), fullRequest()),
                        Flux.concat(
                                tracing.call(Fixtures.call(), Mono.just(fullResponse())),
                                tracing.executeTool(
                                        new Operation.ToolExecution(TOOL, call, "librarian"), Mono.just(result)),
                                tracing.call(Fixtures.call(), Mono.just(fullResponse()))))
                .blockLast();
    }

    @ParameterizedTest
    @EnumSource(
            value = Semconv.class,
            names = {"V1_41", "NEXT"})
    void spansHaveNoFindings(Semconv semconv) {
        Conventions conventions = Conventions.of(semconv);
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(semconv))) {
            scenarios(telemetries.tracing);

            assertThat(telemetries.spans()).hasSize(11);
            assertThat(telemetries.spans())
                    .flatExtracting(conventions::findings)
                    .isEmpty();
            printCoverage(semconv, conventions, telemetries.spans());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Semconv.class,
            names = {"V1_41", "NEXT"})
    void spansWithContentHaveNoFindings(Semconv semconv) {
        Conventions conventions = Conventions.of(semconv);
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.semconv(semconv).captureContent(ContentCapture.SPAN_AND_EVENT))) {
            scenarios(telemetries.tracing);

            assertThat(telemetries.spans())
                    .flatExtracting(conventions::findings)
                    .isEmpty();
            assertThat(telemetries.events(DetailsEvent.NAME)).hasSize(7);
            printCoverage(semconv, conventions, telemetries.spans());
        }
    }

    private static void printCoverage(Semconv semconv, Conventions conventions, List<SpanData> spans) {
        Map<String, Set<String>> seen = new TreeMap<>();
        for (SpanData span : spans) {
            Set<String> names = seen.computeIfAbsent(conventions.typeOf(span), type -> new TreeSet<>());
            span.getAttributes().forEach((key, value) -> names.add(key.getKey()));
        }
        seen.forEach((type, names) -> {
            Set<String> declared = conventions.declared(type);
            Set<String> missing = new TreeSet<>(declared);
            missing.removeAll(names);
            System.out.printf(
                    "%s %s: %d of %d attributes; not seen: %s%n",
                    semconv, type, declared.size() - missing.size(), declared.size(), missing);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Semconv.class,
            names = {"V1_41", "NEXT"})
    void metricsHaveNoFindings(Semconv semconv) {
        Conventions conventions = Conventions.of(semconv);
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(semconv))) {
            scenarios(telemetries.tracing);

            assertThat(conventions.metricFindings(telemetries.metrics.collectAllMetrics()))
                    .isEmpty();
        }
    }

    @Test
    void samplersSeeWhatTheyShould() {
        Map<String, Attributes> offered = new TreeMap<>();
        Sampler sampler = new Sampler() {
            @Override
            public SamplingResult shouldSample(
                    Context parent,
                    String traceId,
                    String name,
                    SpanKind kind,
                    Attributes attributes,
                    List<LinkData> links) {
                offered.put(name, attributes);
                return SamplingResult.recordAndSample();
            }

            @Override
            public String getDescription() {
                return "test";
            }
        };
        io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter exporter =
                io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter.create();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build();
        scenarios(Tracing.builder(sdk).semconv(Semconv.V1_41).build());

        Conventions conventions = Conventions.of(Semconv.V1_41);
        assertThat(exporter.getFinishedSpanItems()).allSatisfy(span -> {
            Set<String> expected = conventions.samplingRelevant(span);
            expected.retainAll(span.getAttributes().asMap().keySet().stream()
                    .map(AttributeKey::getKey)
                    .toList());
            assertThat(offered.get(span.getName()).asMap().keySet())
                    .extracting(AttributeKey::getKey)
                    .containsAll(expected);
        });
        sdk.close();
    }

    /** Our constants cannot drift away from the registry unnoticed. */
    @Test
    void everyNameIsOfTheConventions() throws IllegalAccessException {
        Set<String> known = new TreeSet<>();
        for (String folder : List.of("core-v1.41.0", "genai-main-2026-08-03", "genai-unreleased")) {
            known.addAll(Conventions.of(folder).names());
        }
        List<String> ours = new ArrayList<>();
        for (Class<?> names : List.of(Names.class, NamesNext.class)) {
            for (Field field : names.getDeclaredFields()) {
                Object value = field.get(null);
                String name = value instanceof AttributeKey<?> key ? key.getKey() : String.valueOf(value);
                if (name.startsWith("gen_ai.") || name.startsWith("openai.") || name.startsWith("server.")) {
                    ours.add(name);
                }
            }
        }
        assertThat(ours).hasSizeGreaterThan(50).allMatch(known::contains);
    }

    @Test
    void bothGenerationsSideBySideAreTheUnion() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(Semconv.DUP))) {
            scenarios(telemetries.tracing);

            SpanData span = telemetries.spans().get(0);
            assertThat(span.getAttributes().get(Names.USAGE_CACHE_CREATION_INPUT_TOKENS))
                    .isNotNull()
                    .isEqualTo(span.getAttributes().get(NamesNext.USAGE_CACHE_WRITE_INPUT_TOKENS));
            Set<String> metrics = new TreeSet<>();
            telemetries.metrics.collectAllMetrics().forEach(metric -> metrics.add(metric.getName()));
            assertThat(metrics)
                    .contains(
                            Names.OPERATION_DURATION,
                            Names.TOKEN_USAGE,
                            Names.TIME_TO_FIRST_CHUNK,
                            Names.TIME_PER_OUTPUT_CHUNK,
                            NamesNext.INFERENCE_DURATION,
                            NamesNext.INFERENCE_TIME_TO_FIRST_CHUNK,
                            NamesNext.INFERENCE_TIME_PER_OUTPUT_CHUNK,
                            NamesNext.EMBEDDINGS_DURATION,
                            Names.EXECUTE_TOOL_DURATION);
            assertThat(telemetries
                            .metric(Names.EXECUTE_TOOL_DURATION)
                            .getHistogramData()
                            .getPoints())
                    .singleElement()
                    .satisfies(point -> assertThat(point.getCount()).isEqualTo(1));
        }
    }

    @Test
    void generation136NamesTheSystem() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(Semconv.V1_36))) {
            scenarios(telemetries.tracing);

            SpanData openai = telemetries.spans().get(0);
            assertThat(openai.getAttributes().get(Names136.SYSTEM)).isEqualTo("openai");
            assertThat(openai.getAttributes().get(Names.PROVIDER_NAME)).isNull();
            assertThat(openai.getAttributes().asMap())
                    .containsEntry(AttributeKey.stringKey("gen_ai.openai.response.service_tier"), "default");
            assertThat(telemetries.spans())
                    .extracting(span -> span.getAttributes().get(Names136.SYSTEM))
                    .contains("gemini");
        }
    }

    @Test
    void embeddingsOfUnknownShapeStillName() {
        try (Telemetries telemetries = new Telemetries()) {
            StepVerifier.create(telemetries.tracing.embed(Fixtures.embed(), Mono.empty()))
                    .verifyComplete();

            assertThat(telemetries.onlySpan().getAttributes().get(Names.REQUEST_ENCODING_FORMATS))
                    .containsExactly("float");
        }
    }
}
