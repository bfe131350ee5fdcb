package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.Warning;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ResponsesEncodeTest {

    private static final Tool WEATHER = Tool.function("weather", "d", "{\"type\":\"object\"}");

    private final ResponsesCodec codec = new ResponsesCodec(Dialect.OPENAI, "openai-responses");

    private JsonNode encode(Request request) {
        return Wire.encode(codec, request);
    }

    private List<String> warned(Request request) {
        return Wire.warnings(codec, request).stream().map(Warning::option).toList();
    }

    private static Request.Builder hi() {
        return Request.builder().user("hi");
    }

    private static ProviderData data(String name, String value) {
        return ProviderData.of("openai-responses", name, value);
    }

    @Test
    void aMinimalRequestHasModelAndInputOnly() {
        assertThat(encode(Request.of("hi")))
                .isEqualTo(Wire.json("{'model':'m','input':[{'role':'user','content':'hi'}]}"));
        assertThat(Wire.encode(codec, Request.of("hi"), true, new ArrayList<>()))
                .isEqualTo(Wire.json("{'model':'m','input':[{'role':'user','content':'hi'}],'stream':true}"));
        assertThat(codec.encode(Request.of("hi"), "m", false, new ArrayList<>()).path())
                .isEqualTo("/responses");
        assertThat(codec.api()).isEqualTo("openai-responses");
    }

    @Test
    void systemTextIsInstructionsApartAndDeveloperInside() {
        JsonNode body = encode(Request.builder()
                .system("Be brief.")
                .system("Be kind.")
                .user("hi")
                .message(Message.system("Now rhyme."))
                .user("go")
                .build());
        assertThat(body.path("instructions").asString()).isEqualTo("Be brief.\n\nBe kind.");
        assertThat(body.path("input").path(1)).isEqualTo(Wire.json("{'role':'developer','content':'Now rhyme.'}"));
    }

    @Test
    void toolsAreFlat() {
        JsonNode body = encode(hi().tools(
                        WEATHER,
                        WEATHER.strict(true),
                        Tool.custom("sql", "c"),
                        Tool.provider("search", "{\"type\":\"web_search\"}"))
                .options(options -> options.parallelToolCalls(false))
                .build());
        assertThat(body.path("tools"))
                .isEqualTo(Wire.json("[{'type':'function','name':'weather','description':'d','parameters':"
                        + "{'type':'object'},'strict':false},{'type':'function','name':'weather','description':'d',"
                        + "'parameters':{'type':'object'},'strict':true},"
                        + "{'type':'custom','name':'sql','description':'c'},{'type':'web_search'}]"));
        assertThat(body.path("parallel_tool_calls").asBoolean(true)).isFalse();
    }

    private JsonNode choice(ToolChoice choice) {
        return encode(hi().tools(
                                WEATHER,
                                Tool.custom("sql", "c"),
                                Tool.provider("search", "{\"type\":\"web_search\"}"),
                                Tool.provider("box", "{\"type\":\"mcp\",\"server_label\":\"dropbox\"}"))
                        .toolChoice(choice)
                        .build())
                .path("tool_choice");
    }

    @Test
    void everyToolChoiceHasItsForm() {
        assertThat(choice(ToolChoice.AUTO).asString()).isEqualTo("auto");
        assertThat(choice(ToolChoice.NONE).asString()).isEqualTo("none");
        assertThat(choice(ToolChoice.REQUIRED).asString()).isEqualTo("required");
        assertThat(choice(ToolChoice.named("weather"))).isEqualTo(Wire.json("{'type':'function','name':'weather'}"));
        assertThat(choice(ToolChoice.named("sql"))).isEqualTo(Wire.json("{'type':'custom','name':'sql'}"));
        assertThat(choice(ToolChoice.named("search"))).isEqualTo(Wire.json("{'type':'web_search'}"));
        assertThat(choice(ToolChoice.named("box"))).isEqualTo(Wire.json("{'type':'mcp','server_label':'dropbox'}"));
        assertThat(choice(ToolChoice.allowed("weather")))
                .isEqualTo(Wire.json(
                        "{'type':'allowed_tools','mode':'auto','tools':[" + "{'type':'function','name':'weather'}]}"));
        assertThat(warned(hi().toolChoice(ToolChoice.REQUIRED).build())).containsExactly("toolChoice");
    }

    @Test
    void everyOutputFormatHasItsForm() {
        assertThat(encode(hi().outputFormat(OutputFormat.TEXT).build()).path("text"))
                .isEqualTo(Wire.json("{'format':{'type':'text'}}"));
        assertThat(encode(hi().outputFormat(OutputFormat.JSON).build()).path("text"))
                .isEqualTo(Wire.json("{'format':{'type':'json_object'}}"));
        assertThat(encode(hi().outputFormat(OutputFormat.jsonSchema("s", "{\"type\":\"object\"}"))
                                .build())
                        .path("text"))
                .isEqualTo(Wire.json(
                        "{'format':{'type':'json_schema','name':'s','schema':{'type':'object'}," + "'strict':true}}"));
        Request broken = hi().outputFormat(OutputFormat.jsonSchema("s", "{")).build();
        assertThatThrownBy(() -> encode(broken)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void imagesAndFilesHaveTheirForms() {
        byte[] bytes = {1, 2, 3};
        URI url = URI.create("https://e.org/a");
        JsonNode body = encode(Request.builder()
                .user(
                        new Part.Text("look"),
                        new Part.Image(MediaSource.url(url), "high"),
                        new Part.Image(MediaSource.bytes(bytes, "image/png")),
                        new Part.Image(MediaSource.fileId("f1")),
                        new Part.Document(MediaSource.fileId("f2"), null),
                        new Part.Document(MediaSource.url(url), null),
                        new Part.Document(MediaSource.bytes(bytes, "application/pdf"), "a.pdf"))
                .build());
        assertThat(body.path("input").path(0).path("content"))
                .isEqualTo(Wire.json("[{'type':'input_text','text':'look'},"
                        + "{'type':'input_image','image_url':'https://e.org/a','detail':'high'},"
                        + "{'type':'input_image','image_url':'data:image/png;base64,AQID'},"
                        + "{'type':'input_image','file_id':'f1'},{'type':'input_file','file_id':'f2'},"
                        + "{'type':'input_file','file_url':'https://e.org/a'},"
                        + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,AQID'}]"));
        assertThat(warned(Request.builder()
                        .user(new Part.Text("x"), new Part.Audio(MediaSource.bytes(bytes, "audio/wav")))
                        .build()))
                .containsExactly("message.part");
    }

    @Test
    void callsAndResultsArePairedByCallId() {
        Part.ToolCall call = new Part.ToolCall("call_1", "f", "", data("id", "fc_1"));
        Part.ToolCall custom = new Part.ToolCall("call_2", "sql", "select 1", data("type", "custom"));
        Part.ToolResult image = new Part.ToolResult(
                "call_1",
                "f",
                List.of(new Part.Text("see"), new Part.Image(MediaSource.bytes(new byte[] {1}, "image/png"))),
                false);
        JsonNode input = encode(Request.builder()
                        .user("?")
                        .message(Message.assistant(List.of(call, custom)))
                        .toolResults(image, Part.ToolResult.of(custom, "1"))
                        .build())
                .path("input");
        assertThat(input.path(1))
                .isEqualTo(Wire.json(
                        "{'type':'function_call','id':'fc_1','call_id':'call_1','name':'f','arguments':'{}'}"));
        assertThat(input.path(2))
                .isEqualTo(Wire.json("{'type':'custom_tool_call','call_id':'call_2','name':'sql','input':'select 1'}"));
        assertThat(input.path(3))
                .isEqualTo(Wire.json("{'type':'function_call_output','call_id':'call_1','output':["
                        + "{'type':'input_text','text':'see'},"
                        + "{'type':'input_image','image_url':'data:image/png;base64,AQ=='}]}"));
        assertThat(input.path(4))
                .isEqualTo(Wire.json("{'type':'custom_tool_call_output','call_id':'call_2','output':'1'}"));
    }

    @Test
    void whatTheModelSaidGoesBackItemByItem() {
        String reasoning = "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"gAAA\"}";
        String search = "{\"type\":\"web_search_call\",\"id\":\"ws_1\"}";
        Message answer = Message.assistant(List.of(
                new Part.Thinking("", data("item", reasoning)),
                new Part.Thinking("second summary of the same item", null),
                new Part.Opaque("openai-responses", "web_search_call", search),
                new Part.Text("a", List.of(), data("id", "msg_1").merge(data("phase", "commentary"))),
                new Part.Text("b", List.of(), data("id", "msg_1").merge(data("phase", "commentary"))),
                new Part.Text("c", List.of(), data("id", "msg_2")),
                new Part.ToolCall("call_1", "f", "{}", data("id", "fc_1").merge(data("namespace", "\"n\"")))));
        JsonNode input = encode(
                        Request.builder().user("?").message(answer).user("go").build())
                .path("input");
        assertThat(input.path(1)).isEqualTo(Wire.exactJson(reasoning));
        assertThat(input.path(2)).isEqualTo(Wire.exactJson(search));
        assertThat(input.path(3))
                .isEqualTo(Wire.json("{'type':'message','role':'assistant','id':'msg_1','status':'completed','phase':"
                        + "'commentary','content':[{'type':'output_text','text':'a','annotations':[]},"
                        + "{'type':'output_text','text':'b','annotations':[]}]}"));
        assertThat(input.path(4).path("id").asString()).isEqualTo("msg_2");
        assertThat(input.path(5).path("namespace").asString()).isEqualTo("n");
        assertThat(input).hasSize(7);
    }

    @Test
    void whatAnotherProviderSaidGoesBackAsPlainMessages() {
        Message answer = Message.assistant(List.of(
                new Part.Thinking("hm", ProviderData.of("anthropic", "signature", "s")),
                new Part.Text("a"),
                new Part.Refusal("no"),
                new Part.Opaque("anthropic", "web_search", "{}")));
        Request request = Request.builder().user("?").message(answer).user("go").build();
        assertThat(encode(request).path("input").path(1))
                .isEqualTo(Wire.json("{'type':'message','role':'assistant','content':["
                        + "{'type':'output_text','text':'a','annotations':[]},{'type':'refusal','refusal':'no'}]}"));
        assertThat(warned(request)).containsExactly("message.opaque");
    }

    @Test
    void stateIsSteeredByExtras() {
        JsonNode body = encode(hi().extra("store", false)
                .extra("include", List.of("reasoning.encrypted_content"))
                .extra("reasoning", Map.of("effort", "low", "summary", "auto"))
                .thinking(Thinking.HIGH)
                .build());
        assertThat(body.path("store").asBoolean(true)).isFalse();
        assertThat(body.path("include").path(0).asString()).isEqualTo("reasoning.encrypted_content");
        assertThat(body.path("reasoning")).isEqualTo(Wire.json("{'effort':'low','summary':'auto'}"));
    }

    @Test
    void aStoredConversationIsNotSentAgain() {
        JsonNode body = encode(Request.builder()
                .user("one")
                .assistant("two")
                .user("three")
                .previousResponseId("resp_1")
                .build());
        assertThat(body.path("previous_response_id").asString()).isEqualTo("resp_1");
        assertThat(body.path("input")).isEqualTo(Wire.json("[{'role':'user','content':'three'}]"));
    }

    @Test
    void optionsThatResponsesLackAreWarnedAbout() {
        Request request = hi().options(options -> options.stop("x")
                        .seed(1)
                        .choiceCount(2)
                        .presencePenalty(1)
                        .frequencyPenalty(1)
                        .logitBias(Map.of("1", 1))
                        .topK(3))
                .build();
        assertThat(warned(request))
                .containsExactlyInAnyOrder(
                        "stop", "seed", "choiceCount", "presencePenalty", "frequencyPenalty", "logitBias", "topK");
        assertThat(encode(request).propertyNames()).containsExactlyInAnyOrder("model", "input");
    }

    @Test
    void theOtherOptionsHaveTheirFields() {
        Request request = hi().options(options -> options.maxTokens(5)
                        .temperature(0.5)
                        .topP(0.25)
                        .topLogprobs(2)
                        .serviceTier("flex")
                        .metadata(Map.of("a", "b"))
                        .thinking(Thinking.budget(100)))
                .build();
        assertThat(encode(request))
                .isEqualTo(Wire.json("{'model':'m','input':[{'role':'user','content':'hi'}],'max_output_tokens':5,"
                        + "'temperature':0.5,'top_p':0.25,'include':['message.output_text.logprobs'],'top_logprobs':2,"
                        + "'service_tier':'flex','metadata':{'a':'b'},'reasoning':{'effort':'low'}}"));
        assertThat(warned(request)).containsExactly("thinking");
    }
}
