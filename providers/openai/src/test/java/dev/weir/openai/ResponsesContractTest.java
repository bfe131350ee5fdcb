package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Part;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.testkit.ProviderContract;
import dev.weir.testkit.WireSamples;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ResponsesContractTest extends ProviderContract {

    private static final String CREATED = "{'type':'response.created','sequence_number':0,'response':{'id':'resp_1',"
            + "'object':'response','created_at':1.5,'status':'in_progress','model':'gpt-5-mini-2025-08-07','output':[],"
            + "'usage':null}}";
    private static final String ANSWER = "{'id':'resp_1','object':'response','created_at':1.5,'status':'completed',"
            + "'error':null,'incomplete_details':null,'model':'gpt-5-mini-2025-08-07','output':[%s],'service_tier':'default',"
            + "'usage':{'input_tokens':12,'input_tokens_details':{'cached_tokens':3},'output_tokens':9,"
            + "'output_tokens_details':{'reasoning_tokens':0},'total_tokens':21}}";
    private static final String MESSAGE = "{'id':'msg_1','type':'message','status':'completed','role':'assistant',"
            + "'content':[{'type':'output_text','annotations':[],'logprobs':[],'text':'Blaubær \uD83E\uDED0!'}]}";
    private static final String CALL =
            "{'id':'fc_%d','type':'function_call','status':'completed','arguments':'%s','call_id':'call_%d','name':'%s'}";

    @Override
    protected Provider provider(String baseUrl, Environment environment) {
        return OpenAi.builder(environment).baseUrl(baseUrl + "/v1").buildResponses();
    }

    @Override
    protected String keyVariable() {
        return "OPENAI_API_KEY";
    }

    @Override
    protected WireSamples samples() {
        String empty = MESSAGE.replaceFirst("'content':\\[.*]", "'content':[]");
        String first = CALL.formatted(1, "{\\'city\\':\\'Oslo\\'}", 1, "weather");
        String second = CALL.formatted(2, "{}", 2, "now");
        return WireSamples.of("gpt-5-mini")
                .event(event(CREATED))
                .event(event(item("added", 0, empty)))
                .event(event("{'type':'response.content_part.added','output_index':0,'content_index':0,"
                        + "'part':{'type':'output_text','annotations':[],'text':''}}"))
                .text(text("Bla"), "Bla")
                .text(text("ubær"), "ubær")
                .text(text(" \\ud83e\\uded0!"), " \uD83E\uDED0!")
                .event(event("{'type':'response.output_text.done','output_index':0,'content_index':0,"
                        + "'text':'Blaubær \uD83E\uDED0!','logprobs':[]}"))
                .event(event(item("done", 0, MESSAGE)))
                .event(event(completed(MESSAGE)))
                .call(json(ANSWER.formatted(MESSAGE)))
                .toolCalls(
                        toolStream(first, second),
                        json(ANSWER.formatted(first + "," + second)),
                        new Part.ToolCall("call_1", "weather", "{\"city\":\"Oslo\"}"),
                        new Part.ToolCall("call_2", "now", "{}"))
                .error(message -> json("{'error':{'message':'" + message + "','type':'t','param':null,'code':null}}"))
                .errorHeaders(Map.of("x-request-id", "req_1"))
                .errorEvent(event("{'type':'error','sequence_number':5,'code':'server_error','message':'Sorry',"
                                + "'param':null}")
                        .getBytes(UTF_8))
                .errorUnder200(message -> json("{'id':'resp_1','status':'failed','output':[],'error':"
                        + "{'code':'server_error','message':'" + message + "'}}"))
                .unknownEvent(
                        event("{'type':'response.weather_report','sun':true}").getBytes(UTF_8));
    }

    private static List<byte[]> toolStream(String first, String second) {
        String delta = "{'type':'response.function_call_arguments.delta','output_index':%d,'delta':'%s'}";
        return Stream.of(
                        CREATED,
                        item("added", 0, CALL.formatted(1, "", 1, "weather")),
                        delta.formatted(0, "{\\'city\\':\\'Os"),
                        delta.formatted(0, "lo\\'}"),
                        item("done", 0, first),
                        item("added", 1, CALL.formatted(2, "", 2, "now")),
                        "{'type':'response.function_call_arguments.done','output_index':1,'arguments':'{}'}",
                        item("done", 1, second),
                        completed(first + "," + second))
                .map(event -> event(event).getBytes(UTF_8))
                .toList();
    }

    private static String item(String what, int index, String item) {
        return "{'type':'response.output_item." + what + "','output_index':" + index + ",'item':" + item + "}";
    }

    private static String completed(String items) {
        return "{'type':'response.completed','response':" + ANSWER.formatted(items) + "}";
    }

    private static String text(String piece) {
        return event("{'type':'response.output_text.delta','sequence_number':4,'item_id':'msg_1','output_index':0,"
                + "'content_index':0,'delta':'" + piece + "','logprobs':[],'obfuscation':'x'}");
    }

    /** Names the event as the API does: by the type in its data, which stands first. */
    private static String event(String data) {
        return "event: " + data.split("'", -1)[3] + "\ndata: " + json(data) + "\n\n";
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
