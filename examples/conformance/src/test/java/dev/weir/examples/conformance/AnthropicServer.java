package dev.weir.examples.conformance;

import static dev.weir.examples.conformance.Ask.json;

import dev.weir.local.Reply;

/** Anthropic's Messages. */
final class AnthropicServer {

    static final String COMPACT = "Please compact";

    private static final String USAGE = "'usage':{'input_tokens':20,'cache_read_input_tokens':8,"
            + "'cache_creation_input_tokens':3,'output_tokens':17,'output_tokens_details':{'thinking_tokens':6}}";
    private static final String HEAD =
            "'id':'msg_1','type':'message','role':'assistant','model':'served-claude','stop_sequence':null";

    private AnthropicServer() {}

    static Reply answer(Ask ask) {
        if (ask.isToFail()) {
            return Reply.json(json("{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}"))
                    .status(529);
        }
        if (ask.isStreamed()) {
            return stream(ask);
        }
        boolean tool = ask.wantsTool("tool_result");
        boolean compact = ask.has(COMPACT);
        String content = tool
                ? "{'type':'tool_use','id':'toolu_1','name':'get_weather','input':{'city':'Oslo'}}"
                : compact
                        ? "{'type':'compaction','content':'We spoke of rivers.'}"
                        : "{'type':'text','text':'" + ask.text() + "'}";
        String reason = tool ? "tool_use" : compact ? "compaction" : "end_turn";
        return Reply.json(
                json("{" + HEAD + ",'content':[" + content + "],'stop_reason':'" + reason + "'," + USAGE + "}"));
    }

    private static Reply stream(Ask ask) {
        String start = event(
                "{'type':'message_start','message':{" + HEAD + ",'content':[],'stop_reason':null," + USAGE + "}}");
        String thinking = event(
                "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':'','signature':''}}");
        String thought = delta(0, "'type':'thinking_delta','thinking':'Rivers...'");
        if (ask.isToBreakOff()) {
            return Reply.sse(start, thinking, thought);
        }
        return Reply.sse(
                start,
                thinking,
                thought,
                delta(0, "'type':'signature_delta','signature':'EqQB'"),
                event("{'type':'content_block_stop','index':0}"),
                event("{'type':'content_block_start','index':1,'content_block':{'type':'text','text':''}}"),
                event("{'type':'ping'}"),
                delta(1, "'type':'text_delta','text':'The '"),
                delta(1, "'type':'text_delta','text':'Nile.'"),
                event("{'type':'content_block_stop','index':1}"),
                event("{'type':'message_delta','delta':{'stop_reason':'end_turn','stop_sequence':null}," + USAGE + "}"),
                event("{'type':'message_stop'}"));
    }

    private static String delta(int index, String fields) {
        return event("{'type':'content_block_delta','index':" + index + ",'delta':{" + fields + "}}");
    }

    private static String event(String data) {
        return "event: " + data.split("'", -1)[3] + "\ndata: " + json(data) + "\n\n";
    }
}
