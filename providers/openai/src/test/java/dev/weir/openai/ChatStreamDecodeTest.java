package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Response;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatStreamDecodeTest {

    private static final String DONE = "[DONE]";

    private final ChatCodec codec = new ChatCodec(Dialect.OPENAI);

    /** Reads events written with single quotes. */
    private Wire.Answer read(String... events) {
        return Wire.events(
                codec,
                Arrays.stream(events).map(event -> event.replace('\'', '"')).toArray(String[]::new));
    }

    private static String chunk(String choices) {
        return "{'id':'c1','object':'chat.completion.chunk','created':1,'model':'m-1','service_tier':'default',"
                + "'system_fingerprint':'fp','choices':[" + choices + "],'usage':null,'obfuscation':'x7'}";
    }

    private static String delta(String delta) {
        return chunk("{'index':0,'delta':" + delta + ",'logprobs':null,'finish_reason':null}");
    }

    private static String finish(String reason) {
        return chunk("{'index':0,'delta':{},'logprobs':null,'finish_reason':'" + reason + "'}");
    }

    private static String usage(int input, int output) {
        return "{'id':'c1','object':'chat.completion.chunk','model':'m-1','choices':[],'usage':{'prompt_tokens':"
                + input + ",'completion_tokens':" + output + ",'total_tokens':" + (input + output) + "}}";
    }

    private static String tool(String call) {
        return delta("{'tool_calls':[" + call + "]}");
    }

    @Test
    void textInTheRecordedOrder() {
        Wire.Answer answer = read(
                delta("{'role':'assistant','content':'','refusal':null}"),
                delta("{'content':'Hel'}"),
                delta("{'content':'lo'}"),
                finish("stop"),
                usage(9, 2),
                DONE);
        assertThat(answer.ended()).isTrue();
        assertThat(answer.chunks().subList(0, 4))
                .containsExactly(
                        new Chunk.Started("c1", null),
                        new Chunk.Started("c1", "m-1"),
                        new Chunk.Extra("service_tier", "\"default\""),
                        new Chunk.Extra("system_fingerprint", "\"fp\""));
        assertThat(answer.chunks().subList(4, answer.chunks().size()).stream()
                        .filter(chunk -> !(chunk instanceof Chunk.UsageUpdated)))
                .containsExactly(
                        new Chunk.TextStart(0, 0),
                        new Chunk.TextDelta(0, 0, "Hel"),
                        new Chunk.TextDelta(0, 0, "lo"),
                        new Chunk.TextEnd(0, 0, null),
                        new Chunk.Finished(0, FinishReason.STOP, "stop"));
        assertThat(answer.response().text()).isEqualTo("Hello");
        assertThat(answer.response().usage().inputTokens()).hasValue(9);
    }

    @Test
    void theRoleChunkIsNoOutput() {
        Wire.Answer answer = read(delta("{'role':'assistant','content':'','refusal':null}"));
        assertThat(answer.chunks()).noneMatch(Chunk::isOutput);
    }

    @Test
    void refusalInTheRecordedOrder() {
        Response response = read(
                        delta("{'role':'assistant','content':null,'refusal':''}"),
                        delta("{'refusal':'I am'}"),
                        delta("{'refusal':' sorry'}"),
                        finish("stop"),
                        DONE)
                .response();
        assertThat(response.refusal()).isEqualTo("I am sorry");
        assertThat(response.finishReason()).isEqualTo(FinishReason.REFUSAL);
    }

    @Test
    void aSingleCallInTheRecordedOrder() {
        Wire.Answer answer = read(
                delta("{'role':'assistant','content':null,'tool_calls':[{'index':0,'id':'call_1','type':'function',"
                        + "'function':{'name':'f','arguments':''}}],'refusal':null}"),
                tool("{'index':0,'function':{'arguments':'{\\\"a\\\":'}}"),
                tool("{'index':0,'function':{'arguments':'1}'}}"),
                finish("tool_calls"),
                DONE);
        Part.ToolCall call = new Part.ToolCall("call_1", "f", "{\"a\":1}");
        assertThat(answer.response().parts()).containsExactly(call);
        assertThat(answer.chunks(Chunk.ToolCallStart.class))
                .containsExactly(new Chunk.ToolCallStart(0, 0, "call_1", "f"));
        assertThat(answer.chunks(Chunk.ToolCallDelta.class))
                .extracting(Chunk.ToolCallDelta::delta)
                .containsExactly("{\"a\":", "1}");
        assertThat(answer.chunks(Chunk.ToolCallEnd.class)).containsExactly(new Chunk.ToolCallEnd(0, 0, call));
    }

    @Test
    void parallelCallsMayTakeTurns() {
        Response response = read(
                        delta("{'role':'assistant','content':null}"),
                        tool("{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':''}}"),
                        tool("{'index':1,'id':'b','type':'function','function':{'name':'g','arguments':''}}"),
                        tool("{'index':1,'function':{'arguments':'[2'}}"),
                        tool("{'index':0,'function':{'arguments':'[1'}},{'index':1,'function':{'arguments':']'}}"),
                        tool("{'index':0,'function':{'arguments':']'}}"),
                        finish("tool_calls"),
                        DONE)
                .response();
        assertThat(response.parts())
                .containsExactly(new Part.ToolCall("a", "f", "[1]"), new Part.ToolCall("b", "g", "[2]"));
    }

    @Test
    void aCustomToolsInputIsStreamed() {
        Response response = read(
                        tool("{'index':0,'id':'a','type':'custom','custom':{'name':'sql','input':''}}"),
                        tool("{'index':0,'custom':{'input':'select '}}"),
                        tool("{'index':0,'custom':{'input':'1'}}"),
                        finish("tool_calls"),
                        DONE)
                .response();
        assertThat(response.parts())
                .containsExactly(
                        new Part.ToolCall("a", "sql", "select 1", ProviderData.of("openai-chat", "type", "custom")));
    }

    @Test
    void aLegacyFunctionCallIsStreamed() {
        Response response = read(
                        delta("{'role':'assistant','content':null,'function_call':{'name':'f','arguments':''}}"),
                        delta("{'function_call':{'arguments':'{}'}}"),
                        finish("function_call"),
                        DONE)
                .response();
        assertThat(response.parts()).containsExactly(new Part.ToolCall(null, "f", "{}"));
    }

    @Test
    void moderationMayComeAfterUsage() {
        Response response = read(
                        delta("{'content':'a'}"),
                        finish("stop"),
                        usage(1, 1),
                        "{'id':'c1','choices':[],'usage':null,'moderation':{'input':{'type':'moderation_results'}}}",
                        DONE)
                .response();
        assertThat(response.usage().inputTokens()).hasValue(1);
        assertThat(response.extras()).containsEntry("moderation", "{\"input\":{\"type\":\"moderation_results\"}}");
    }

    @Test
    void contentFinishAndUsageInOneChunk() {
        Wire.Answer answer = read(
                "{'choices':[{'finish_reason':'stop','delta':{'content':'a'},'index':0}],'usage':{'prompt_tokens':3,"
                        + "'completion_tokens':1},'id':'c1','model':'m'}",
                DONE);
        assertThat(answer.response().text()).isEqualTo("a");
        assertThat(answer.response().rawFinishReason()).isEqualTo("stop");
        assertThat(answer.response().usage().inputTokens()).hasValue(3);
        List<Chunk> chunks = answer.chunks();
        assertThat(chunks.indexOf(new Chunk.TextDelta(0, 0, "a")))
                .isLessThan(chunks.indexOf(new Chunk.Finished(0, FinishReason.STOP, "stop")));
        assertThat(chunks.indexOf(new Chunk.Finished(0, FinishReason.STOP, "stop")))
                .isLessThan(
                        chunks.indexOf(answer.chunks(Chunk.UsageUpdated.class).get(0)));
    }

    @Test
    void oddChunksArePassedOver() {
        Wire.Answer answer = read(
                "{'choices':[],'created':0,'id':'','model':'','object':'','prompt_filter_results':[{'prompt_index':0}]}",
                "{'choices':null}",
                "{'id':'c1','model':'m'}",
                "{'choices':[{'index':0,'content_filter_offsets':{'check_offset':1}}]}",
                "{'choices':[{'index':0,'delta':null}]}",
                "{'choices':[{'index':0,'delta':{'content':'a','role':null},'finish_reason':''}]}",
                finish("stop"),
                DONE);
        assertThat(answer.response().id()).isEqualTo("c1");
        assertThat(answer.response().model()).isEqualTo("m");
        assertThat(answer.response().text()).isEqualTo("a");
        assertThat(answer.response().extras())
                .containsEntry("prompt_filter_results", "[{\"prompt_index\":0}]")
                .containsEntry("choices[0].content_filter_offsets", "{\"check_offset\":1}");
    }

    @Test
    void aCallWithoutIndexIsFoundById() {
        Response response = read(
                        tool("{'id':'a','function':{'name':'f','arguments':'1'}}"),
                        tool("{'id':'b','function':{'name':'g','arguments':'2'}}"),
                        tool("{'id':'a','function':{'arguments':'1'}}"),
                        tool("{'function':{'arguments':'1'}}"),
                        finish("tool_calls"),
                        DONE)
                .response();
        assertThat(response.parts())
                .containsExactly(new Part.ToolCall("a", "f", "111"), new Part.ToolCall("b", "g", "2"));
    }

    @Test
    void callsWithNeitherIndexNorIdBeginWithTheirName() {
        Response response = read(
                        tool("{'function':{'name':'f','arguments':'1'}}"),
                        tool("{'function':{'arguments':'1'}}"),
                        tool("{'function':{'name':'f','arguments':'2'}}"),
                        finish("tool_calls"),
                        DONE)
                .response();
        assertThat(response.parts())
                .containsExactly(new Part.ToolCall(null, "f", "11"), new Part.ToolCall(null, "f", "2"));
    }

    @Test
    void callsThatAllHaveIndexZeroAreToldApartByIdAndName() {
        Response response = read(
                        tool("{'index':0,'id':'a','function':{'name':'f','arguments':'1'}},"
                                + "{'index':0,'id':'b','function':{'name':'f','arguments':'2'}}"),
                        finish("tool_calls"),
                        DONE)
                .response();
        assertThat(response.parts())
                .containsExactly(new Part.ToolCall("a", "f", "1"), new Part.ToolCall("b", "f", "2"));
    }

    @Test
    void aLateNameWaits() {
        Wire.Answer answer = read(
                tool("{'index':3,'id':'a','function':{'arguments':'{'}}"),
                tool("{'index':3,'function':{'name':'f','arguments':'}'}}"),
                finish("tool_calls"),
                DONE);
        assertThat(answer.response().parts()).containsExactly(new Part.ToolCall("a", "f", "{}"));
        assertThat(answer.chunks(Chunk.ToolCallStart.class)).containsExactly(new Chunk.ToolCallStart(0, 0, "a", "f"));
    }

    @Test
    void emptyNamesAndIdsThatRepeatAreIgnored() {
        Response response = read(
                        tool("{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':'{'}}"),
                        tool("{'index':0,'id':'','type':'function','function':{'name':'','arguments':'}'}}"),
                        tool("{'index':0,'id':null,'function':{'name':null,'arguments':''}}"),
                        finish("tool_calls"),
                        DONE)
                .response();
        assertThat(response.parts()).containsExactly(new Part.ToolCall("a", "f", "{}"));
    }

    @Test
    void aCallThatIsAllAtOnceBesideTheFinishReason() {
        Response response = read(
                        chunk("{'index':0,'delta':{'content':'','tool_calls':[{'id':'a','function':{'name':'f',"
                                + "'arguments':'{}'}}]},'finish_reason':'tool_calls'}"),
                        DONE)
                .response();
        assertThat(response.parts()).containsExactly(new Part.ToolCall("a", "f", "{}"));
    }

    @Test
    void argumentsAfterTheFinishReasonDoNotFail() {
        Response response = read(
                        tool("{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}"),
                        finish("tool_calls"),
                        tool("{'index':0,'function':{'arguments':'x'}}"),
                        tool("{'index':0,'id':'b','function':{'name':'g','arguments':'1'}}"),
                        DONE)
                .response();
        assertThat(response.parts())
                .containsExactly(new Part.ToolCall("a", "f", "{}"), new Part.ToolCall("b", "g", "1"));
    }

    @Test
    void severalChoicesInterleave() {
        Response response = read(
                        chunk("{'index':0,'delta':{'content':'a'}},{'index':1,'delta':{'content':'b'}}"),
                        chunk("{'index':1,'delta':{'content':'B'},'finish_reason':'length'}"),
                        chunk("{'index':0,'delta':{'content':'A'},'finish_reason':'stop'}"),
                        DONE)
                .response();
        assertThat(response.choices())
                .extracting(choice -> choice.message().text())
                .containsExactly("aA", "bB");
        assertThat(response.choices())
                .extracting(Response.Choice::rawFinishReason)
                .containsExactly("stop", "length");
    }

    @Test
    void logprobsAreJoined() {
        Response response = read(
                        chunk(
                                "{'index':0,'delta':{'content':'a'},'logprobs':{'content':[{'token':'a'}],'refusal':null}}"),
                        chunk("{'index':0,'delta':{'content':'b'},'logprobs':{'content':[{'token':'b'}]}}"),
                        finish("stop"),
                        DONE)
                .response();
        assertThat(response.choices().get(0).logprobs())
                .isNotNull()
                .satisfies(
                        list -> assertThat(Wire.exactJson(list)).isEqualTo(Wire.json("[{'token':'a'},{'token':'b'}]")));
    }

    @Test
    void soundIsJoinedByItsBytes() {
        Response response = read(
                        delta("{'audio':{'id':'audio_1','transcript':'h'}}"),
                        delta("{'audio':{'data':'SUQ='}}"),
                        delta("{'audio':{'data':'Mw==','transcript':'i','expires_at':5}}"),
                        finish("stop"),
                        DONE)
                .response();
        Part.Audio audio = (Part.Audio) response.parts().get(0);
        assertThat(audio.source()).isEqualTo(MediaSource.bytes(new byte[] {'I', 'D', '3'}, "audio/mpeg"));
        assertThat(audio.transcript()).isEqualTo("hi");
    }

    @Test
    void aStreamAndACallOfTheSameAnswerAreEqual() {
        String usage = "{'prompt_tokens':9,'completion_tokens':2,'total_tokens':11}";
        Response streamed = read(
                        delta("{'role':'assistant','reasoning':'h'}"),
                        delta("{'reasoning':'m'}"),
                        delta("{'content':'Hel'}"),
                        delta("{'content':'lo'}"),
                        tool("{'index':0,'id':'a','function':{'name':'f','arguments':'{'}}"),
                        tool("{'index':0,'function':{'arguments':'}'}}"),
                        finish("tool_calls"),
                        "{'id':'c1','choices':[],'usage':" + usage + "}",
                        DONE)
                .response();
        Response called = Wire.call(
                        codec,
                        ("{'id':'c1','object':'chat.completion','model':'m-1','choices':[{'index':0,'message':{'content':"
                                        + "'Hello','reasoning':'hm','tool_calls':[{'id':'a','function':{'name':'f',"
                                        + "'arguments':'{}'}}]},'finish_reason':'tool_calls'}],'usage':" + usage
                                        + ",'service_tier':'default','system_fingerprint':'fp'}")
                                .replace('\'', '"'))
                .response();
        assertThat(streamed).isEqualTo(called);
    }
}
