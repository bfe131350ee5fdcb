package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.Message;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Thinking;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.Warning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What goes back to the provider: stored by it, replayed to it, or left out. */
class ResponsesStateTest {

    private final ResponsesCodec codec = new ResponsesCodec(Dialect.OPENAI, "openai-responses");

    private Message answer(String id, String items) {
        String body = "{'id':'" + id + "','model':'m-1','status':'completed','output':[" + items + "]}";
        Response response = Wire.call(codec, body.replace('\'', '"')).response();
        return response.message();
    }

    private static String text(String text) {
        return "{'id':'msg_1','type':'message','role':'assistant','content':[{'type':'output_text','annotations':[],"
                + "'text':'" + text + "'}]}";
    }

    private static String call() {
        return "{'type':'function_call','id':'fc_1','call_id':'call_1','name':'f','arguments':'{}'}";
    }

    private static String reasoning(String more) {
        return "{'type':'reasoning','id':'rs_1','summary':[]" + more + "}";
    }

    private JsonNode encode(Request.Builder request) {
        return Wire.encode(codec, request.build());
    }

    private List<String> warned(Request.Builder request) {
        return Wire.warnings(codec, request.build()).stream()
                .map(Warning::option)
                .toList();
    }

    private static Request.Builder after(Message answer) {
        return Request.builder().user("one").message(answer).user("two");
    }

    private List<String> ids(Request.Builder request) {
        return encode(request)
                .path("input")
                .valueStream()
                .map(item -> item.path("id").asString("-"))
                .toList();
    }

    @Test
    void whatIsNotStoredComesEncrypted() {
        assertThat(encode(Request.builder().user("hi").extra("store", false)))
                .isEqualTo(Wire.json("{'model':'m','input':[{'role':'user','content':'hi'}],"
                        + "'include':['reasoning.encrypted_content'],'store':false}"));
        assertThat(encode(Request.builder().user("hi").extra("store", true)).has("include"))
                .isFalse();
    }

    @Test
    void whatTheUserIncludesIsAddedToWhatIsNeeded() {
        JsonNode body = encode(Request.builder()
                .user("hi")
                .options(options -> options.logprobs(true))
                .extra("store", false)
                .extra("include", List.of("reasoning.encrypted_content", "web_search_call.results")));
        assertThat(body.path("include"))
                .isEqualTo(Wire.json("['message.output_text.logprobs','reasoning.encrypted_content',"
                        + "'web_search_call.results']"));
    }

    @Test
    void fieldsOfObjectsAreMergedIntoWhatOptionsSay() {
        JsonNode body = encode(Request.builder()
                .user("hi")
                .thinking(Thinking.LOW)
                .outputFormat(OutputFormat.JSON)
                .extra("reasoning", Map.of("summary", "auto"))
                .extra("text", Map.of("verbosity", "low")));
        assertThat(body.path("reasoning")).isEqualTo(Wire.json("{'effort':'low','summary':'auto'}"));
        assertThat(body.path("text")).isEqualTo(Wire.json("{'format':{'type':'json_object'},'verbosity':'low'}"));
        assertThat(encode(Request.builder().user("hi").extra("text", Map.of("verbosity", "low")))
                        .path("text"))
                .isEqualTo(Wire.json("{'verbosity':'low'}"));
    }

    @Test
    void anExtraThatIsNoJsonIsNamed() {
        Request.Builder request =
                Request.builder().user("hi").thinking(Thinking.LOW).extra("reasoning", Map.of("x", new Object()));
        assertThatThrownBy(() -> encode(request))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("reasoning");
    }

    @Test
    void onlyWhatCameAfterTheNamedResponseIsSent() {
        Request.Builder request = Request.builder()
                .user("one")
                .message(answer("resp_1", text("a")))
                .user("two")
                .message(answer("resp_2", call()))
                .toolResults(new Part.ToolResult("call_1", "f", List.of(new Part.Text("21")), false));
        assertThat(encode(request.previousResponseId("resp_2")).path("input"))
                .isEqualTo(Wire.json("[{'type':'function_call_output','call_id':'call_1','output':'21'}]"));
        assertThat(ids(request.previousResponseId("resp_1"))).containsExactly("-", "fc_1", "-");
        assertThat(ids(request.previousResponseId("resp_0"))).containsExactly("-", "msg_1", "-", "fc_1", "-");
    }

    @Test
    void resultsOfCustomCallsAreKnownAlthoughTheCallIsNotSent() {
        String custom = "{'type':'custom_tool_call','id':'ct_1','call_id':'call_1','name':'sql','input':'s'}";
        Request.Builder request = Request.builder()
                .user("one")
                .message(answer("resp_1", custom))
                .toolResults(new Part.ToolResult("call_1", "sql", List.of(new Part.Text("1")), false))
                .previousResponseId("resp_1");
        assertThat(encode(request).path("input"))
                .isEqualTo(Wire.json("[{'type':'custom_tool_call_output','call_id':'call_1','output':'1'}]"));
    }

    @Test
    void thoughtsThatLedToNothingStayAway() {
        Message cut = answer("resp_1", reasoning(",'encrypted_content':'g'"));
        assertThat(ids(after(cut))).containsExactly("-", "-");
        Message whole = answer("resp_1", reasoning(",'encrypted_content':'g'") + "," + call());
        assertThat(ids(after(whole))).containsExactly("-", "rs_1", "fc_1", "-");
    }

    @Test
    void thoughtsNobodyKeptStayAway() {
        Message hidden = answer("resp_1", reasoning("") + "," + text("a"));
        assertThat(ids(after(hidden))).containsExactly("-", "rs_1", "msg_1", "-");
        assertThat(ids(after(hidden).extra("store", false))).containsExactly("-", "msg_1", "-");
        assertThat(warned(after(hidden).extra("store", false))).containsExactly("message.thinking");
        String words = ",'content':[{'type':'reasoning_text','text':'hm'}]";
        assertThat(ids(after(answer("resp_1", reasoning(words) + "," + text("a")))
                        .extra("store", false)))
                .containsExactly("-", "rs_1", "msg_1", "-");
    }

    @Test
    void idsAndThoughtsMeanNothingToAnotherProviderOfTheFormat() {
        Message answer = answer("resp_1", reasoning(",'encrypted_content':'g'") + "," + text("a") + "," + call());
        JsonNode input = Wire.encode(
                        new ResponsesCodec(Dialect.COMPATIBLE, "xai-responses"),
                        after(answer).build())
                .path("input");
        assertThat(input)
                .isEqualTo(Wire.json("[{'role':'user','content':'one'},{'role':'assistant','content':'a'},"
                        + "{'type':'function_call','call_id':'call_1','name':'f','arguments':'{}'},"
                        + "{'role':'user','content':'two'}]"));
    }

    @Test
    void itemsBesideAMessageKeepTheirPlace() {
        String approval = "{'type':'mcp_approval_response','approve':true}".replace('\'', '"');
        String audio = "{'type':'input_audio','input_audio':{}}".replace('\'', '"');
        Request.Builder request = Request.builder()
                .user(
                        new Part.Opaque("openai-responses", "mcp_approval_response", approval),
                        new Part.Text("go"),
                        new Part.Opaque("openai-responses", "input_audio", audio));
        JsonNode input = encode(request).path("input");
        assertThat(input.path(0)).isEqualTo(Wire.exactJson(approval));
        assertThat(input.path(1).path("content"))
                .isEqualTo(Wire.json("[{'type':'input_text','text':'go'},{'type':'input_audio','input_audio':{}}]"));
    }

    @Test
    void cachePointsMarkThePartBefore() {
        Request.Builder request =
                Request.builder().user(new Part.Text("long"), new Part.CachePoint(null), new Part.Text("short"));
        assertThat(encode(request).path("input").path(0).path("content"))
                .isEqualTo(Wire.json("[{'type':'input_text','text':'long','prompt_cache_breakpoint':"
                        + "{'mode':'explicit'}},{'type':'input_text','text':'short'}]"));
        assertThat(Wire.encode(new ResponsesCodec(AzureOpenAi.DIALECT, "azure-responses"), request.build())
                        .toString())
                .doesNotContain("breakpoint");
        assertThat(warned(Request.builder().user(new Part.Text("a"), new Part.CachePoint(Duration.ofHours(1)))))
                .containsExactly("cachePoint.ttl");
    }

    @Test
    void namesOfSpeakersHaveNoField() {
        Request.Builder request =
                Request.builder().message(new Message(Message.Role.USER, List.of(new Part.Text("hi")), "Ann"));
        assertThat(warned(request)).containsExactly("message.name");
    }

    @Test
    void serversWithoutCustomToolsAndSetsGetWhatTheyKnow() {
        Tool custom = Tool.custom("sql", "c");
        Tool one = Tool.function("one", "", "{}");
        Tool two = Tool.function("two", "", "{}");
        ResponsesCodec xai = new ResponsesCodec(Dialect.COMPATIBLE, "xai-responses");
        Request request = Request.builder()
                .user("hi")
                .tools(custom, one, two)
                .toolChoice(ToolChoice.allowed("two"))
                .build();
        JsonNode body = Wire.encode(xai, request);
        assertThat(body.path("tools")).hasSize(1);
        assertThat(body.path("tools").path(0).path("name").asString()).isEqualTo("two");
        assertThat(body.path("tool_choice").asString()).isEqualTo("auto");
        assertThat(Wire.warnings(xai, request)).extracting(Warning::option).containsExactly("tools");
    }
}
