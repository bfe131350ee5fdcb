package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Citation;
import dev.weir.FinishReason;
import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole answers of Converse. */
class ConverseAnswerTest {

    @Test
    void readsTextUsageAndWhatElseTheAnswerSays() {
        Response response = decode("""
                {"output":{"message":{"role":"assistant","content":[{"text":"7C"}]}},"stopReason":"end_turn",
                 "usage":{"inputTokens":22,"outputTokens":13,"totalTokens":35},"metrics":{"latencyMs":404},
                 "trace":{"guardrail":{}},"performanceConfig":{"latency":"standard"},"serviceTier":{"type":"default"},
                 "additionalModelResponseFields":"test"}""");

        assertThat(response.text()).isEqualTo("7C");
        assertThat(response.id()).isNull();
        assertThat(response.model()).isNull();
        assertThat(response.extras())
                .isEqualTo(Map.of(
                        "metrics", "{\"latencyMs\":404}",
                        "trace", "{\"guardrail\":{}}",
                        "performanceConfig", "{\"latency\":\"standard\"}",
                        "serviceTier", "{\"type\":\"default\"}",
                        "additionalModelResponseFields", "\"test\""));
    }

    @Test
    void callsAreReadWithTheirInputAsItWasWritten() {
        Response response = content("""
                {"toolUse":{"toolUseId":"t1","name":"a","input":{}}},
                {"toolUse":{"input":{"x": 7006652.0},"name":"b","toolUseId":"t2","type":"tool_use"}}""");

        assertThat(response.toolCalls())
                .containsExactly(
                        new Part.ToolCall("t1", "a", "{}"), new Part.ToolCall("t2", "b", "{\"x\": 7006652.0}"));
    }

    @Test
    void thoughtsKeepSignatureAndRedactedContent() {
        Response response = content("""
                {"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"Eu0C"}}},
                {"reasoningContent":{"redactedContent":"UnhX"}},
                {"reasoningContent":{"reasoningText":{"text":"plain"}}},{"text":"42"}""");

        assertThat(response.parts())
                .containsExactly(
                        new Part.Thinking("Hm.", ProviderData.of("bedrock", "signature", "Eu0C")),
                        new Part.Thinking("", ProviderData.of("bedrock", "redactedContent", "UnhX")),
                        new Part.Thinking("plain", null),
                        new Part.Text("42"));
        assertThat(response.thinking()).isEqualTo("Hm.plain");
    }

    @Test
    void whatBedrockRanItselfIsNoCallForTheClient() {
        Response response = content("""
                {"toolUse":{"toolUseId":"t1","name":"interpreter","input":{"s":"1"},"type":"server_tool_use"}},
                {"toolResult":{"toolUseId":"t1","content":[{"json":{"out":"1"}}],"status":"success","type":"x"}},
                {"toolUse":{"toolUseId":"t2","name":"final","input":{"r":1},"type":"tool_use"}}""");

        assertThat(response.toolCalls()).extracting(Part.ToolCall::name).containsExactly("final");
        assertThat(response.parts().get(0))
                .isEqualTo(new Part.Opaque(
                        "bedrock",
                        "server_tool_use",
                        "{\"toolUse\":{\"toolUseId\":\"t1\","
                                + "\"name\":\"interpreter\",\"input\":{\"s\":\"1\"},\"type\":\"server_tool_use\"}}"));
        assertThat(response.parts().get(1)).isInstanceOf(Part.Opaque.class);
        assertThat(((Part.Opaque) response.parts().get(1)).type()).isEqualTo("toolResult");
    }

    @Test
    void citedTextIsTextWithSources() {
        Response response = content("""
                {"text":"According to the policy, "},
                {"citationsContent":{"citations":[{"title":"policy","source":"s",
                   "sourceContent":[{"text":"Ask "},{"text":"him."}],"location":{"documentChar":{"documentIndex":0}}},
                  {"location":{"web":{"url":"https://e.com","domain":"e.com"}}}],
                 "content":[{"text":"ask "},{"text":"him."}]}}""");

        assertThat(response.text()).isEqualTo("According to the policy, ask him.");
        Part.Text cited = (Part.Text) response.parts().get(1);
        assertThat(cited.providerData()).isEqualTo(ProviderData.of("bedrock", "citationsContent", "true"));
        List<Citation> citations = cited.citations();
        assertThat(citations.get(0).title()).isEqualTo("policy");
        assertThat(citations.get(0).quote()).isEqualTo("Ask him.");
        assertThat(citations.get(0).url()).isNull();
        assertThat(citations.get(0).raw()).contains("documentChar");
        assertThat(citations.get(1).url()).isEqualTo("https://e.com");
    }

    @Test
    void imagesAndUnknownBlocksAreKept() {
        Response response =
                content("{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"AQID\"}}},{\"hologram\":{\"a\":1}}");

        assertThat(response.parts())
                .containsExactly(
                        new Part.Image(MediaSource.bytes(new byte[] {1, 2, 3}, "image/png")),
                        new Part.Opaque("bedrock", "hologram", "{\"hologram\":{\"a\":1}}"));
    }

    @Test
    void anUnknownBlockMayHaveAnyName() {
        assertThat(content("{\"holo\\\"gram\\\\\":{\"a\":1}}").parts())
                .containsExactly(new Part.Opaque("bedrock", "holo\"gram\\", "{\"holo\\\"gram\\\\\":{\"a\":1}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP",
        "max_tokens, LENGTH",
        "model_context_window_exceeded, CONTEXT_LENGTH",
        "tool_use, TOOL_CALLS",
        "guardrail_intervened, CONTENT_FILTER",
        "content_filtered, CONTENT_FILTER",
        "malformed_model_output, ERROR",
        "malformed_tool_use, ERROR",
        "something_new, OTHER"
    })
    void everyStopReasonHasACommonWord(String raw, FinishReason reason) {
        Response response = decode("{\"output\":{\"message\":{\"content\":[]}},\"stopReason\":\"" + raw + "\"}");

        assertThat(response.finishReason()).isEqualTo(reason);
        assertThat(response.rawFinishReason()).isEqualTo(raw);
    }

    @Test
    void inputIncludesWhatWasReadFromAndWrittenToTheCache() {
        Usage usage = decode("""
                {"output":{"message":{"content":[]}},"stopReason":"end_turn","usage":{"inputTokens":3,"outputTokens":61,
                 "totalTokens":2435,"cacheReadInputTokens":2074,"cacheReadInputTokenCount":2074,
                 "cacheWriteInputTokens":297,"cacheWriteInputTokenCount":297,"serverToolUsage":{}}}""").usage();

        assertThat(usage.inputTokens()).hasValue(2374);
        assertThat(usage.outputTokens()).hasValue(61);
        assertThat(usage.totalTokens()).hasValue(2435);
        assertThat(usage.cacheReadTokens()).hasValue(2074);
        assertThat(usage.cacheWriteTokens()).hasValue(297);
        assertThat(usage.reasoningTokens()).isEmpty();
    }

    @Test
    void absentCountsStayAbsent() {
        Usage usage = decode("{\"output\":{},\"stopReason\":\"x\",\"usage\":{\"inputTokens\":5}}")
                .usage();

        assertThat(usage.inputTokens()).hasValue(5);
        assertThat(usage.outputTokens()).isEmpty();
        assertThat(usage.cacheReadTokens()).isEmpty();
        assertThat(usage.cacheWriteTokens()).isEmpty();
        assertThat(decode("{\"stopReason\":\"x\"}").usage().isAbsent()).isTrue();
    }

    @Test
    void anErrorDocumentUnderStatus200IsAnError() {
        assertThatThrownBy(
                        () -> decode("{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"},"
                                + "\"Version\":\"1.0\"}"))
                .isInstanceOfSatisfying(
                        WireException.class,
                        failure -> assertThat(failure.error().type()).isEqualTo("UnknownOperationException"));
    }

    @Test
    void whatIsNotAnAnswerIsRefused() {
        assertThatThrownBy(() -> decode("<html>")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> content("{\"toolUse\":{\"toolUseId\":\"x\",\"input\":{}}}"))
                .isInstanceOf(JsonException.class);
    }

    private static Response content(String blocks) {
        return decode("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[" + blocks
                + "]}},\"stopReason\":\"end_turn\"}");
    }

    static Response decode(String body) {
        ChunkEmitter emitter = new ChunkEmitter(chunk -> {});
        new ConverseCodec(new ClockSkew(Clock.systemUTC())).decode(body.getBytes(UTF_8), emitter);
        emitter.complete();
        return emitter.accumulator().complete();
    }
}
