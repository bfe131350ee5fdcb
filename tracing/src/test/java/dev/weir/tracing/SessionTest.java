package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.Usage;
import dev.weir.tracing.conformance.Checker;
import dev.weir.tracing.conformance.Exported;
import dev.weir.tracing.conformance.Registry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Which spans a session appears on, and how. */
class SessionTest {

    private static final AttributeKey<String> SESSION = AttributeKey.stringKey("session.id");
    private static final AttributeKey<String> PARENT = AttributeKey.stringKey("weir.session.parent_id");
    private static final AttributeKey<String> CONVERSATION = AttributeKey.stringKey("gen_ai.conversation.id");
    private static final Tool TOOL = Tool.function("t", "d", "{}");

    private final RecordedTelemetry recorded = Tracing.inMemory(builder -> builder.semconv(Semconv.V1_41));

    @AfterEach
    void nothingStaysCurrent() {
        assertThat(Context.current()).isSameAs(Context.root());
        recorded.close();
    }

    private static Mono<Response> call(RecordedTelemetry telemetry, Request request) {
        return telemetry.tracing().call(Fixtures.call(request), Mono.just(Fixtures.response()));
    }

    /** Returns one of every kind of span. */
    private static Flux<Object> everything(RecordedTelemetry telemetry) {
        Tracing tracing = telemetry.tracing();
        Part.ToolCall call = new Part.ToolCall("call_1", "t", "{}");
        return Flux.concat(
                tracing.trace("step").around(Mono.just(1)),
                call(telemetry, Request.of("x")),
                tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer())),
                tracing.embed(Fixtures.embed(), Mono.just(Fixtures.embedding())),
                tracing.rerank(
                        new Operation.Rerank(Fixtures.OPENAI, new RerankRequest("q", List.of("d"), 5, Map.of())),
                        Mono.just(new RerankResponse(
                                null, List.of(), Usage.ABSENT, Response.Metadata.ABSENT, List.of()))),
                tracing.executeTool(
                        new Operation.ToolExecution(TOOL, call, null), Mono.just(Part.ToolResult.of(call, "r"))),
                tracing.runAgent(
                        new Operation.AgentRun("a", null, ModelId.parse("openai/x"), Request.of("x")), Flux.just(1)));
    }

    @Test
    void appearsOnEverySpanAndNowhereWithout() {
        everything(recorded).blockLast();
        assertThat(recorded.spans())
                .hasSize(7)
                .allMatch(span -> span.getAttributes().get(SESSION) == null);
        recorded.clear();

        everything(recorded)
                .contextWrite(Session.of("user-123").attribute("plan", "pro"))
                .blockLast();

        assertThat(recorded.spans())
                .hasSize(7)
                .allMatch(span -> "user-123".equals(span.getAttributes().get(SESSION)))
                .allMatch(span -> "pro".equals(span.getAttributes().get(AttributeKey.stringKey("weir.session.plan"))))
                .allMatch(span -> span.getAttributes().get(CONVERSATION) == null);
    }

    @ParameterizedTest
    @EnumSource(
            value = Semconv.class,
            names = {"V1_41", "NEXT"})
    void aConversationIsToldWhereTheConventionsHaveIt(Semconv semconv) {
        try (RecordedTelemetry telemetry = Tracing.inMemory(builder -> builder.semconv(semconv))) {
            everything(telemetry).contextWrite(Session.conversation("conv-1")).blockLast();

            assertThat(telemetry.spans())
                    .allMatch(span -> "conv-1".equals(span.getAttributes().get(SESSION)))
                    .filteredOn(span -> "conv-1".equals(span.getAttributes().get(CONVERSATION)))
                    .extracting(span -> span.getAttributes().get(Names.OPERATION_NAME))
                    .containsExactlyElementsOf(
                            semconv == Semconv.NEXT
                                    ? List.of("chat", "chat", "execute_tool", "invoke_agent")
                                    : List.of("chat", "chat", "invoke_agent"));
        }
    }

    @Test
    void theConventionsHaveNothingAgainstWhereItIsTold() {
        Registry.assumePresent();
        for (Semconv semconv : List.of(Semconv.V1_41, Semconv.NEXT)) {
            try (RecordedTelemetry telemetry = Tracing.inMemory(builder -> builder.semconv(semconv))) {
                everything(telemetry)
                        .contextWrite(Session.conversation("conv-1"))
                        .blockLast();
                Exported exported = Exported.of(telemetry.spans(), List.of(), List.of());
                assertThat(Checker.of(semconv).check(exported).findings())
                        .noneMatch(finding -> finding.text().contains("gen_ai.conversation.id"));
            }
        }
    }

    @Test
    void theRequestsOwnConversationWins() {
        call(recorded, Request.builder().user("x").conversationId("own").build())
                .contextWrite(Session.conversation("conv-1"))
                .block();
        call(recorded, Request.of("x"))
                .contextWrite(Session.of("user-123").conversationId("conv-2"))
                .block();

        assertThat(recorded.spans())
                .extracting(
                        span -> span.getAttributes().get(SESSION),
                        span -> span.getAttributes().get(CONVERSATION))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("conv-1", "own"),
                        org.assertj.core.groups.Tuple.tuple("user-123", "conv-2"));
    }

    @Test
    void theInnerSessionWinsAndKeepsTheOuterOnesId() {
        Tracing tracing = recorded.tracing();
        tracing.trace("outer")
                .around(tracing.trace("inner")
                        .around(call(recorded, Request.of("x")))
                        .contextWrite(Session.of("b")))
                .contextWrite(Session.of("a"))
                .block();

        assertThat(recorded.span("outer").getAttributes().get(SESSION)).isEqualTo("a");
        assertThat(recorded.span("outer").getAttributes().get(PARENT)).isNull();
        assertThat(List.of(recorded.span("inner"), recorded.span("chat gpt-4o-mini")))
                .allMatch(span -> "b".equals(span.getAttributes().get(SESSION)))
                .allMatch(span -> "a".equals(span.getAttributes().get(PARENT)));
    }

    @Test
    void theSameSessionTwiceIsNotItsOwnParent() {
        call(recorded, Request.of("x"))
                .contextWrite(Session.of("a"))
                .contextWrite(Session.of("a"))
                .block();
        assertThat(recorded.spans().get(0).getAttributes().get(PARENT)).isNull();
    }

    @Test
    void survivesThreadsWithoutHelp() {
        Tracing tracing = recorded.tracing();
        Flux.range(0, 20)
                .flatMap(n -> tracing.trace("step " + n)
                        .around(Mono.delay(Duration.ofMillis(1))
                                .publishOn(Schedulers.boundedElastic())
                                .flatMap(tick -> call(recorded, Request.of("x")).subscribeOn(Schedulers.parallel())))
                        .contextWrite(Session.of("user-" + n)))
                .blockLast();

        assertThat(recorded.spans()).hasSize(40);
        for (int n = 0; n < 20; n++) {
            SpanData step = recorded.span("step " + n);
            assertThat(recorded.spans())
                    .filteredOn(span -> span.getTraceId().equals(step.getTraceId()))
                    .hasSize(2)
                    .extracting(span -> span.getAttributes().get(SESSION))
                    .containsOnly("user-" + n);
        }
    }

    @Test
    void reachesBlockingCodeInsideASpan() {
        Tracing tracing = recorded.tracing();
        tracing.trace("outer")
                .around(Mono.fromCallable(() -> tracing.trace("inner").get(() -> 1)))
                .contextWrite(Session.of("a"))
                .block();
        assertThat(recorded.span("inner").getAttributes().get(SESSION)).isEqualTo("a");
    }

    @Test
    void blockingCodeOpensOneOfItsOwn() {
        Tracing tracing = recorded.tracing();
        try (Scope ignored = Session.of("a").makeCurrent();
                Scope within = Session.of("b").makeCurrent()) {
            tracing.trace("blocking").run(() -> call(recorded, Request.of("x")).block());
        }
        tracing.trace("after").run(() -> {});

        assertThat(List.of(recorded.span("blocking"), recorded.span("chat gpt-4o-mini")))
                .allMatch(span -> "b".equals(span.getAttributes().get(SESSION)))
                .allMatch(span -> "a".equals(span.getAttributes().get(PARENT)));
        assertThat(recorded.span("after").getAttributes().get(SESSION)).isNull();
    }

    @Test
    void generatedIdsDifferAndLookLikeUuids() {
        Session first = Session.create();
        assertThat(UUID.fromString(first.id()).version()).isEqualTo(4);
        assertThat(UUID.fromString(first.id()).variant()).isEqualTo(2);
        assertThat(first.id()).isNotEqualTo(Session.create().id());
        assertThat(first.conversationId()).isNull();
    }

    @Test
    void isAValueAndRefusesNothing() {
        assertThat(Session.of("a").attribute("k", "v"))
                .isEqualTo(Session.of("a").attribute("k", "v"))
                .hasSameHashCodeAs(Session.of("a").attribute("k", "v"))
                .isNotEqualTo(Session.of("a"))
                .hasToString("Session[a]");
        assertThatThrownBy(() -> Session.of(" ")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Session.conversation("")).isInstanceOf(InvalidRequestException.class);
        assertThat(Session.from(reactor.util.context.Context.empty())).isNull();
    }
}
