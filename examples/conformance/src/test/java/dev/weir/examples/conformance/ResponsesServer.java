package dev.weir.examples.conformance;

import static dev.weir.examples.conformance.Ask.json;

import dev.weir.local.ChatWire;
import dev.weir.local.Reply;

/** OpenAI's Responses. */
final class ResponsesServer {

    private static final String HEAD = "'id':'resp_1','object':'response','created_at':1760000000,"
            + "'model':'gpt-5-mini-2025-08-07','service_tier':'default'";
    private static final String USAGE = "'usage':{'input_tokens':31,'input_tokens_details':{'cached_tokens':8},"
            + "'output_tokens':17,'output_tokens_details':{'reasoning_tokens':6},'total_tokens':48}";
    private static final String MESSAGE = "{'id':'msg_1','type':'message','status':'completed','role':'assistant',"
            + "'content':[{'type':'output_text','annotations':[],'logprobs':[],'text':'%s'}]}";
    private static final String CALL = "{'id':'fc_1','type':'function_call','status':'completed',"
            + "'arguments':'{\\'city\\':\\'Oslo\\'}','call_id':'call_1','name':'get_weather'}";

    private ResponsesServer() {}

    static Reply answer(Ask ask) {
        if (ask.isToFail()) {
            return ChatWire.error(429, "requests", "rate_limit_exceeded", "Slow down");
        }
        if (ask.isStreamed()) {
            return stream(ask);
        }
        String item = ask.wantsTool("function_call_output") ? CALL : MESSAGE.formatted(ask.text());
        return Reply.json(json(completed(item)));
    }

    private static String completed(String items) {
        return "{" + HEAD + ",'status':'completed','error':null,'incomplete_details':null,'output':[" + items + "],"
                + USAGE + "}";
    }

    private static Reply stream(Ask ask) {
        String created = event("{'type':'response.created','response':{" + HEAD
                + ",'status':'in_progress','output':[],'usage':null}}");
        String first = text("The ");
        String added = event("{'type':'response.output_item.added','output_index':0,'item':{'id':'msg_1',"
                + "'type':'message','status':'in_progress','role':'assistant','content':[]}}");
        if (ask.isToBreakOff()) {
            return Reply.sse(created, added, first);
        }
        String message = MESSAGE.formatted("The Nile.");
        return Reply.sse(
                created,
                added,
                first,
                text("Nile."),
                event("{'type':'response.output_item.done','output_index':0,'item':" + message + "}"),
                event("{'type':'response.completed','response':" + completed(message) + "}"));
    }

    private static String text(String piece) {
        return event("{'type':'response.output_text.delta','item_id':'msg_1','output_index':0,'content_index':0,"
                + "'delta':'" + piece + "','logprobs':[]}");
    }

    private static String event(String data) {
        return "event: " + data.split("'", -1)[3] + "\ndata: " + json(data) + "\n\n";
    }
}
