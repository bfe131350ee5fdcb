package dev.weir.tracing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.tracing.Semconv;
import dev.weir.tracing.conformance.Finding.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker finds what it says it finds: each rule broken once, in an export made by hand. */
class CheckerTest {

    private static final String INPUT = "gen_ai.input.messages";
    private static final String OUTPUT = "gen_ai.output.messages";

    @BeforeEach
    void conventionsAreThere() {
        Registry.assumePresent();
    }

    private static List<Finding> check(Semconv semconv, Consumer<Samples> spoil) {
        Samples samples = new Samples();
        spoil.accept(samples);
        return Checker.of(semconv).check(samples.exported()).findings();
    }

    @Test
    void aFlawlessExportHasNoFindings() {
        assertThat(check(Semconv.V1_41, samples -> {})).isEmpty();
    }

    private static Arguments broken(Rule rule, String text, Consumer<Samples> spoil) {
        return Arguments.of(rule, text, spoil);
    }

    static Stream<Arguments> names() {
        return Stream.of(
                broken(Rule.NAME, "weir.outcome is not", s -> s.attributes.put("weir.outcome", "x")),
                broken(Rule.NAME, "http.request.method is not", s -> s.attributes.put("http.request.method", "POST")),
                broken(Rule.NAME, "gen_ai.tool.name is not", s -> s.attributes.put("gen_ai.tool.name", "x")),
                broken(Rule.NAME, "openai.api.type is not", s -> {
                    s.both("gen_ai.provider.name", "aws.bedrock");
                    s.attributes.put("openai.api.type", "responses");
                }),
                broken(
                        Rule.NAME,
                        "cache_write.input_tokens is not",
                        s -> s.attributes.put("gen_ai.usage.cache_write.input_tokens", 3L)));
    }

    static Stream<Arguments> types() {
        return Stream.of(
                broken(Rule.TYPE, "top_k is a Double", s -> s.attributes.put("gen_ai.request.top_k", 40.0)),
                broken(Rule.TYPE, "temperature is a Long", s -> s.attributes.put("gen_ai.request.temperature", 1L)),
                broken(Rule.TYPE, "stream is a String", s -> s.attributes.put("gen_ai.request.stream", "true")),
                broken(
                        Rule.TYPE,
                        "finish_reasons is a String",
                        s -> s.attributes.put("gen_ai.response.finish_reasons", "stop")),
                broken(
                        Rule.TYPE,
                        "stop_sequences is a",
                        s -> s.attributes.put("gen_ai.request.stop_sequences", List.of(1L))),
                broken(
                        Rule.TYPE,
                        "gen_ai.prompt.variable.user is a Long",
                        s -> s.attributes.put("gen_ai.prompt.variable.user", 1L)));
    }

    static Stream<Arguments> missing() {
        return Stream.of(
                broken(Rule.REQUIRED, "gen_ai.provider.name is required", s -> s.withoutBoth("gen_ai.provider.name")),
                broken(Rule.REQUIRED, "gen_ai.request.model is required", s -> {
                    s.withoutBoth("gen_ai.request.model");
                    s.name = "chat";
                }),
                broken(Rule.REQUIRED, "server.port is required with", s -> s.withoutBoth("server.port")),
                broken(Rule.REQUIRED, "server.port stands without", s -> s.withoutBoth("server.address")),
                broken(Rule.RECOMMENDED, "gen_ai.response.id is", s -> s.attributes.remove("gen_ai.response.id")),
                broken(Rule.RECOMMENDED, "gen_ai.response.model is", s -> s.withoutBoth("gen_ai.response.model")),
                broken(
                        Rule.RECOMMENDED,
                        "gen_ai.response.finish_reasons is",
                        s -> s.attributes.remove("gen_ai.response.finish_reasons")));
    }

    static Stream<Arguments> shape() {
        return Stream.of(
                broken(Rule.SPAN_NAME, "the name is not 'chat gpt-4o-mini'", s -> s.name = "chat openai/gpt-4o-mini"),
                broken(Rule.SPAN_KIND, "the kind is INTERNAL", s -> s.kind = "INTERNAL"),
                broken(Rule.STATUS, "the status is OK", s -> s.status = "OK"),
                broken(Rule.STATUS, "ERROR without error.type", s -> s.status = "ERROR"),
                broken(Rule.STATUS, "error.type stands with status UNSET", s -> s.both("error.type", "429")),
                broken(Rule.ENUM, "gen_ai.operation.name is talk", s -> {
                    s.both("gen_ai.operation.name", "talk");
                    s.name = "talk gpt-4o-mini";
                }),
                broken(Rule.ENUM, "output.type is xml", s -> s.attributes.put("gen_ai.output.type", "xml")),
                broken(Rule.PLACEHOLDER, "response.id is", s -> s.attributes.put("gen_ai.response.id", "unknown")),
                broken(Rule.PLACEHOLDER, "response.id is", s -> s.attributes.put("gen_ai.response.id", "")),
                broken(Rule.SAMPLING, "server.address was not", s -> s.atStart.remove("server.address")),
                broken(
                        Rule.NAME,
                        "the span event weir.wait",
                        s -> s.spanEvents.add(new Exported.Event("weir.wait", 0, Map.of()))),
                broken(
                        Rule.NAME,
                        "weir.attempt is not declared on exceptions",
                        s -> s.spanEvents.add(new Exported.Event("exception", 0, Map.of("weir.attempt", 1L)))));
    }

    static Stream<Arguments> content() {
        return Stream.of(
                broken(Rule.CONTENT, "is not JSON", s -> s.attributes.put(INPUT, "Recommend a book")),
                broken(
                        Rule.CONTENT,
                        "required property 'parts' not found",
                        s -> s.attributes.put(INPUT, "[{\"role\":\"user\",\"content\":\"hi\"}]")),
                broken(
                        Rule.CONTENT,
                        "required property 'finish_reason' not found",
                        s -> s.attributes.put(OUTPUT, "[{\"role\":\"assistant\",\"parts\":[]}]")),
                broken(
                        Rule.CONTENT,
                        "part of type tool_call_response",
                        s -> s.attributes.put(
                                INPUT,
                                "[{\"role\":\"tool\",\"parts\":[{\"type\":\"tool_call_response\",\"result\":1}]}]")),
                broken(
                        Rule.CONTENT,
                        "part of type text",
                        s -> s.attributes.put("gen_ai.system_instructions", "[{\"type\":\"text\",\"text\":\"hi\"}]")),
                broken(
                        Rule.CONTENT,
                        "gen_ai.tool.definitions",
                        s -> s.attributes.put("gen_ai.tool.definitions", "[{\"type\":\"function\"}]")),
                broken(
                        Rule.CONTENT,
                        "text where a structured value belongs",
                        s -> s.events.add(new Exported.Event(
                                "gen_ai.client.inference.operation.details",
                                0,
                                with(s.attributes, INPUT, "[{\"role\":\"user\",\"parts\":[]}]")))));
    }

    private static Map<String, Object> with(Map<String, Object> attributes, String name, Object value) {
        Map<String, Object> more = new HashMap<>(attributes);
        more.remove("gen_ai.tool.definitions");
        more.put(name, value);
        return more;
    }

    static Stream<Arguments> metrics() {
        return Stream.of(
                broken(Rule.NAME, "the metric is not declared", s -> s.durationName = "weir.duration"),
                broken(Rule.METRIC, "the unit is ms", s -> s.durationUnit = "ms"),
                broken(
                        Rule.METRIC,
                        "the instrument is a COUNTER",
                        s -> s.durationInstrument = Exported.Instrument.COUNTER),
                broken(Rule.METRIC, "the boundaries are", s -> s.durationBounds = List.of(1.0, 5.0)),
                broken(Rule.METRIC, "the numbers are not", s -> s.wholeDuration = true),
                broken(
                        Rule.NAME,
                        "gen_ai.conversation.id is not",
                        s -> s.durationAttributes.put("gen_ai.conversation.id", "c")),
                broken(
                        Rule.REQUIRED,
                        "gen_ai.operation.name is required",
                        s -> s.durationAttributes.remove("gen_ai.operation.name")),
                broken(Rule.TYPE, "server.port is a String", s -> s.durationAttributes.put("server.port", "443")),
                broken(Rule.AGREEMENT, "the sum is 1.502", s -> s.duration = 1.502),
                broken(Rule.AGREEMENT, "0 records for 1 spans", s -> s.durationAttributes.put("error.type", "429")),
                broken(
                        Rule.AGREEMENT,
                        "records without a span",
                        s -> s.durationAttributes.put("gen_ai.request.model", "gpt-5")),
                broken(
                        Rule.AGREEMENT,
                        "the sum is 12.0, that of the spans is 13.0",
                        s -> s.attributes.put("gen_ai.usage.output_tokens", 13L)),
                broken(
                        Rule.AGREEMENT,
                        "0 records for 1 spans",
                        s -> s.attributes.put("gen_ai.response.time_to_first_chunk", 0.2)),
                broken(
                        Rule.AGREEMENT,
                        "0 records for 1 spans",
                        s -> s.attributes.put("openai.response.service_tier", "default")),
                broken(Rule.NAME, "openai.response.service_tier is not", s -> {
                    s.both("gen_ai.provider.name", "groq");
                    s.both("openai.response.service_tier", "default");
                }));
    }

    static Stream<Arguments> events() {
        return Stream.of(
                broken(
                        Rule.NAME,
                        "the event is not declared",
                        s -> s.events.add(new Exported.Event("gen_ai.done", 0, Map.of()))),
                broken(
                        Rule.REQUIRED,
                        "gen_ai.operation.name is required",
                        s -> s.events.add(new Exported.Event(
                                "gen_ai.client.inference.operation.details",
                                0,
                                Map.of("gen_ai.provider.name", "openai")))),
                broken(
                        Rule.NAME,
                        "weir.attempt is not",
                        s -> s.events.add(new Exported.Event(
                                "gen_ai.client.inference.operation.details",
                                0,
                                with(s.attributes, "weir.attempt", 1L)))),
                broken(
                        Rule.TYPE,
                        "the severity is 17",
                        s -> s.events.add(new Exported.Event(
                                "gen_ai.client.operation.exception", 17, Map.of("exception.type", "x")))),
                broken(
                        Rule.REQUIRED,
                        "exception.type or exception.message",
                        s -> s.events.add(new Exported.Event(
                                "gen_ai.client.operation.exception", 13, Map.of("exception.stacktrace", "x")))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource({"names", "types", "missing", "shape", "content", "metrics", "events"})
    void aBrokenRuleIsFound(Rule rule, String text, Consumer<Samples> spoil) {
        assertThat(check(Semconv.V1_41, spoil)).anySatisfy(finding -> {
            assertThat(finding.rule()).isEqualTo(rule);
            assertThat(finding.text()).contains(text);
        });
    }

    @Test
    void contentAsPublishedHasNoFindings() {
        assertThat(check(Semconv.V1_41, s -> {
                    s.attributes.put(INPUT, "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"hi\"}]}]");
                    s.attributes.put(
                            "gen_ai.tool.definitions",
                            "[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}]");
                    s.attributes.put("gen_ai.prompt.variable.user", "Alice");
                    s.events.add(new Exported.Event(
                            "gen_ai.client.inference.operation.details",
                            0,
                            with(
                                    s.attributes,
                                    INPUT,
                                    List.of(Map.of(
                                            "role",
                                            "user",
                                            "parts",
                                            List.of(Map.of("type", "text", "content", "hi")))))));
                }))
                .isEmpty();
    }

    @Test
    void namesOfOtherGenerationsAreFound() {
        assertThat(check(Semconv.NEXT, samples -> {}))
                .anyMatch(
                        finding -> finding.subject().equals("gen_ai.client.token.usage") && finding.rule() == Rule.NAME)
                .anyMatch(finding -> finding.text().startsWith("records without a span"))
                .anyMatch(finding -> finding.subject().equals("gen_ai.client.inference.duration"));
        assertThat(check(Semconv.V1_36, samples -> {}))
                .anyMatch(finding -> finding.text().equals("gen_ai.provider.name is not of generation 1.36"));
        assertThat(check(Semconv.V1_36, samples -> samples.both("gen_ai.system", "gcp.gemini")))
                .anyMatch(finding -> finding.text().equals("gcp.gemini is a word of later generations"));
    }

    @Test
    void halfOfTwoGenerationsIsFound() {
        assertThat(check(Semconv.DUP, s -> s.attributes.put("gen_ai.usage.cache_creation.input_tokens", 5L)))
                .anyMatch(
                        finding -> finding.rule() == Rule.BOTH && finding.text().contains("cache_write"))
                .anyMatch(finding ->
                        finding.rule() == Rule.BOTH && finding.subject().equals("gen_ai.client.operation.duration"));
    }

    @Test
    void spansOfOthersAreNoneOfItsBusiness() {
        Exported.Span other = new Exported.Span("GET", "CLIENT", "OK", Map.of("http.x", 1L), null, 1, List.of());
        assertThat(Checker.of(Semconv.V1_41)
                        .check(new Exported(List.of(other), List.of(), List.of()))
                        .findings())
                .isEmpty();
    }

    @Test
    void anAcceptedFindingMustOccur() {
        Samples samples = new Samples();
        samples.attributes.remove("gen_ai.response.id");
        Report report = Checker.of(Semconv.V1_41).check(samples.exported());
        Report.Accepted accepted =
                new Report.Accepted("chat gpt-4o-mini", "gen_ai.response.id", "the provider has none");
        Report.Accepted stale = new Report.Accepted("chat gpt-4o-mini", "gen_ai.response.model", "gone");

        assertThat(report.unexpected()).hasSize(1);
        assertThat(report.unexpected(accepted)).isEmpty();
        assertThat(report.unexpected(accepted, stale))
                .singleElement()
                .asString()
                .contains("not found");
    }

    @Test
    void coverageCountsWhatIsDeclaredForAnyProvider() {
        Samples samples = new Samples();
        samples.attributes.put("openai.api.type", "responses");
        samples.attributes.put("gen_ai.prompt.variable.user", "Alice");
        Coverage coverage = Checker.of(Semconv.V1_41).check(samples.exported()).coverage();

        assertThat(coverage.line(SpanType.INFERENCE)).isEqualTo("inference 11 of 37");
        assertThat(coverage.missing(SpanType.INFERENCE))
                .contains("gen_ai.request.top_k")
                .hasSize(26);
    }
}
