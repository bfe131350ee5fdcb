package dev.weir.examples.conformance;

import static dev.weir.examples.conformance.Ask.json;

import dev.weir.local.ChatWire;
import dev.weir.local.Reply;
import java.util.ArrayList;
import java.util.List;

/** Chat Completions and embeddings, of OpenAI and of those who copied them. */
final class OpenAiServer {

    private static final String USAGE = "'usage':{'prompt_tokens':31,'completion_tokens':17,'total_tokens':48,"
            + "'prompt_tokens_details':{'cached_tokens':8,'cache_write_tokens':4,'audio_tokens':2,'text_tokens':25,"
            + "'image_tokens':4},"
            + "'completion_tokens_details':{'reasoning_tokens':6,'audio_tokens':1,'text_tokens':15,'image_tokens':1}}";
    private static final String HEAD =
            "'id':'chatcmpl-1','created':1760000000,'model':'served-model','service_tier':'default',"
                    + "'system_fingerprint':'fp_1'";

    private OpenAiServer() {}

    static Reply answer(Ask ask) {
        if (ask.isToFail()) {
            return ChatWire.error(429, "requests", "rate_limit_exceeded", "Slow down");
        }
        if (ask.path().endsWith("/embeddings")) {
            return Reply.json(json("{'object':'list','model':'served-embedding-model','data':[{'object':'embedding',"
                    + "'index':0,'embedding':[0.25,-0.5,0.125]}],'usage':{'prompt_tokens':5,'total_tokens':5}}"));
        }
        return ask.isStreamed() ? Reply.sse(events(ask).toArray(new String[0])) : Reply.json(document(ask));
    }

    private static String document(Ask ask) {
        boolean tool = ask.wantsTool("\"role\":\"tool\"");
        String message = tool
                ? "{'role':'assistant','content':null,'tool_calls':[{'id':'call_1','type':'function','function':"
                        + "{'name':'get_weather','arguments':'{\\'city\\':\\'Oslo\\'}'}}]}"
                : "{'role':'assistant','content':'" + ask.text() + "'}";
        List<String> choices = new ArrayList<>();
        for (int index = 0; index < (ask.has("\"n\":2") ? 2 : 1); index++) {
            choices.add("{'index':" + index + ",'finish_reason':'" + (tool ? "tool_calls" : "stop") + "','message':"
                    + message + "}");
        }
        return json("{'object':'chat.completion'," + HEAD + ",'choices':[" + String.join(",", choices) + "]," + USAGE
                + "}");
    }

    private static List<String> events(Ask ask) {
        List<String> events = new ArrayList<>();
        events.add(chunk("'choices':[{'index':0,'delta':{'role':'assistant','content':''}}]"));
        events.add(chunk("'choices':[{'index':0,'delta':{'content':'The '}}]"));
        if (ask.isToBreakOff()) {
            return events;
        }
        events.add(chunk("'choices':[{'index':0,'delta':{'content':'Nile.'}}]"));
        events.add(chunk("'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]"));
        events.add(chunk("'choices':[]," + USAGE));
        events.add(ChatWire.event("[DONE]"));
        return events;
    }

    private static String chunk(String fields) {
        return ChatWire.event(json("{'object':'chat.completion.chunk'," + HEAD + "," + fields + "}"));
    }
}
