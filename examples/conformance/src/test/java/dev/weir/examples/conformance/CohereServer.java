package dev.weir.examples.conformance;

import static dev.weir.examples.conformance.Ask.json;

import dev.weir.local.Reply;

/** Cohere's chat and embeddings. */
final class CohereServer {

    private static final String USAGE = "'usage':{'billed_units':{'input_tokens':20,'output_tokens':17},"
            + "'tokens':{'input_tokens':70,'output_tokens':19},'cached_tokens':8}";

    private CohereServer() {}

    static Reply answer(Ask ask) {
        if (ask.isToFail()) {
            return Reply.json(json("{'id':'e1','message':'Too many requests'}")).status(429);
        }
        if (ask.path().endsWith("/embed")) {
            return Reply.json(json("{'id':'em1','embeddings':{'float':[[0.25,-0.5,0.125]]},"
                    + "'meta':{'billed_units':{'input_tokens':5}}}"));
        }
        if (ask.isStreamed()) {
            return stream(ask);
        }
        boolean tool = ask.wantsTool("\"role\":\"tool\"");
        String message = tool
                ? "'tool_calls':[{'id':'w_1','type':'function','function':{'name':'get_weather',"
                        + "'arguments':'{\\'city\\':\\'Oslo\\'}'}}]"
                : "'content':[{'type':'text','text':'" + ask.text() + "'}]";
        return Reply.json(json("{'id':'c1','message':{'role':'assistant'," + message + "},'finish_reason':'"
                + (tool ? "TOOL_CALL" : "COMPLETE") + "'," + USAGE + "}"));
    }

    private static Reply stream(Ask ask) {
        String start = event("{'type':'message-start','id':'c1','delta':{'message':{'role':'assistant','content':[],"
                + "'tool_plan':'','tool_calls':[],'citations':[]}}}");
        String first = content("content-start", 0, "'type':'thinking','thinking':''");
        String thought = content("content-delta", 0, "'thinking':'Rivers...'");
        if (ask.isToBreakOff()) {
            return Reply.sse(start, first, thought);
        }
        return Reply.sse(
                start,
                first,
                thought,
                event("{'type':'content-end','index':0}"),
                content("content-start", 1, "'type':'text','text':''"),
                content("content-delta", 1, "'text':'The '"),
                content("content-delta", 1, "'text':'Nile.'"),
                event("{'type':'content-end','index':1}"),
                event("{'type':'message-end','delta':{'finish_reason':'COMPLETE'," + USAGE + "}}"),
                "data: [DONE]\n\n");
    }

    private static String content(String type, int index, String fields) {
        return event("{'type':'" + type + "','index':" + index + ",'delta':{'message':{'content':{" + fields + "}}}}");
    }

    private static String event(String data) {
        return "event: " + data.split("'", -1)[3] + "\ndata: " + json(data) + "\n\n";
    }
}
