package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError;
import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Response;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.Framing;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streamed answers of ConverseStream, event by event. */
class ConverseStreamTest {

    private final ConverseStreamDecoder decoder = new ConverseStreamDecoder();
    private final List<Chunk> chunks = new ArrayList<>();
    private final ChunkEmitter emitter = new ChunkEmitter(chunks::add);

    @Test
    void textBeginsWithItsFirstDeltaAndPaddingIsDropped() {
        start();
        delta(0, "\"text\":\"It\"");
        delta(0, "\"text\":\" is\"");
        stop(0);
        end("end_turn");

        Response response = done();
        assertThat(response.text()).isEqualTo("It is");
        assertThat(response.parts()).hasSize(1);
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.usage().inputTokens()).hasValue(7);
        assertThat(response.extras()).containsOnlyKeys("metrics");
        assertThat(chunks.stream().map(Chunk::text).filter(t -> !t.isEmpty())).containsExactly("It", " is");
    }

    @Test
    void anEmptyTextBlockLeavesNoTrace() {
        start();
        delta(0, "\"text\":\"\"");
        stop(0);
        delta(1, "\"reasoningContent\":{\"text\":\"Hm.\"}");
        stop(1);
        delta(2, "\"text\":\"Hi\"");
        stop(2);
        end("end_turn");

        assertThat(done().parts()).containsExactly(new Part.Thinking("Hm.", null), new Part.Text("Hi"));
    }

    @Test
    void thoughtsThenTextWithoutAStopBetween() {
        start();
        delta(0, "\"reasoningContent\":{\"text\":\"Hm\"}");
        delta(0, "\"reasoningContent\":{\"text\":\".\"}");
        delta(0, "\"reasoningContent\":{\"signature\":\"Eu0C\"}");
        delta(1, "\"text\":\"42\"");
        end("end_turn");

        assertThat(done().parts())
                .containsExactly(
                        new Part.Thinking("Hm.", ProviderData.of("bedrock", "signature", "Eu0C")), new Part.Text("42"));
    }

    @Test
    void redactedThoughtsAreKept() {
        start();
        delta(0, "\"reasoningContent\":{\"redactedContent\":\"UnhX\"}");
        stop(0);
        end("end_turn");

        assertThat(done().parts())
                .containsExactly(new Part.Thinking("", ProviderData.of("bedrock", "redactedContent", "UnhX")));
    }

    @Test
    void parallelCallsMayBeWholeInPiecesOrWithoutInput() {
        start();
        begin(0, "\"toolUse\":{\"toolUseId\":\"a\",\"name\":\"one\"}");
        delta(0, "\"toolUse\":{\"input\":\"{\\\"x\\\":1}\"}");
        begin(1, "\"toolUse\":{\"toolUseId\":\"b\",\"name\":\"two\",\"type\":\"tool_use\"}");
        delta(1, "\"toolUse\":{\"input\":\"\"}");
        delta(1, "\"toolUse\":{\"input\":\"{\\\"y\\\"\"}");
        delta(1, "\"toolUse\":{\"input\":\":2}\"}");
        begin(2, "\"toolUse\":{\"toolUseId\":\"c\",\"name\":\"three\"}");
        delta(2, "\"toolUse\":{\"input\":\"\"}");
        begin(3, "\"toolUse\":{\"toolUseId\":\"d\",\"name\":\"four\"}");
        stop(0);
        stop(1);
        stop(2);
        end("tool_use");

        assertThat(done().toolCalls())
                .containsExactly(
                        new Part.ToolCall("a", "one", "{\"x\":1}"),
                        new Part.ToolCall("b", "two", "{\"y\":2}"),
                        new Part.ToolCall("c", "three", "{}"),
                        new Part.ToolCall("d", "four", "{}"));
        assertThat(done().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void serverToolsGiveTheSameAsInAWholeAnswer() {
        start();
        begin(0, "\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"i\",\"type\":\"server_tool_use\"}");
        delta(0, "\"toolUse\":{\"input\":\"{\\\"s\\\":\"}");
        delta(0, "\"toolUse\":{\"input\":\"1}\"}");
        stop(0);
        begin(1, "\"toolResult\":{\"toolUseId\":\"t\",\"status\":\"success\"}");
        delta(1, "\"toolResult\":[{\"json\":{\"o\":1}}]");
        delta(1, "\"toolResult\":[{\"text\":\"x\"}]");
        stop(1);
        begin(2, "\"image\":{\"format\":\"png\"}");
        delta(2, "\"image\":{\"source\":{\"bytes\":\"AQID\"}}");
        end("end_turn");

        Response whole = ConverseAnswerTest.decode("""
                {"output":{"message":{"role":"assistant","content":[
                 {"toolUse":{"toolUseId":"t","name":"i","type":"server_tool_use","input":{"s":1}}},
                 {"toolResult":{"toolUseId":"t","status":"success","content":[{"json":{"o":1}},{"text":"x"}]}},
                 {"image":{"format":"png","source":{"bytes":"AQID"}}}]}},"stopReason":"end_turn",
                 "usage":{"inputTokens":7},"metrics":{"latencyMs":5}}""");
        assertThat(done()).isEqualTo(whole);
        assertThat(whole.parts()).hasSize(3);
        assertThat(whole.toolCalls()).isEmpty();
    }

    @Test
    void citationsBelongToTheirTextAsInAWholeAnswer() {
        String citation = "{\"title\":\"p\",\"sourceContent\":[{\"text\":\"q\"}]}";
        start();
        delta(0, "\"citation\":" + citation);
        delta(0, "\"text\":\"20 \"");
        delta(0, "\"text\":\"days\"");
        stop(0);
        end("end_turn");

        assertThat(done())
                .isEqualTo(ConverseAnswerTest.decode("{\"output\":{\"message\":{\"content\":[{\"citationsContent\":{"
                        + "\"content\":[{\"text\":\"20 days\"}],\"citations\":[" + citation + "]}}]}},"
                        + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":7},\"metrics\":{\"latencyMs\":5}}"));
    }

    @Test
    void theStreamIsCompleteOnlyWithItsUsage() {
        start();
        delta(0, "\"text\":\"x\"");
        assertThat(decoder.missing()).isEqualTo("a messageStop event");
        event("messageStop", "{\"stopReason\":\"end_turn\",\"additionalModelResponseFields\":{\"a\":1},\"p\":\"ab\"}");

        assertThat(decoder.ended()).isFalse();
        assertThat(decoder.missing()).isNull();
        event("metadata", "{\"usage\":{\"inputTokens\":1},\"trace\":{\"g\":1},\"p\":\"abc\"}");
        assertThat(decoder.ended()).isTrue();
        assertThat(done().extras())
                .isEqualTo(java.util.Map.of("additionalModelResponseFields", "{\"a\":1}", "trace", "{\"g\":1}"));
    }

    @Test
    void unknownEventsAndDeltasAreReadOver() {
        event("hologramStart", "{\"x\":1}");
        event(null, "{}");
        event("messageStart", "");
        delta(0, "\"depth\":{\"z\":1}");

        assertThat(chunks).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "internalServerException, SERVER, true",
        "modelStreamErrorException, SERVER, true",
        "validationException, BAD_REQUEST, false",
        "throttlingException, RATE_LIMIT, true",
        "serviceUnavailableException, OVERLOADED, true",
        "modelTimeoutException, SERVER, true",
        "InternalError, SERVER, true"
    })
    void everyExceptionInTheStreamIsAnError(String name, ApiError.Kind kind, boolean retryable) {
        assertThatThrownBy(() -> exception(name, "{\"message\":\"no\"}"))
                .isInstanceOfSatisfying(WireException.class, failure -> {
                    assertThat(failure.error().kind()).isEqualTo(kind);
                    assertThat(failure.error().type()).isEqualTo(name);
                    assertThat(failure.error().message()).isEqualTo("no");
                    assertThat(failure.error().status()).isEqualTo(200);
                    assertThat(failure.error().retryable()).isEqualTo(retryable);
                });
    }

    @Test
    void anExceptionAfterTextLeavesThePartialAnswer() {
        start();
        delta(0, "\"text\":\"It\"");

        assertThatThrownBy(() -> exception(
                        "modelStreamErrorException",
                        "{\"message\":\"m\",\"originalStatusCode\":400,\"originalMessage\":\"o\"}"))
                .isInstanceOfSatisfying(
                        WireException.class,
                        failure -> assertThat(failure.error().retryable()).isFalse());
        assertThat(emitter.accumulator().snapshot().text()).isEqualTo("It");
    }

    @Test
    void anExceptionMayHaveNoPayload() {
        assertThatThrownBy(() -> exception("throttlingException", "")).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> exception(null, "not json")).isInstanceOf(WireException.class);
    }

    @Test
    void malformedPayloadsAreRefused() {
        assertThatThrownBy(() -> event("contentBlockDelta", "{\"delta\":")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> event("messageStop", "[]")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> begin(0, "\"toolUse\":{\"toolUseId\":\"x\"}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> delta(5, "\"toolUse\":{\"input\":\"{}\"}")).isInstanceOf(JsonException.class);
    }

    @Test
    void theFramingFollowsTheContentType() {
        ConverseCodec codec = new ConverseCodec(new ClockSkew(Clock.systemUTC()));

        assertThat(codec.framing("application/vnd.amazon.eventstream")).isEqualTo(Framing.AWS_EVENT_STREAM);
        assertThat(codec.framing("")).isEqualTo(Framing.AWS_EVENT_STREAM);
        assertThat(codec.framing("application/json")).isEqualTo(Framing.DOCUMENT);
        assertThat(codec.framing("text/html")).isEqualTo(Framing.DOCUMENT);
    }

    private void start() {
        event("messageStart", "{\"p\":\"abcdef\",\"role\":\"assistant\"}");
    }

    private void begin(int index, String start) {
        event("contentBlockStart", "{\"contentBlockIndex\":" + index + ",\"start\":{" + start + "},\"p\":\"ab\"}");
    }

    private void delta(int index, String delta) {
        event("contentBlockDelta", "{\"p\":\"abc\",\"delta\":{" + delta + "},\"contentBlockIndex\":" + index + "}");
    }

    private void stop(int index) {
        event("contentBlockStop", "{\"contentBlockIndex\":" + index + ",\"p\":\"abcd\"}");
    }

    private void end(String reason) {
        event("messageStop", "{\"stopReason\":\"" + reason + "\",\"p\":\"ab\"}");
        event("metadata", "{\"metrics\":{\"latencyMs\":5},\"usage\":{\"inputTokens\":7},\"p\":\"ab\"}");
        assertThat(decoder.ended()).isTrue();
    }

    private Response done() {
        emitter.complete();
        return emitter.accumulator().complete();
    }

    private void event(String type, String data) {
        byte[] bytes = data.getBytes(UTF_8);
        decoder.decode(new Frame().set(type, bytes, 0, bytes.length), emitter);
    }

    private void exception(String type, String data) {
        byte[] bytes = data.getBytes(UTF_8);
        decoder.decode(new Frame().set(type, bytes, 0, bytes.length).asException(), emitter);
    }
}
