package dev.weir.tracing;

import static dev.weir.tracing.DialectScenarios.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Message;
import dev.weir.Model;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.client.LlmClient;
import dev.weir.local.ChatWire;
import dev.weir.local.LoopbackServer;
import dev.weir.openai.OpenAi;
import dev.weir.tracing.cost.PriceTable;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What was said and what it cost reaches every dialect, over a real socket, where tracing was told to record it. */
class DialectContentSocketTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** OpenAI's prices of gpt-4o-mini as of the shipped table: 1,000 x 0.15 + 200 x 0.60 = 270 millionths. */
    private static final double COST = 0.00027;

    private static final Request REQUEST =
            Request.builder().system("Be kind").user("Say hello").build();

    private final LoopbackServer server = LoopbackServer.startNow();
    private Telemetries telemetry = start(builder -> builder.captureContent(ContentCapture.SPAN_ONLY));
    private LlmClient client = client();
    private Model model = client.model("openai/gpt-4o-mini");

    private static Telemetries start(UnaryOperator<TracingBuilder> change) {
        return new Telemetries(
                builder -> change.apply(builder.dialects(Dialects.LLM, Dialects.V1, Dialects.OPENINFERENCE)
                        .prices(PriceTable.shipped())));
    }

    private LlmClient client() {
        return LlmClient.builder()
                .autoIntercept(false)
                .intercept(telemetry.tracing)
                .provider(OpenAi.builder()
                        .apiKey("sk-test")
                        .baseUrl(server.url() + "/v1")
                        .build())
                .build();
    }

    private void restart(UnaryOperator<TracingBuilder> change) {
        client.close().block(PATIENCE);
        telemetry.close();
        telemetry = start(change);
        client = client();
        model = client.model("openai/gpt-4o-mini");
    }

    @AfterEach
    void stop() {
        client.close().block(PATIENCE);
        server.close();
        telemetry.close();
    }

    private static ChatWire answer() {
        return ChatWire.text("Hel", "lo").model("gpt-4o-mini-2024-07-18").usage(1000, 200);
    }

    private SpanData ask(boolean streaming) {
        server.enqueue(streaming ? answer().stream() : answer().call());
        if (streaming) {
            model.stream(REQUEST).blockLast(PATIENCE);
        } else {
            model.call(REQUEST).block(PATIENCE);
        }
        return telemetry.onlySpan();
    }

    private static List<String> events(SpanData span) {
        return span.getEvents().stream().map(DialectContentSocketTest::text).toList();
    }

    private static String text(EventData event) {
        String name = event.getName().endsWith("prompt") ? "gen_ai.prompt" : "gen_ai.completion";
        return event.getName() + " " + event.getAttributes().get(AttributeKey.stringKey(name));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyDialectSaysTheCost(boolean streaming) {
        assertThat(attributes(ask(streaming)))
                .containsEntry("gen_ai.usage.cost_usd", COST)
                .containsEntry("llm.cost_usd", COST)
                .containsEntry("llm.cost.total", COST);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theOldEventsHoldWhatWasSaid(boolean streaming) {
        assertThat(events(ask(streaming)))
                .containsExactly(
                        "gen_ai.content.prompt {\"content\":\"Be kind\",\"role\":\"system\"}",
                        "gen_ai.content.prompt {\"content\":\"Say hello\",\"role\":\"user\"}",
                        "gen_ai.content.completion {\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],"
                                + "\"role\":\"assistant\"}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void openInferenceHoldsWhatWasSaid(boolean streaming) {
        assertThat(attributes(ask(streaming)))
                .containsEntry(
                        "input.value",
                        "{\"messages\":[{\"content\":\"Be kind\",\"role\":\"system\"},"
                                + "{\"content\":\"Say hello\",\"role\":\"user\"}]}")
                .containsEntry("input.mime_type", "application/json")
                .containsEntry("llm.input_messages.1.message.content", "Say hello")
                .containsEntry("llm.output_messages.0.message.content", "Hello")
                .containsEntry(
                        "output.value",
                        "{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],"
                                + "\"role\":\"assistant\"}]}");
    }

    @Test
    void ofAStreamThatIsLeftEarlyTheyHoldWhatCame() {
        server.enqueue(answer().stream());
        model.stream(REQUEST).takeUntil(chunk -> !chunk.text().isEmpty()).blockLast(PATIENCE);

        SpanData span = telemetry.onlySpan();
        assertThat(attributes(span))
                .containsEntry("llm.output_messages.0.message.content", "Hel")
                .doesNotContainKeys("llm.cost_usd", "llm.cost.total");
        assertThat(events(span)).hasSize(3).last().asString().contains("\"Hel\"");
    }

    @Test
    void aToolsArgumentsAndResultAreInputAndOutput() {
        Part.ToolCall call = new Part.ToolCall("call_1", "get_weather", "{\"location\":\"Paris\"}");
        telemetry
                .tracing
                .executeTool(ContentFixtures.WEATHER, call, Mono.just(Part.ToolResult.of(call, "{\"temp\":57}")))
                .block();

        assertThat(attributes(telemetry.onlySpan()))
                .containsEntry("input.value", "{\"location\":\"Paris\"}")
                .containsEntry("output.value", "{\"temp\":57}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theySeeNothingThatWasRedacted(boolean streaming) {
        restart(builder -> builder.content(content -> content.capture(ContentCapture.SPAN_ONLY)
                .redactor(text -> text.replace("hello", "****").replace("Hello", "****"))));

        SpanData span = ask(streaming);

        assertThat(telemetry.everything()).doesNotContainIgnoringCase("hello");
        assertThat(attributes(span))
                .containsEntry("llm.input_messages.1.message.content", "Say ****")
                .containsEntry("llm.output_messages.0.message.content", "****");
        assertThat(events(span)).last().asString().contains("****");
    }

    /** Of JSON, names count too, and what is left is JSON. */
    @Test
    void theySayNoMoreThanTheLimitAllows() {
        restart(builder -> builder.content(
                content -> content.capture(ContentCapture.SPAN_ONLY).maxTextLength(12)));
        Part.ToolCall call = new Part.ToolCall("call_1", "get_weather", "{\"location\":\"Paris\",\"days\":1}");
        server.enqueue(answer().call());
        model.call(Request.builder()
                        .user("Say hello to everybody")
                        .message(Message.assistant(List.of(call)))
                        .build())
                .block(PATIENCE);

        SpanData span = telemetry.onlySpan();
        assertThat(attributes(span))
                .containsEntry("llm.input_messages.0.message.content", "Say hello to")
                .containsEntry(
                        "llm.input_messages.1.message.tool_calls.0.tool_call.function.arguments",
                        "{\"location\":\"Pari\"}");
        assertThat(events(span).get(0)).contains("Say hello to").doesNotContain("everybody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_CONTENT", "EVENT_ONLY"})
    void withoutContentOnSpansTheyHaveTheCostAlone(ContentCapture capture) {
        restart(builder -> builder.captureContent(capture));

        SpanData span = ask(false);

        Map<String, Object> written = attributes(span);
        assertThat(written).containsEntry("llm.cost_usd", COST).containsEntry("llm.cost.total", COST);
        assertThat(written.keySet())
                .noneMatch(
                        name -> name.startsWith("input.") || name.startsWith("output.") || name.contains("_messages."));
        assertThat(span.getEvents()).isEmpty();
        assertThat(written.toString()).doesNotContainIgnoringCase("hello").doesNotContain("Be kind");
    }

    @Test
    void oneCallThatIsToStaySecretDoes() {
        server.enqueue(answer().call());
        model.call(REQUEST).contextWrite(ContentCapture.NO_CONTENT).block(PATIENCE);

        assertThat(attributes(telemetry.onlySpan()))
                .containsEntry("llm.cost_usd", COST)
                .doesNotContainKeys("input.value", "output.value");
        assertThat(telemetry.everything()).doesNotContainIgnoringCase("hello");
    }
}
