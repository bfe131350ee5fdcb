package dev.weir.tracing;

import static dev.weir.tracing.DialectScenarios.added;
import static dev.weir.tracing.DialectScenarios.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LlmTimeoutException;
import dev.weir.Request;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What every dialect can rely on, and what can be relied on whatever a dialect does. */
class AttributeDialectTest {

    static Stream<Function<AttributeDialect[], SpanData>> scenarios() {
        return Stream.of(
                DialectScenarios::call,
                DialectScenarios::stream,
                DialectScenarios::cancelledStream,
                DialectScenarios::brokenStream,
                DialectScenarios::cancelledCall,
                dialects -> DialectScenarios.failedCall(DialectScenarios.refused(), dialects),
                DialectScenarios::embedding,
                DialectScenarios::rerank,
                DialectScenarios::tool,
                DialectScenarios::agent);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void whatTheConventionsSayStaysAsItIs(Function<AttributeDialect[], SpanData> scenario) {
        SpanData plain = scenario.apply(new AttributeDialect[0]);
        SpanData spoken = scenario.apply(new AttributeDialect[] {Dialects.LLM, Dialects.V1, Dialects.OPENINFERENCE});

        assertThat(attributes(spoken))
                .containsAllEntriesOf(attributes(plain))
                .hasSizeGreaterThan(plain.getAttributes().size());
        assertThat(spoken.getName()).isEqualTo(plain.getName());
        assertThat(spoken.getStatus()).isEqualTo(plain.getStatus());
        assertThat(spoken.getKind()).isEqualTo(plain.getKind());
        assertThat(spoken.getEvents()).hasSameSizeAs(plain.getEvents());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void withoutDialectsThereIsNoneOfTheirNames(Function<AttributeDialect[], SpanData> scenario) {
        assertThat(attributes(scenario.apply(new AttributeDialect[0])).keySet())
                .allMatch(name -> name.startsWith("gen_ai.")
                        || name.startsWith("server.")
                        || name.startsWith("openai.")
                        || name.equals("error.type"))
                .doesNotContain("gen_ai.system", "gen_ai.usage.prompt_tokens");
    }

    @Test
    void aDialectOfTheUsersOwnIsAFewLines() {
        AttributeDialect team =
                (call, sink) -> sink.attribute("acme.model", call.target().wireModel())
                        .attribute("acme.tokens", call.usage().totalTokens())
                        .event(
                                "acme.answered",
                                Attributes.of(
                                        AttributeKey.stringKey("acme.how"),
                                        call.outcome().name()));
        SpanData span = DialectScenarios.call(team);

        assertThat(added(DialectScenarios.call(), span))
                .isEqualTo(Map.of("acme.model", "gpt-4o-mini", "acme.tokens", 37L));
        assertThat(span.getEvents()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("acme.answered");
            assertThat(event.getAttributes().get(AttributeKey.stringKey("acme.how")))
                    .isEqualTo("COMPLETED");
        });
    }

    /** The documentation's example; https://langfuse.com/integrations/native/opentelemetry has the names. */
    @Test
    void keysOfLangfuseAreWrittenByADialect() {
        AttributeDialect langfuse = (call, sink) -> sink.attribute("langfuse.session.id", call.conversationId())
                .attribute("langfuse.user.id", call.context().getOrDefault("user", ""))
                .attribute("langfuse.trace.name", call.attribution().feature())
                .attribute("langfuse.trace.tags", call.finishReasons())
                .attribute("langfuse.observation.type", "generation");
        try (Telemetries telemetries = new Telemetries(builder -> builder.dialects(langfuse))) {
            telemetries
                    .tracing
                    .call(
                            Fixtures.call(Request.of("x")
                                    .mutate()
                                    .conversationId("conv_1")
                                    .build()),
                            Mono.just(Fixtures.response()))
                    .contextWrite(context -> context.put("user", "u-42"))
                    .contextWrite(Attribution.tenant("acme").feature("search"))
                    .block();

            assertThat(attributes(telemetries.onlySpan()))
                    .containsEntry("langfuse.session.id", "conv_1")
                    .containsEntry("langfuse.user.id", "u-42")
                    .containsEntry("langfuse.trace.name", "search")
                    .containsEntry("langfuse.trace.tags", List.of("stop"))
                    .containsEntry("langfuse.observation.type", "generation");
        }
    }

    @Test
    void aDialectThatThrowsDisturbsNobody() {
        AttributeDialect broken = (call, sink) -> {
            sink.attribute("acme.before", 1);
            throw new IllegalStateException("dialect");
        };
        SpanData span = DialectScenarios.call(broken, Dialects.V1);

        assertThat(attributes(span))
                .containsAllEntriesOf(attributes(DialectScenarios.call(Dialects.V1)))
                .containsEntry("acme.before", 1L);
        assertThat(span.hasEnded()).isTrue();
        assertThat(span.getStatus()).isEqualTo(DialectScenarios.call().getStatus());
    }

    @Test
    void theCallGoesOnWhenADialectThrows() {
        AttributeDialect broken = (call, sink) -> {
            throw new LinkageError("dialect");
        };
        try (Telemetries telemetries = new Telemetries(builder -> builder.dialects(broken))) {
            StepVerifier.create(telemetries.tracing.call(Fixtures.call(), Mono.just(Fixtures.response())))
                    .expectNextCount(1)
                    .verifyComplete();
            StepVerifier.create(
                            telemetries.tracing.call(Fixtures.call(), Mono.error(new IllegalStateException("real"))))
                    .verifyErrorMessage("real");

            assertThat(telemetries.spans()).hasSize(2);
            assertThat(telemetries
                            .metric(Names.OPERATION_DURATION)
                            .getHistogramData()
                            .getPoints())
                    .hasSize(2);
        }
    }

    @Test
    void aDialectCannotChangeWhatIsOnTheSpan() {
        AttributeDialect bold = (call, sink) -> sink.attribute("gen_ai.request.model", "other")
                .attribute("gen_ai.response.id", "other")
                .attribute(AttributeKey.longKey("gen_ai.provider.name"), 7L)
                .attribute("error.type", "other")
                .attribute("acme.model", "first");
        AttributeDialect bolder = (call, sink) -> sink.attribute("acme.model", "second");
        SpanData plain = DialectScenarios.failedCall(DialectScenarios.refused());
        SpanData span = DialectScenarios.failedCall(DialectScenarios.refused(), bold, bolder);

        assertThat(added(plain, span)).isEqualTo(Map.of("acme.model", "first", "gen_ai.response.id", "other"));
        assertThat(attributes(span)).containsAllEntriesOf(attributes(plain));
        assertThat(span.getAttributes().size()).isEqualTo(plain.getAttributes().size() + 2);
    }

    @Test
    void valuesKeepTheirTypesAndNothingIsLeftOut() {
        AttributeDialect typed = (call, sink) -> sink.attribute("text", "t")
                .attribute("int", 1)
                .attribute("short", (short) 2)
                .attribute("double", 0.5)
                .attribute("float", 0.25f)
                .attribute("decimal", new BigDecimal("0.125"))
                .attribute("truth", true)
                .attribute("list", List.of("a"))
                .attribute("count", OptionalLong.of(3))
                .attribute("no text", "")
                .attribute("no string", (String) null)
                .attribute("no number", (Number) null)
                .attribute("no truth", (Boolean) null)
                .attribute("no count", OptionalLong.empty())
                .attribute("no list", List.of());

        assertThat(added(DialectScenarios.call(), DialectScenarios.call(typed)))
                .isEqualTo(Map.of(
                        "text",
                        "t",
                        "int",
                        1L,
                        "short",
                        2L,
                        "double",
                        0.5,
                        "float",
                        0.25,
                        "decimal",
                        0.125,
                        "truth",
                        true,
                        "list",
                        List.of("a"),
                        "count",
                        3L));
    }

    @Test
    void dialectsAreNotAskedForSpansThatDoNotRecord() {
        AtomicInteger asked = new AtomicInteger();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(Sampler.alwaysOff())
                        .build())
                .build();
        Tracing tracing = Tracing.builder(sdk)
                .dialects((call, sink) -> asked.incrementAndGet())
                .build();

        tracing.call(Fixtures.call(), Mono.just(Fixtures.response())).block();

        assertThat(asked).hasValue(0);
        sdk.close();
    }

    /** Those who look for the current span find the SDK's, which others may cast. */
    @Test
    void upstreamSeesTheSpanItself() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.dialects(Dialects.LLM))) {
            telemetries
                    .tracing
                    .call(Fixtures.call(), Mono.deferContextual(context -> {
                        assertThat(Tracing.currentSpan(context)).isNotInstanceOf(KnownSpan.class);
                        assertThat(Span.current()).isSameAs(Tracing.currentSpan(context));
                        return Mono.just(Fixtures.response());
                    }))
                    .block();
        }
    }

    @Test
    void aTimeLimitIsAnOutcomeOfItsOwn() {
        List<Facts> told = new ArrayList<>();
        AttributeDialect listening = (call, sink) -> told.add(call);
        DialectScenarios.call(listening);
        DialectScenarios.failedCall(DialectScenarios.refused(), listening);
        DialectScenarios.failedCall(
                new LlmTimeoutException(LlmTimeoutException.Phase.IDLE, null, null, Fixtures.OPENAI.model(), null),
                listening);
        DialectScenarios.failedCall(
                new java.util.concurrent.CompletionException(new java.util.concurrent.TimeoutException()), listening);
        DialectScenarios.cancelledCall(listening);

        assertThat(told)
                .extracting(Facts::outcome)
                .containsExactly(
                        Facts.Outcome.COMPLETED,
                        Facts.Outcome.FAILED,
                        Facts.Outcome.TIMED_OUT,
                        Facts.Outcome.TIMED_OUT,
                        Facts.Outcome.CANCELLED);
        assertThat(told).extracting(Facts::success).containsExactly(true, false, false, false, true);
        assertThat(told).allSatisfy(facts -> assertThat(facts.toString()).doesNotContain(DialectScenarios.PROMPT));
    }

    @Test
    void aCancelIsAFailureIfItIsAskedToBe() {
        List<Facts> told = new ArrayList<>();
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.cancelAsError(true).dialects((call, sink) -> told.add(call)))) {
            StepVerifier.create(telemetries.tracing.call(Fixtures.call(), Mono.never()))
                    .thenCancel()
                    .verify();
        }

        assertThat(told).singleElement().satisfies(facts -> {
            assertThat(facts.outcome()).isEqualTo(Facts.Outcome.CANCELLED);
            assertThat(facts.failure())
                    .isEqualTo(new Facts.Failure("cancelled", null, null, "cancelled by the subscriber"));
        });
    }

    @Test
    void contentIsNotAmongTheFactsUnlessItIsCaptured() {
        List<CallFacts> told = new ArrayList<>();
        DialectScenarios.call((call, sink) -> told.add(call));

        assertThat(told).singleElement().satisfies(call -> {
            assertThat(call.content()).isNull();
            assertThat(call.toolDefinitions()).containsExactly("{\"type\":\"function\",\"name\":\"find\"}");
        });
    }
}
