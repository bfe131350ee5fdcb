package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Message;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.Usage;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.util.TestLogger;

/** What redactor and hook do to content, and what becomes of it when they fail. */
class ContentGateTest {

    private static final Pattern WORD = Pattern.compile("SECRET[0-9]+");

    private static Telemetries telemetries(UnaryOperator<ContentSettings> change) {
        return new Telemetries(
                builder -> builder.content(content -> change.apply(content.capture(ContentCapture.SPAN_AND_EVENT))));
    }

    /** Says a numbered secret in every text there is. */
    private static void everything(Tracing tracing) {
        Tool tool = Tool.function("f", "SECRET1", "{\"type\":\"object\",\"description\":\"SECRET2\"}");
        Part.ToolCall call = new Part.ToolCall("call_1", "f", "{\"a\":\"SECRET3\"}");
        Part.ToolResult result = Part.ToolResult.of(call, "{\"b\":[\"SECRET4\"]}");
        List<Part> parts = List.of(
                new Part.Text("SECRET5"),
                new Part.Thinking("SECRET6", null),
                new Part.Refusal("SECRET7"),
                new Part.Opaque("anthropic", "server_tool_use", "{\"name\":\"x\",\"input\":\"SECRET8\"}"),
                new Part.Image(dev.weir.MediaSource.url(java.net.URI.create("https://example.org/SECRET9"))),
                new Part.Audio(dev.weir.MediaSource.fileId("f"), "SECRET10", null),
                call);
        Request request = Request.builder()
                .system("SECRET11")
                .user(parts.toArray(new Part[0]))
                .message(Message.assistant(parts))
                .message(Message.tool(result))
                .tools(tool, Tool.custom("c", "SECRET12"), Tool.provider("p", "{\"type\":\"t\",\"x\":\"SECRET13\"}"))
                .build();
        Response response = Fixtures.response()
                .mutate()
                .choices(List.of(new Response.Choice(
                        Message.assistant(parts), dev.weir.FinishReason.STOP, "stop", "[\"SECRET14\"]")))
                .build();
        tracing.runAgent(
                        new Operation.AgentRun("agent", null, null, request),
                        Flux.concat(
                                tracing.call(Fixtures.call(request), Mono.just(response)),
                                tracing.executeTool(new Operation.ToolExecution(tool, call, null), Mono.just(result))))
                .blockLast();
        tracing.rerank(
                        new Operation.Rerank(Fixtures.OPENAI, RerankRequest.of("SECRET15", List.of("SECRET16"))),
                        Mono.just(new RerankResponse(
                                null,
                                List.of(new RerankResponse.Result(0, 1)),
                                Usage.ABSENT,
                                Response.Metadata.ABSENT,
                                List.of())))
                .block();
    }

    @Test
    void withoutRedactorTheSecretsAreThere() {
        try (Telemetries telemetries = telemetries(content -> content)) {
            everything(telemetries.tracing);
            String all = telemetries.everything();
            for (int i : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16}) {
                assertThat(all).contains("SECRET" + i);
            }
        }
    }

    @Test
    void theRedactorSeesEveryTextBeforeAnybodyElse() {
        List<String> hooked = new CopyOnWriteArrayList<>();
        try (Telemetries telemetries = telemetries(content -> content.redactor(
                        text -> WORD.matcher(text).replaceAll("***"))
                .hook((said, span) -> {
                    said.input().forEach(message -> Said.add(message.parts(), hooked));
                    said.output().forEach(choice -> Said.add(choice.message().parts(), hooked));
                    said.tools().forEach(tool -> hooked.add(tool.description() + tool.json()));
                    return said;
                }))) {
            everything(telemetries.tracing);
            assertThat(telemetries.everything()).contains("***").doesNotContain("SECRET");
            assertThat(hooked).isNotEmpty().noneMatch(text -> text.contains("SECRET"));
        }
    }

    @Test
    void aFailingRedactorDropsTheContentAndNothingElse() {
        for (Redactor broken : List.<Redactor>of(
                text -> {
                    throw new IllegalStateException("cannot redact " + text);
                },
                text -> null)) {
            try (Telemetries telemetries = telemetries(content -> content.redactor(broken))) {
                everything(telemetries.tracing);
                everything(telemetries.tracing);
                assertThat(telemetries.everything())
                        .contains("\"name\":\"f\"")
                        .doesNotContain("SECRET")
                        .doesNotContain("gen_ai.input.messages");
                assertThat(telemetries.events(DetailsEvent.NAME)).hasSize(2);
            }
        }
    }

    @Test
    void aFailureIsLoggedOnceAndWithoutItsMessage() {
        TestLogger log = new TestLogger(false);
        Content content = new Content("chat", List.of(), List.of(Message.user("SECRET5")), List.of(), List.of());
        ContentGate gate = new ContentGate(
                text -> {
                    if (text.contains("SECRET")) {
                        throw new IllegalStateException("cannot redact " + text);
                    }
                    return text;
                },
                (said, span) -> {
                    throw new IllegalArgumentException(
                            "cannot keep " + said.input().get(0).text());
                },
                log);

        assertThat(gate.pass(content, Span.getInvalid())).isNull();
        assertThat(gate.pass(content, Span.getInvalid())).isNull();
        Content harmless = content.input(List.of(Message.user("harmless")));
        assertThat(gate.pass(harmless, Span.getInvalid())).isNull();
        assertThat(gate.pass(harmless, Span.getInvalid())).isNull();

        assertThat(log.getErrContent().lines().filter(line -> line.contains("WARN")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("redactor failed (java.lang.IllegalStateException)"),
                        line -> assertThat(line).contains("hook failed (java.lang.IllegalArgumentException)"));
        assertThat(log.getErrContent() + log.getOutContent())
                .doesNotContain("SECRET")
                .doesNotContain("harmless");
    }

    @Test
    void aFailingHookDropsTheContentAndLeavesTheCallAlone() {
        try (Telemetries telemetries = telemetries(content -> content.hook((said, span) -> {
            throw new AssertionError("hook");
        }))) {
            StepVerifier.create(telemetries.tracing.call(Fixtures.call(), Mono.just(Fixtures.response())))
                    .expectNextCount(1)
                    .verifyComplete();
            assertThat(telemetries.everything()).doesNotContain("Dune").doesNotContain("Recommend");
            assertThat(telemetries.events(DetailsEvent.NAME)).hasSize(1);
        }
    }

    @Test
    void theHookMayDropContent() {
        try (Telemetries telemetries = telemetries(content -> content.hook((said, span) -> null))) {
            everything(telemetries.tracing);
            assertThat(telemetries.everything())
                    .doesNotContain("SECRET2")
                    .doesNotContain("SECRET5")
                    .doesNotContain("SECRET15");
        }
    }

    @Test
    void theHookMayChangeContentAndNoteOnTheSpanWhereItKeepsIt() {
        try (Telemetries telemetries = telemetries(content -> content.hook((said, span) -> {
            span.setAttribute("app.content.ref", "s3://bucket/1");
            return said.input(List.of(Message.user("changed"))).output(List.of());
        }))) {
            telemetries
                    .tracing
                    .call(Fixtures.call(), Mono.just(Fixtures.response()))
                    .block();
            assertThat(telemetries.onlySpan().getAttributes().get(Names.INPUT_MESSAGES))
                    .isEqualTo("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"changed\"}]}]");
            assertThat(telemetries.everything()).contains("s3://bucket/1").doesNotContain("Dune");
        }
    }
}
