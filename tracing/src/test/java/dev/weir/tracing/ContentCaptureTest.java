package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.tracing.conformance.ContentSchemas;
import dev.weir.tracing.conformance.Registry;
import dev.weir.tracing.conformance.SpanType;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where content goes, and that nothing is done for it where it goes nowhere. */
class ContentCaptureTest {

    private static final Function<String, String> NOTHING = name -> null;

    private static void call(Tracing tracing) {
        tracing.call(Fixtures.call(ContentFixtures.request()), Mono.just(ContentFixtures.response()))
                .block();
    }

    @ParameterizedTest
    @EnumSource
    void contentGoesWhereTheBuilderSays(ContentCapture capture) {
        try (Telemetries telemetries = new Telemetries(builder -> builder.captureContent(capture))) {
            call(telemetries.tracing);
            verify(telemetries, capture);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theReactorContextWins(ContentCapture capture) {
        ContentCapture otherwise =
                capture == ContentCapture.NO_CONTENT ? ContentCapture.SPAN_AND_EVENT : ContentCapture.NO_CONTENT;
        try (Telemetries telemetries = new Telemetries(builder -> builder.captureContent(otherwise))) {
            telemetries
                    .tracing
                    .call(Fixtures.call(ContentFixtures.request()), Mono.just(ContentFixtures.response()))
                    .contextWrite(capture)
                    .block();
            verify(telemetries, capture);
        }
    }

    private static void verify(Telemetries telemetries, ContentCapture capture) {
        SpanData span = telemetries.onlySpan();
        assertThat(ContentFixtures.content(span.getAttributes()))
                .isEqualTo(capture.onSpan() ? ContentFixtures.CONTENT : Set.of());
        assertThat(span.getAttributes().get(Names.TOOL_DEFINITIONS).contains("Current weather"))
                .isEqualTo(capture.onSpan());
        List<LogRecordData> events = telemetries.events(DetailsEvent.NAME);
        assertThat(events).hasSize(capture.onEvent() ? 1 : 0);
        events.forEach(event ->
                assertThat(ContentFixtures.content(event.getAttributes())).isEqualTo(ContentFixtures.CONTENT));
    }

    @ParameterizedTest
    @CsvSource({
        "span_only, SPAN_ONLY",
        "EVENT_ONLY, EVENT_ONLY",
        "Span_And_Event, SPAN_AND_EVENT",
        "no_content, NO_CONTENT",
        "TRUE, SPAN_AND_EVENT",
        "false, NO_CONTENT",
        "everything, NO_CONTENT",
        "'', NO_CONTENT"
    })
    void theEnvironmentSaysWhereContentGoes(String value, ContentCapture expected) {
        Map<String, String> variables = Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", value);
        assertThat(ContentCapture.fromEnvironment(NOTHING, variables::get)).isEqualTo(expected);
        Map<String, String> properties = Map.of("otel.instrumentation.genai.capture-message-content", value);
        assertThat(ContentCapture.fromEnvironment(properties::get, NOTHING)).isEqualTo(expected);
        if (!value.isEmpty()) {
            assertThat(ContentCapture.fromEnvironment(
                            properties::get, name -> "SPAN_AND_EVENT".equals(value) ? "false" : "SPAN_AND_EVENT"))
                    .as("the property wins")
                    .isEqualTo(expected);
        }
    }

    @Test
    void whatTheBuilderSaysWinsOverTheEnvironment() {
        Function<String, String> everything =
                name -> name.contains("CAPTURE") ? "SPAN_AND_EVENT" : name.contains("EMIT_EVENT") ? "true" : null;
        ContentSettings resolved = ContentSettings.DEFAULT
                .capture(ContentCapture.NO_CONTENT)
                .detailsEvent(false)
                .orEnvironment(NOTHING, everything);
        assertThat(resolved.capture()).isEqualTo(ContentCapture.NO_CONTENT);
        assertThat(resolved.hasDetailsEvent(true)).isFalse();

        ContentSettings unset = ContentSettings.DEFAULT.orEnvironment(NOTHING, everything);
        assertThat(unset.capture()).isEqualTo(ContentCapture.SPAN_AND_EVENT);
        assertThat(unset.hasDetailsEvent(false)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, false, true", "false, true, false", "perhaps, true, true", "perhaps, false, false"})
    void theEnvironmentForcesTheEvent(String value, boolean content, boolean expected) {
        ContentSettings settings = ContentSettings.DEFAULT.orEnvironment(
                NOTHING, Map.of("OTEL_INSTRUMENTATION_GENAI_EMIT_EVENT", value)::get);
        assertThat(settings.hasDetailsEvent(content)).isEqualTo(expected);
    }

    @Test
    void theBuilderReadsTheProperty() {
        String name = "otel.instrumentation.genai.capture-message-content";
        System.setProperty(name, "span_only");
        try (Telemetries telemetries = new Telemetries()) {
            call(telemetries.tracing);
            verify(telemetries, ContentCapture.SPAN_ONLY);
        } finally {
            System.clearProperty(name);
        }
    }

    @Test
    void theEventWithoutContentHasAllTheSpanHas() {
        try (Telemetries telemetries = new Telemetries(
                builder -> builder.extras(Extra.CHUNK_COUNT).content(content -> content.detailsEvent(true)))) {
            telemetries.tracing.stream(
                            Fixtures.stream(ContentFixtures.request()),
                            Flux.fromIterable(Fixtures.answer())
                                    .filter(chunk -> !(chunk instanceof Chunk.Done))
                                    .concatWith(Mono.error(new IllegalStateException("cut"))))
                    .onErrorComplete()
                    .blockLast();

            SpanData span = telemetries.onlySpan();
            LogRecordData event = telemetries.onlyEvent(DetailsEvent.NAME);
            assertThat(event.getSpanContext()).isEqualTo(span.getSpanContext());
            assertThat(event.getInstrumentationScopeInfo()).isEqualTo(span.getInstrumentationScopeInfo());
            assertThat(withoutTools(event.getAttributes())).isEqualTo(withoutTools(span.getAttributes()));
            assertThat(event.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("java.lang.IllegalStateException");
            assertThat(event.getAttributes().get(Names.RESPONSE_TIME_TO_FIRST_CHUNK))
                    .isNotNull();
            assertThat(ContentSchemas.json(
                            event.getAttributes().get(AttributeKey.valueKey(Names.TOOL_DEFINITIONS.getKey()))))
                    .isEqualTo(span.getAttributes().get(Names.TOOL_DEFINITIONS));
        }
    }

    private static Map<?, ?> withoutTools(Attributes attributes) {
        return attributes.toBuilder()
                .removeIf(key -> key.getKey().equals("gen_ai.tool.definitions"))
                .build()
                .asMap();
    }

    @ParameterizedTest
    @EnumSource(
            value = Semconv.class,
            names = {"V1_41", "NEXT"})
    void theEventHasNothingButWhatTheConventionsDeclare(Semconv semconv) {
        Registry.assumePresent();
        Set<String> declared = Registry.of(semconv).names(SpanType.INFERENCE);
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.semconv(semconv).captureContent(ContentCapture.EVENT_ONLY))) {
            telemetries
                    .tracing
                    .call(
                            new Operation.Inference(
                                    new Operation.Target(
                                            ModelId.parse("anthropic/claude-opus-4-1"),
                                            "claude-opus-4-1",
                                            "anthropic",
                                            "anthropic",
                                            "api.anthropic.com",
                                            443),
                                    "chat",
                                    ContentFixtures.request(),
                                    false),
                            Mono.just(ContentFixtures.response()))
                    .block();
            assertThat(telemetries
                            .onlyEvent(DetailsEvent.NAME)
                            .getAttributes()
                            .asMap()
                            .keySet())
                    .extracting(AttributeKey::getKey)
                    .isSubsetOf(declared)
                    .containsAll(ContentFixtures.CONTENT);
        }
    }

    @Test
    void anEventSuppressedHasNoContentElsewhere() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.content(
                content -> content.capture(ContentCapture.EVENT_ONLY).detailsEvent(false)))) {
            call(telemetries.tracing);
            assertThat(ContentFixtures.content(telemetries.onlySpan().getAttributes()))
                    .isEmpty();
            assertThat(telemetries.logs.getFinishedLogRecordItems()).isEmpty();
        }
    }

    @Test
    void definitionsOfToolsCanBeLeftOut() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.content(
                content -> content.capture(ContentCapture.SPAN_AND_EVENT).toolDefinitions(false)))) {
            call(telemetries.tracing);
            assertThat(telemetries.everything()).doesNotContain("gen_ai.tool.definitions");
        }
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.content(content -> content.toolDefinitions(false)))) {
            call(telemetries.tracing);
            assertThat(telemetries.everything()).doesNotContain("gen_ai.tool.definitions");
        }
    }

    @Test
    void spansMayHaveContentStructured() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.content(
                content -> content.capture(ContentCapture.SPAN_AND_EVENT).structuredAttributes(true)))) {
            call(telemetries.tracing);
            Attributes span = telemetries.onlySpan().getAttributes();
            Attributes event = telemetries.onlyEvent(DetailsEvent.NAME).getAttributes();
            for (String name : ContentFixtures.CONTENT) {
                assertThat(span.get(AttributeKey.stringKey(name))).isNull();
                assertThat(span.get(AttributeKey.valueKey(name)))
                        .isNotNull()
                        .isEqualTo(event.get(AttributeKey.valueKey(name)));
            }
        }
    }

    /** The redactor is asked for every text there is, so it tells whether anybody looks at content at all. */
    @Test
    void whereContentGoesNowhereNobodyLooksAtIt() {
        AtomicInteger looks = new AtomicInteger();
        for (Sampler sampler : List.of(Sampler.alwaysOn(), Sampler.alwaysOff())) {
            ContentCapture capture =
                    sampler == Sampler.alwaysOn() ? ContentCapture.NO_CONTENT : ContentCapture.SPAN_ONLY;
            try (Telemetries telemetries = new Telemetries(
                    sampler,
                    builder ->
                            builder.content(content -> content.capture(capture).redactor(text -> {
                                looks.incrementAndGet();
                                return text;
                            })))) {
                call(telemetries.tracing);
                telemetries.tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer()))
                        .blockLast();
                assertThat(looks).hasValue(0);
                StreamRecording recording = new StreamRecording(
                        new Telemetry(telemetries.sdk, Settings.DEFAULT),
                        Fixtures.stream(),
                        Context.root(),
                        capture.apply(reactor.util.context.Context.empty()));
                assertThat(recording.keepsAnswer()).isFalse();
                recording.end(Ending.CANCEL, null);
            }
        }
    }

    @Test
    void theEventDoesNotDependOnSampling() {
        try (Telemetries telemetries = new Telemetries(
                Sampler.alwaysOff(), builder -> builder.captureContent(ContentCapture.SPAN_AND_EVENT))) {
            call(telemetries.tracing);
            assertThat(telemetries.spans()).isEmpty();
            LogRecordData event = telemetries.onlyEvent(DetailsEvent.NAME);
            assertThat(ContentFixtures.content(event.getAttributes())).isEqualTo(ContentFixtures.CONTENT);
            assertThat(event.getAttributes().get(Names.REQUEST_MODEL)).isEqualTo("gpt-4o-mini");
            assertThat(event.getAttributes().get(Names.USAGE_INPUT_TOKENS)).isEqualTo(25);
        }
    }

    @Test
    void sizesAreToldWithoutContent() {
        Request request = Request.builder()
                .system("12345")
                .user("a")
                .assistant("b")
                .user("c")
                .build();
        try (Telemetries telemetries = new Telemetries(builder -> builder.extras(Extra.CONTENT_SIZES))) {
            telemetries
                    .tracing
                    .call(Fixtures.call(request), Mono.just(Fixtures.response()))
                    .block();
            telemetries.tracing.stream(
                            Fixtures.stream(request),
                            Flux.just(Fixtures.started(), Fixtures.text("Zq"), Fixtures.text("j"))
                                    .concatWith(Mono.never()))
                    .take(3)
                    .blockLast();
            assertThat(telemetries.spans())
                    .extracting(
                            span -> span.getAttributes().get(Names.WEIR_MESSAGE_COUNT),
                            span -> span.getAttributes().get(Names.WEIR_SYSTEM_LENGTH),
                            span -> span.getAttributes().get(Names.WEIR_RESPONSE_LENGTH))
                    .containsExactly(
                            org.assertj.core.api.Assertions.tuple(3L, 5L, 4L),
                            org.assertj.core.api.Assertions.tuple(3L, 5L, 3L));
            assertThat(telemetries.everything()).doesNotContain("12345").doesNotContain("Zq");
        }
    }

    @Test
    void theHookSeesEverythingWhateverIsCapturedAndSampled() {
        List<Content> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        List<Span> spans = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (Telemetries telemetries = new Telemetries(
                Sampler.alwaysOff(),
                builder -> builder.content(content -> content.hook((said, span) -> {
                    seen.add(said);
                    spans.add(span);
                    return said;
                })))) {
            call(telemetries.tracing);
            telemetries.tracing.stream(Fixtures.stream(), Flux.fromIterable(ContentFixtures.beginning()))
                    .blockLast();
            assertThat(seen).extracting(said -> said.output().size()).containsExactly(2, 1);
            assertThat(seen.get(0).input()).isEqualTo(ContentFixtures.request().messages());
            assertThat(seen.get(1).output().get(0).message().text()).isEqualTo("Dune");
            assertThat(spans).allMatch(span -> span.getSpanContext().isValid());
            assertThat(telemetries.logs.getFinishedLogRecordItems()).isEmpty();
        }
    }
}
