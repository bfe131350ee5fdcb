package dev.weir.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Part;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.testkit.ProviderContract;
import dev.weir.testkit.WireSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class AnthropicContractTest extends ProviderContract {

    private static final String START = "{'type':'message_start','message':{'id':'msg_1','type':'message',"
            + "'role':'assistant','model':'claude-sonnet-4-5-20250929','content':[],'stop_reason':null,"
            + "'stop_sequence':null,'usage':{'input_tokens':12,'cache_read_input_tokens':3,'output_tokens':1}}}";
    private static final String ANSWER = "{'id':'msg_1','type':'message','role':'assistant',"
            + "'model':'claude-sonnet-4-5-20250929','content':[%s],'stop_reason':'%s','stop_sequence':null,"
            + "'usage':{'input_tokens':12,'cache_read_input_tokens':3,'output_tokens':9}}";
    private static final String END = "{'type':'message_delta','delta':{'stop_reason':'%s','stop_sequence':null},"
            + "'usage':{'output_tokens':9}}";
    private static final String STOP = "{'type':'message_stop'}";

    @Override
    protected Provider provider(String baseUrl, Environment environment) {
        return Anthropic.builder().environment(environment).baseUrl(baseUrl).build();
    }

    @Override
    protected String keyVariable() {
        return "ANTHROPIC_API_KEY";
    }

    @Override
    protected WireSamples samples() {
        return WireSamples.of("claude-sonnet-4-5")
                .event(event(START))
                .event(event("{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}"))
                .event(event("{'type': 'ping'}"))
                .text(text("Bla"), "Bla")
                .text(text("ubær"), "ubær")
                .text(text(" \\ud83e\\uded0!"), " \uD83E\uDED0!")
                .event(event("{'type':'content_block_stop','index':0}"))
                .event(event(END.formatted("end_turn")))
                .event(event(STOP))
                .call(json(ANSWER.formatted("{'type':'text','text':'Blaubær \uD83E\uDED0!'}", "end_turn")))
                .toolCalls(
                        toolStream(),
                        json(ANSWER.formatted(
                                "{'type':'tool_use','id':'toolu_1','name':'weather','input':{'city':'Oslo'}},"
                                        + "{'type':'tool_use','id':'toolu_2','name':'now','input':{}}",
                                "tool_use")),
                        new Part.ToolCall("toolu_1", "weather", "{\"city\":\"Oslo\"}"),
                        new Part.ToolCall("toolu_2", "now", "{}"))
                .error(message -> error("invalid_request_error", message))
                .errorHeaders(Map.of("request-id", "req_1"))
                .errorEvent(("event: error\ndata: " + error("overloaded_error", "Overloaded") + "\n\n").getBytes(UTF_8))
                .errorUnder200(message -> error("api_error", message))
                .unknownEvent(event("{'type':'weather_report','sun':true}").getBytes(UTF_8));
    }

    private static List<byte[]> toolStream() {
        String start = "{'type':'content_block_start','index':%d,'content_block':"
                + "{'type':'tool_use','id':'%s','name':'%s','input':{}}}";
        String delta = "{'type':'content_block_delta','index':%d,'delta':"
                + "{'type':'input_json_delta','partial_json':'%s'}}";
        List<byte[]> events = new ArrayList<>();
        for (String event : List.of(
                START,
                start.formatted(0, "toolu_1", "weather"),
                delta.formatted(0, ""),
                delta.formatted(0, "{\\'city\\':\\'Os"),
                delta.formatted(0, "lo\\'}"),
                "{'type':'content_block_stop','index':0}",
                start.formatted(1, "toolu_2", "now"),
                delta.formatted(1, ""),
                "{'type':'content_block_stop','index':1}",
                END.formatted("tool_use"),
                STOP)) {
            events.add(event(event).getBytes(UTF_8));
        }
        return events;
    }

    private static String text(String piece) {
        return event("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'" + piece + "'}}");
    }

    /** Names the event as the API does: by the type in its data, which stands first. */
    private static String event(String data) {
        String type = data.split("'", -1)[3];
        return "event: " + type + "\ndata: " + json(data) + "\n\n";
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String error(String type, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message
                + "\"},\"request_id\":\"req_1\"}";
    }
}
