package dev.weir.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.JsonException;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streamed answers, event by event. */
class CohereStreamTest {

    private static final String START = "{\"id\":\"c1\",\"type\":\"message-start\",\"delta\":{\"message\":{"
            + "\"role\":\"assistant\",\"content\":[],\"tool_plan\":\"\",\"tool_calls\":[],\"citations\":[]}}}";
    private static final String END = "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\","
            + "\"usage\":{\"tokens\":{\"input_tokens\":9,\"output_tokens\":2},\"cached_tokens\":0}}}";

    private final StreamDecoder decoder = new CohereCodec().streamDecoder();
    private final List<Chunk> chunks = new ArrayList<>();
    private final ChunkEmitter emitter = new ChunkEmitter(chunks::add);

    @Test
    void textArrivesPieceByPiece() {
        Response response = stream(START, contentStart(0, "text"), text(0, "It"), text(0, " is"), contentEnd(0), END);

        assertThat(response.text()).isEqualTo("It is");
        assertThat(response.id()).isEqualTo("c1");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.usage().inputTokens()).hasValue(9);
        assertThat(response.usage().cacheReadTokens()).hasValue(0);
        assertThat(chunks.stream().map(Chunk::text).filter(t -> !t.isEmpty())).containsExactly("It", " is");
        assertThat(decoder.ended()).isTrue();
        assertThat(decoder.missing()).isNull();
    }

    @Test
    void thoughtsAreToldFromTextByTheirKey() {
        Response response = stream(
                START,
                contentStart(0, "thinking"),
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"thinking\":\"Hm.\"}}}}",
                contentEnd(0),
                contentStart(1, "text"),
                text(1, "4"),
                contentEnd(1),
                END);

        assertThat(response.parts()).containsExactly(new Part.Thinking("Hm.", null), new Part.Text("4"));
    }

    @Test
    void aPlanIsGatheredAndTwoCallsWithSplitArgumentsGiveTheSameAsAWholeAnswer() {
        Response streamed = stream(
                START,
                "{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\"I\"}}}",
                "{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\" will.\"}}}",
                callStart(0, "w_1", "weather"),
                arguments(0, "{\\\"ci"),
                arguments(0, "ty\\\":\\\"Oslo\\\"}"),
                "{\"type\":\"tool-call-end\",\"index\":0}",
                callStart(1, "c_1", "clock"),
                "{\"type\":\"tool-call-end\",\"index\":1}",
                END.replace("COMPLETE", "TOOL_CALL"));
        Response whole = CohereAnswerTest.decode("""
                {"id":"c1","message":{"tool_plan":"I will.","tool_calls":[
                  {"id":"w_1","function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}},
                  {"id":"c_1","function":{"name":"clock","arguments":""}}]},"finish_reason":"TOOL_CALL",
                 "usage":{"tokens":{"input_tokens":9,"output_tokens":2},"cached_tokens":0}}""");

        assertThat(streamed).isEqualTo(whole);
        assertThat(streamed.toolCalls()).hasSize(2);
        assertThat(streamed.extras()).containsEntry("tool_plan", "\"I will.\"");
    }

    @Test
    void aPlanWithoutCallsIsKept() {
        Response response = stream(
                START,
                "{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\"I would\"}}}",
                END.replace("COMPLETE", "MAX_TOKENS"));

        assertThat(response.extras()).containsEntry("tool_plan", "\"I would\"");
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void citationsBelongToTheTextEvenAfterItsEnd() {
        Response response = stream(
                START,
                contentStart(0, "text"),
                text(0, "It is 7C"),
                citation(0, 6),
                "{\"type\":\"citation-end\",\"index\":0}",
                contentEnd(0),
                citation(1, 0),
                END);

        assertThat(response.parts()).hasSize(1);
        assertThat(((Part.Text) response.parts().get(0)).citations())
                .extracting(c -> c.start())
                .containsExactly(6, 0);
    }

    @Test
    void theDoneMarkerAndUnknownEventsAreReadOver() {
        decode(null, "[DONE]");
        decode("debug", "{\"type\":\"debug\",\"prompt\":\"secret\"}");
        decode("hologram-delta", "{\"type\":\"hologram-delta\",\"delta\":{\"message\":{\"content\":{\"depth\":1}}}}");

        assertThat(chunks).isEmpty();
        assertThat(decoder.ended()).isFalse();
    }

    @Test
    void theTypeMayStandBehindItsContentAndOnlyInTheData() {
        for (String event : List.of(
                START,
                "{\"delta\":{\"message\":{\"content\":{\"text\":\"x\"}}},\"index\":0," + "\"type\":\"content-delta\"}",
                END)) {
            decode(null, event);
        }
        emitter.complete();

        assertThat(emitter.accumulator().complete().text()).isEqualTo("x");
        assertThat(decoder.ended()).isTrue();
    }

    @Test
    void logProbabilitiesAreJoined() {
        Response response = stream(
                START,
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"a\"}}},"
                        + "\"logprobs\":{\"text\":\"a\",\"logprobs\":[-1]}}",
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"b\"}}},"
                        + "\"logprobs\":{\"text\":\"b\",\"logprobs\":[-2]}}",
                END);

        assertThat(response.choices().get(0).logprobs())
                .isEqualTo("[{\"text\":\"a\",\"logprobs\":[-1]},{\"text\":\"b\",\"logprobs\":[-2]}]");
    }

    @Test
    void aFailureAtTheEndIsAnErrorAfterThePartialAnswer() {
        decodeAll(START, contentStart(0, "text"), text(0, "It"));

        assertThatThrownBy(() -> decode(
                        "message-end",
                        "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\","
                                + "\"error\":\"engine failed\",\"usage\":{\"tokens\":{\"output_tokens\":1}}}}"))
                .isInstanceOfSatisfying(WireException.class, failure -> {
                    assertThat(failure.error().message()).isEqualTo("engine failed");
                    assertThat(failure.error().type()).isEqualTo("ERROR");
                    assertThat(failure.error().retryable()).isTrue();
                });
        assertThat(emitter.accumulator().snapshot().text()).isEqualTo("It");
        assertThat(emitter.accumulator().snapshot().usage().outputTokens()).hasValue(1);
    }

    @Test
    void anErrorEventIsAnError() {
        assertThatThrownBy(() -> decode("error", "{\"message\":\"boom\"}")).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> decode(null, "{\"id\":\"x\",\"message\":\"boom\"}"))
                .isInstanceOf(WireException.class);
    }

    @Test
    void withoutMessageEndTheStreamIsTruncated() {
        decodeAll(START, contentStart(0, "text"), text(0, "It"), contentEnd(0));

        assertThat(decoder.ended()).isFalse();
        assertThat(decoder.missing()).isEqualTo("a message-end event");
    }

    @Test
    void argumentsOfACallThatNeverBeganAreRefused() {
        assertThatThrownBy(() -> decode("tool-call-delta", arguments(3, "{}"))).isInstanceOf(JsonException.class);
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThatThrownBy(() -> decode("content-delta", "{\"delta\":")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> decode("content-delta", "nonsense")).isInstanceOf(JsonException.class);
    }

    private Response stream(String... events) {
        decodeAll(events);
        emitter.complete();
        return emitter.accumulator().complete();
    }

    private void decodeAll(String... events) {
        for (String event : events) {
            int type = event.indexOf("\"type\":\"") + 8;
            decode(event.substring(type, event.indexOf('"', type)), event);
        }
    }

    private void decode(String type, String data) {
        byte[] bytes = data.getBytes(UTF_8);
        decoder.decode(new Frame().set(type, bytes, 0, bytes.length), emitter);
    }

    private static String contentStart(int index, String kind) {
        return "{\"type\":\"content-start\",\"index\":" + index + ",\"delta\":{\"message\":{\"content\":{\"type\":\""
                + kind + "\",\"" + kind + "\":\"\"}}}}";
    }

    private static String text(int index, String text) {
        return "{\"type\":\"content-delta\",\"index\":" + index + ",\"delta\":{\"message\":{\"content\":{\"text\":\""
                + text + "\"}}}}";
    }

    private static String contentEnd(int index) {
        return "{\"type\":\"content-end\",\"index\":" + index + "}";
    }

    private static String callStart(int index, String id, String name) {
        return "{\"type\":\"tool-call-start\",\"index\":" + index + ",\"delta\":{\"message\":{\"tool_calls\":{\"id\":\""
                + id + "\",\"type\":\"function\",\"function\":{\"name\":\"" + name + "\",\"arguments\":\"\"}}}}}";
    }

    private static String arguments(int index, String piece) {
        return "{\"type\":\"tool-call-delta\",\"index\":" + index
                + ",\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":\"" + piece + "\"}}}}}";
    }

    private static String citation(int index, int start) {
        return "{\"type\":\"citation-start\",\"index\":" + index + ",\"delta\":{\"message\":{\"citations\":{\"start\":"
                + start + ",\"end\":8,\"text\":\"7C\",\"type\":\"TEXT_CONTENT\",\"sources\":[]}}}}";
    }
}
