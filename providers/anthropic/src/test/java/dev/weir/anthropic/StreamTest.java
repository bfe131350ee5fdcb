package dev.weir.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Response;
import dev.weir.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamTest {

    private static final String START =
            "{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant',"
                    + "'model':'m','content':[],'stop_reason':null,'stop_sequence':null,'usage':{'input_tokens':12,"
                    + "'cache_creation_input_tokens':2,'cache_read_input_tokens':0,'output_tokens':1,"
                    + "'service_tier':'standard'}}}";
    private static final String PING = "{'type': 'ping'}";
    private static final String STOP = "{'type':'message_stop'}";

    private static String start(int index, String block) {
        return "{'type':'content_block_start','index':" + index + ",'content_block':" + block + "}";
    }

    private static String delta(int index, String delta) {
        return "{'type':'content_block_delta','index':" + index + ",'delta':" + delta + "}";
    }

    private static String stop(int index) {
        return "{'type':'content_block_stop','index':" + index + "}";
    }

    private static String end(String reason, String usage) {
        return "{'type':'message_delta','delta':{'stop_reason':'" + reason + "','stop_sequence':null},'usage':" + usage
                + "}";
    }

    private static Wire.Stream feed(Wire.Stream stream, String... events) {
        for (String event : events) {
            stream.feed(event.replace('\'', '"'));
        }
        return stream;
    }

    private static Wire.Stream stream(String... events) {
        return feed(new Wire.Stream(), events);
    }

    private static Response call(String content, String reason) {
        return Wire.call(("{'id':'msg_1','model':'m','content':[" + content + "],'stop_reason':'" + reason
                        + "','usage':{'input_tokens':12,'cache_creation_input_tokens':2,'cache_read_input_tokens':0,"
                        + "'output_tokens':9,'service_tier':'standard'}}")
                .replace('\'', '"'));
    }

    @Test
    void textArrivesInPiecesAndEqualsTheCall() {
        Wire.Stream stream = stream(
                START,
                start(0, "{'type':'text','text':''}"),
                PING,
                delta(0, "{'type':'text_delta','text':'Hel'}"),
                delta(0, "{'type':'text_delta','text':'lo \\u00e9\\ud83d\\ude00'}"),
                stop(0),
                end("end_turn", "{'output_tokens':9}"),
                STOP);

        assertThat(stream.ended()).isTrue();
        assertThat(stream.response()).isEqualTo(call("{'type':'text','text':'Hello é😀'}", "end_turn"));
        assertThat(stream.chunks).element(0).isEqualTo(new Chunk.Started("msg_1", "m"));
        assertThat(stream.chunks.stream().map(Chunk::text).filter(text -> !text.isEmpty()))
                .containsExactly("Hel", "lo é😀");
    }

    @Test
    void toolArgumentsArriveInPieces() {
        Wire.Stream stream = stream(
                START,
                start(0, "{'type':'tool_use','id':'toolu_1','name':'weather','input':{},'caller':{'type':'direct'}}"),
                delta(0, "{'type':'input_json_delta','partial_json':''}"),
                delta(0, "{'type':'input_json_delta','partial_json':'{\\'city\\': \\'Os'}"),
                delta(0, "{'type':'input_json_delta','partial_json':'lo\\'}'}"),
                stop(0),
                start(1, "{'type':'tool_use','id':'toolu_2','name':'now','input':{}}"),
                delta(1, "{'type':'input_json_delta','partial_json':''}"),
                stop(1),
                start(2, "{'type':'tool_use','id':'toolu_3','name':'known','input':{'a':1}}"),
                stop(2),
                end("tool_use", "{'output_tokens':9}"),
                STOP);

        assertThat(stream.response())
                .isEqualTo(call(
                        "{'type':'tool_use','id':'toolu_1','name':'weather','input':{'city': 'Oslo'},"
                                + "'caller':{'type':'direct'}},"
                                + "{'type':'tool_use','id':'toolu_2','name':'now','input':{}},"
                                + "{'type':'tool_use','id':'toolu_3','name':'known','input':{'a':1}}",
                        "tool_use"));
        assertThat(stream.response().toolCalls())
                .extracting(Part.ToolCall::arguments)
                .containsExactly("{\"city\": \"Oslo\"}", "{}", "{\"a\":1}");
        assertThat(stream.response().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void thoughtsKeepTheirSignatures() {
        Wire.Stream stream = stream(
                START,
                start(0, "{'type':'thinking','thinking':'','signature':''}"),
                delta(0, "{'type':'thinking_delta','thinking':'Hm','estimated_tokens':4}"),
                delta(0, "{'type':'thinking_delta','thinking':'...'}"),
                delta(0, "{'type':'signature_delta','signature':'S1'}"),
                stop(0),
                start(1, "{'type':'redacted_thinking','data':'D'}"),
                stop(1),
                start(2, "{'type':'thinking','thinking':'','signature':''}"),
                delta(2, "{'type':'signature_delta','signature':'S2'}"),
                stop(2),
                end("end_turn", "{'output_tokens':9}"),
                STOP);

        assertThat(stream.response())
                .isEqualTo(call(
                        "{'type':'thinking','thinking':'Hm...','signature':'S1'},"
                                + "{'type':'redacted_thinking','data':'D'},"
                                + "{'type':'thinking','thinking':'','signature':'S2'}",
                        "end_turn"));
        assertThat(stream.response().parts())
                .containsExactly(
                        new Part.Thinking("Hm...", ProviderData.of("anthropic", "signature", "S1")),
                        new Part.Thinking("", ProviderData.of("anthropic", "data", "D")),
                        new Part.Thinking("", ProviderData.of("anthropic", "signature", "S2")));
        assertThat(stream.chunks.stream().filter(c -> c instanceof Chunk.ThinkingDelta))
                .hasSize(2);
    }

    @Test
    void citationsMayComeBeforeTheirText() {
        String citation = "{'type':'web_search_result_location','cited_text':'q','url':'https://a.example',"
                + "'title':'A','encrypted_index':'E'}";
        Wire.Stream stream = stream(
                START,
                start(0, "{'citations':[],'type':'text','text':''}"),
                delta(0, "{'type':'citations_delta','citation':" + citation + "}"),
                delta(0, "{'type':'citations_delta','citation':" + citation + "}"),
                delta(0, "{'type':'text_delta','text':'Cited'}"),
                stop(0),
                end("end_turn", "{'output_tokens':9}"),
                STOP);

        assertThat(stream.response())
                .isEqualTo(call(
                        "{'type':'text','text':'Cited','citations':[" + citation + "," + citation + "]}", "end_turn"));
        assertThat(stream.chunks.stream().filter(c -> c instanceof Chunk.CitationAdded))
                .hasSize(2);
    }

    @Test
    void serverToolsAreKeptWholeAndInOrder() {
        String result =
                "{'type':'web_search_tool_result','tool_use_id':'srvtoolu_1','content':[{'type':'web_search_result',"
                        + "'url':'https://a.example','title':'A','encrypted_content':'E','page_age':null}]}";
        Wire.Stream stream = stream(
                START,
                start(0, "{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{}}"),
                delta(0, "{'type':'input_json_delta','partial_json':''}"),
                delta(0, "{'type':'input_json_delta','partial_json':'{\\'query\\':'}"),
                delta(0, "{'type':'input_json_delta','partial_json':'\\'q\\'}'}"),
                stop(0),
                start(1, result),
                stop(1),
                start(2, "{'type':'text','text':''}"),
                delta(2, "{'type':'text_delta','text':'Found'}"),
                stop(2),
                end("end_turn", "{'output_tokens':9}"),
                STOP);

        assertThat(stream.response())
                .isEqualTo(call(
                        "{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{'query':'q'}},"
                                + result + ",{'type':'text','text':'Found'}",
                        "end_turn"));
    }

    @Test
    void argumentsOfServerToolsCutByTheLimitAreDropped() {
        Wire.Stream stream = stream(
                START,
                start(0, "{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{}}"),
                delta(0, "{'type':'input_json_delta','partial_json':'{\\'query\\':'}"),
                stop(0),
                end("max_tokens", "{'output_tokens':9}"),
                STOP);

        Part.Opaque opaque = (Part.Opaque) stream.response().parts().get(0);
        assertThat(opaque.json()).endsWith("\"input\":{}}");
    }

    @Test
    void compactionIsKept() {
        Wire.Stream stream = stream(
                START,
                start(0, "{'type':'compaction','content':null}"),
                delta(0, "{'type':'compaction_delta','content':'Sum'}"),
                delta(0, "{'type':'compaction_delta','content':'mary'}"),
                stop(0),
                end("compaction", "{'output_tokens':9}"),
                STOP);

        assertThat(stream.response()).isEqualTo(call("{'type':'compaction','content':'Summary'}", "compaction"));
        assertThat(stream.response().finishReason()).isEqualTo(FinishReason.COMPACTION);
    }

    @Test
    void pingsAndUnknownThingsAreTolerated() {
        Wire.Stream stream = stream(
                PING,
                START,
                PING,
                PING,
                "{'type':'weather_report','index':0}",
                start(0, "{'type':'hologram','frames':[]}"),
                delta(0, "{'type':'frame_delta','frame':1}"),
                stop(0),
                PING,
                start(1, "{'type':'text','text':''}"),
                PING,
                delta(1, "{'type':'shimmer_delta','text':'not text'}"),
                delta(1, "{'type':'text_delta','text':'ok'}   "),
                stop(1),
                stop(7),
                PING,
                end("end_turn", "{'output_tokens':9}"),
                PING,
                STOP);

        assertThat(stream.response())
                .isEqualTo(call("{'type':'hologram','frames':[]},{'type':'text','text':'ok'}", "end_turn"));
    }

    @Test
    void eventsAreReadWhateverTheOrderOfTheirFields() {
        Wire.Stream stream = stream(
                START,
                "{'index':0,'content_block':{'text':'','type':'text'},'type':'content_block_start'}",
                "{'delta':{'text':'ok','type':'text_delta'},'index':0,'type':'content_block_delta'}",
                "{'index':0,'type':'content_block_stop'}",
                "{'usage':{'output_tokens':9},'delta':{'stop_reason':'end_turn'},'type':'message_delta'}",
                STOP);

        assertThat(stream.response()).isEqualTo(call("{'type':'text','text':'ok'}", "end_turn"));
    }

    @Test
    void framingMayDiffer() {
        String body = "﻿: hello\r\nevent: message_start\r\ndata:" + START + "\r\n\r\n: comment\r\n"
                + "data:" + delta(0, "{'type':'text_delta','text':'ok'}") + "  \r\n\r\n"
                + "data: " + end("end_turn", "{'output_tokens':9}") + "\r\n\r\ndata:" + STOP + "\r\n\r\n";
        Wire.Stream stream = new Wire.Stream().body(body.replace('\'', '"'));

        assertThat(stream.response()).isEqualTo(call("{'type':'text','text':'ok'}", "end_turn"));
    }

    @Test
    void answerWithoutBlocksIsAnAnswer() {
        Wire.Stream stream = stream(START, end("end_turn", "{'output_tokens':9}"), STOP);

        assertThat(stream.response()).isEqualTo(call("", "end_turn"));
        assertThat(stream.response().finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void blocksThatComeWithTheStartAreKept() {
        String call = "{'type':'tool_use','id':'toolu_1','name':'t','input':{'a':1}}";
        Wire.Stream stream = stream(
                START.replace("'content':[]", "'content':[" + call + "]"),
                start(0, "{'type':'text','text':'Then'}"),
                stop(0),
                end("end_turn", "{'output_tokens':9}"),
                STOP);

        assertThat(stream.response()).isEqualTo(call(call + ",{'type':'text','text':'Then'}", "end_turn"));
    }

    @Test
    void laterUsageReplacesEarlierKeyByKey() {
        Usage onlyOutput = stream(START, end("end_turn", "{'output_tokens':48}"), STOP)
                .response()
                .usage();
        assertThat(onlyOutput.inputTokens()).hasValue(14);
        assertThat(onlyOutput.outputTokens()).hasValue(48);
        assertThat(onlyOutput.raw()).contains("\"service_tier\":\"standard\"", "\"output_tokens\":48");

        Usage changed = stream(
                        START,
                        end(
                                "end_turn",
                                "{'input_tokens':7000,'cache_read_input_tokens':null,"
                                        + "'output_tokens':48,'server_tool_use':{'web_search_requests':1}}"),
                        STOP)
                .response()
                .usage();
        assertThat(changed.inputTokens()).hasValue(7002);
        assertThat(changed.cacheReadTokens()).hasValue(0);
        assertThat(changed.providerTools()).containsEntry("web_search_requests", 1L);

        Wire.Stream twice =
                stream(START, "{'type':'message_delta','delta':{'stop_reason':null},'usage':{'output_tokens':20}}");
        assertThat(twice.partial().usage().outputTokens()).hasValue(20);
        feed(twice, end("max_tokens", "{'output_tokens':21}"), STOP);
        assertThat(twice.response().usage().outputTokens()).hasValue(21);
        assertThat(twice.response().finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void whatTheEndTellsBesidesIsPassedOn() {
        Wire.Stream stream = stream(
                START,
                "{'type':'message_delta','delta':{'stop_reason':'refusal','stop_sequence':null,'stop_details':"
                        + "{'type':'refusal'},'container':{'id':'container_1'}},'usage':{'output_tokens':9},"
                        + "'context_management':{'applied_edits':[]}}",
                STOP);

        assertThat(stream.response().extras())
                .containsOnlyKeys("stop_details", "container", "context_management")
                .containsEntry("container", "{\"id\":\"container_1\"}");
    }

    @Test
    void nothingIsReadAfterTheEnd() {
        Wire.Stream stream = stream(START, end("end_turn", "{'output_tokens':9}"), STOP, "not json");

        assertThat(stream.response().parts()).isEqualTo(List.of());
    }
}
