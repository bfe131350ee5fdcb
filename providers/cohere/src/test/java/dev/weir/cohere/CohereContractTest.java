package dev.weir.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Part;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.testkit.ProviderContract;
import dev.weir.testkit.WireSamples;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What every provider must do, of Cohere. */
class CohereContractTest extends ProviderContract {

    private static final String USAGE = "{'billed_units':{'input_tokens':3,'output_tokens':4},"
            + "'tokens':{'input_tokens':70,'output_tokens':6},'cached_tokens':64}";
    private static final String START = "{'id':'c1','type':'message-start','delta':{'message':{'role':'assistant',"
            + "'content':[],'tool_plan':'','tool_calls':[],'citations':[]}}}";
    private static final String CITATION = "{'start':0,'end':7,'text':'Blaubær','type':'TEXT_CONTENT',"
            + "'sources':[{'type':'document','id':'doc:0','document':{'title':'t','text':'x'}}]}";
    private static final String ANSWER =
            "{'id':'c1','message':{'role':'assistant',%s},'finish_reason':'%s','usage':" + USAGE + "}";

    @Override
    protected Provider provider(String baseUrl, Environment environment) {
        return Cohere.builder().environment(environment).baseUrl(baseUrl).build();
    }

    @Override
    protected String keyVariable() {
        return "CO_API_KEY";
    }

    @Override
    protected WireSamples samples() {
        return WireSamples.of("command-a-03-2025")
                .event(event(START))
                .event(event(content("content-start", "'type':'text','text':''")))
                .text(event(content("content-delta", "'text':'Bla'")), "Bla")
                .text(event(content("content-delta", "'text':'ubær'")), "ubær")
                .event(event("{'type':'citation-start','index':0,'delta':{'message':{'citations':" + CITATION + "}}}"))
                .event(event("{'type':'citation-end','index':0}"))
                .text(event(content("content-delta", "'text':' \\ud83e\\uded0!'")), " \uD83E\uDED0!")
                .event(event("{'type':'content-end','index':0}"))
                .event(event(end("COMPLETE")))
                .event("data: [DONE]\n\n")
                .call(json(ANSWER.formatted(
                        "'content':[{'type':'text','text':'Blaubær \uD83E\uDED0!'}],'citations':[" + CITATION + "]",
                        "COMPLETE")))
                .toolCalls(
                        toolStream(),
                        json(ANSWER.formatted(
                                "'tool_plan':'I will look.','tool_calls':["
                                        + "{'id':'w_1','type':'function','function':{'name':'weather',"
                                        + "'arguments':'{\\'city\\':\\'Oslo\\'}'}},"
                                        + "{'id':'n_1','type':'function','function':{'name':'now','arguments':''}}]",
                                "TOOL_CALL")),
                        new Part.ToolCall("w_1", "weather", "{\"city\":\"Oslo\"}"),
                        new Part.ToolCall("n_1", "now", ""))
                .error(message -> json("{'id':'e1','message':'" + message + "'}"))
                .errorHeaders(Map.of("x-debug-trace-id", "t1"))
                .errorEvent(event("{'type':'message-end','delta':{'finish_reason':'ERROR','error':'engine failed'}}")
                        .getBytes(UTF_8))
                .errorUnder200(message -> json("{'id':'e1','message':'" + message + "'}"))
                .unknownEvent(event("{'type':'debug','prompt':'secret'}").getBytes(UTF_8));
    }

    private static List<byte[]> toolStream() {
        return Stream.of(
                        START,
                        "{'type':'tool-plan-delta','delta':{'message':{'tool_plan':'I will'}}}",
                        "{'type':'tool-plan-delta','delta':{'message':{'tool_plan':' look.'}}}",
                        call(
                                "tool-call-start",
                                0,
                                "'id':'w_1','type':'function','function':{'name':'weather'," + "'arguments':''}"),
                        call("tool-call-delta", 0, "'function':{'arguments':'{\\'city\\':'}"),
                        call("tool-call-delta", 0, "'function':{'arguments':'\\'Oslo\\'}'}"),
                        "{'type':'tool-call-end','index':0}",
                        call(
                                "tool-call-start",
                                1,
                                "'id':'n_1','type':'function','function':{'name':'now'," + "'arguments':''}"),
                        "{'type':'tool-call-end','index':1}",
                        end("TOOL_CALL"))
                .map(data -> event(data).getBytes(UTF_8))
                .toList();
    }

    private static String content(String type, String fields) {
        return "{'type':'" + type + "','index':0,'delta':{'message':{'content':{" + fields + "}}}}";
    }

    private static String call(String type, int index, String fields) {
        return "{'type':'" + type + "','index':" + index + ",'delta':{'message':{'tool_calls':{" + fields + "}}}}";
    }

    private static String end(String reason) {
        return "{'type':'message-end','delta':{'finish_reason':'" + reason + "','usage':" + USAGE + "}}";
    }

    private static String event(String data) {
        String type = data.replaceAll(".*?'type':'([a-z-]+)'.*", "$1");
        return "event: " + type + "\ndata: " + json(data) + "\n\n";
    }

    private static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
