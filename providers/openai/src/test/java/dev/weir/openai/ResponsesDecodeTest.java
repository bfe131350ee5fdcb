package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError;
import dev.weir.Citation;
import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponsesDecodeTest {

    private final ResponsesCodec codec = new ResponsesCodec(Dialect.OPENAI, "openai-responses");

    /** Reads a whole answer written with single quotes. */
    private Wire.Answer read(String body) {
        return Wire.call(codec, body.replace('\'', '"'));
    }

    private Response output(String items) {
        return output(items, "'status':'completed'");
    }

    private Response output(String items, String more) {
        return read("{'id':'resp_1','object':'response','created_at':1.5,'model':'m-1','error':null,'incomplete_details':"
                        + "null,'instructions':null,'tools':[],'output':[" + items + "]," + more + "}")
                .response();
    }

    private static String message(String id, String content) {
        return "{'id':'" + id + "','type':'message','role':'assistant','status':'completed','content':[" + content
                + "]}";
    }

    private static String text(String text) {
        return "{'type':'output_text','annotations':[],'text':'" + text + "'}";
    }

    private static ProviderData data(String name, String value) {
        return new ProviderData(
                "openai-responses", Map.of("origin", "openai-responses", "response", "resp_1", name, value));
    }

    @Test
    void text() {
        Response response = output(message("msg_1", text("Hi")));
        assertThat(response.id()).isEqualTo("resp_1");
        assertThat(response.model()).isEqualTo("m-1");
        assertThat(response.text()).isEqualTo("Hi");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.rawFinishReason()).isEqualTo("completed");
        assertThat(response.extras()).isEmpty();
    }

    @Test
    void severalMessagesAndParts() {
        Response response = output(message("msg_1", text("a") + "," + text("b")) + "," + message("msg_2", text("c")));
        assertThat(response.text()).isEqualTo("abc");
        assertThat(response.parts()).hasSize(3);
    }

    @Test
    void aRefusal() {
        Response response = output(message("msg_1", "{'type':'refusal','refusal':'No.'}"));
        assertThat(response.refusal()).isEqualTo("No.");
        assertThat(response.finishReason()).isEqualTo(FinishReason.REFUSAL);
        assertThat(response.rawFinishReason()).isEqualTo("completed");
    }

    @Test
    void callsOfBothKinds() {
        Response response = output(
                "{'type':'function_call','id':'fc_1','call_id':'call_1','name':'f','arguments':'{}',"
                        + "'status':'completed'},{'type':'function_call','id':'fc_2','call_id':'call_2','name':'g','arguments':'',"
                        + "'namespace':'n'},{'type':'custom_tool_call','id':'ct_1','call_id':'call_3','name':'sql','input':'s'}");
        assertThat(response.parts())
                .containsExactly(
                        new Part.ToolCall("call_1", "f", "{}", data("id", "fc_1")),
                        new Part.ToolCall("call_2", "g", "", data("id", "fc_2").merge(data("namespace", "\"n\""))),
                        new Part.ToolCall(
                                "call_3", "sql", "s", data("id", "ct_1").merge(data("type", "custom"))));
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.rawFinishReason()).isEqualTo("completed");
    }

    @Test
    void reasoningWithAndWithoutWords() {
        String hidden = "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'gAAA'}";
        String summaries = "{'type':'reasoning','id':'rs_2','summary':[{'type':'summary_text','text':'one'},"
                + "{'type':'summary_text','text':'two'}]}";
        String raw = "{'type':'reasoning','id':'rs_3','summary':[],'content':[{'type':'reasoning_text','text':'raw'}]}";
        Response response = output(hidden + "," + summaries + "," + raw + "," + message("msg_1", text("a")));
        assertThat(response.thinking()).isEqualTo("onetworaw");
        assertThat(response.parts().get(0)).isEqualTo(new Part.Thinking("", data("item", hidden.replace('\'', '"'))));
        assertThat(response.parts().stream().filter(Part.Thinking.class::isInstance))
                .hasSize(4);
        Request next = Request.builder()
                .user("?")
                .message(Message.assistant(response.parts()))
                .user("go")
                .build();
        assertThat(Wire.encode(codec, next)
                        .path("input")
                        .valueStream()
                        .map(item -> item.path("id").asString("")))
                .containsExactly("", "rs_1", "rs_2", "rs_3", "msg_1", "");
    }

    @Test
    void anAnswerMayBeIncomplete() {
        Response cut = output(
                message("msg_1", text("a")),
                "'status':'incomplete','incomplete_details':{'reason':'max_output_tokens'}");
        assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(cut.rawFinishReason()).isEqualTo("max_output_tokens");
        Response filtered = output("", "'status':'incomplete','incomplete_details':{'reason':'content_filter'}");
        assertThat(filtered.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        Response queued = output("", "'status':'queued','usage':null");
        assertThat(queued.finishReason()).isEqualTo(FinishReason.OTHER);
        assertThat(queued.rawFinishReason()).isEqualTo("queued");
        assertThat(output("", "'status':'cancelled'").finishReason()).isEqualTo(FinishReason.ERROR);
    }

    @Test
    void aFailedResponseUnder200IsAnError() {
        ApiError error =
                read("{'id':'resp_1','status':'failed','output':[],'error':{'code':'server_error','message':'no'}}")
                        .error();
        assertThat(error).isNotNull();
        assertThat(error.kind()).isEqualTo(ApiError.Kind.SERVER);
        assertThat(error.code()).isEqualTo("server_error");
        ApiError silent = read("{'id':'resp_1','status':'failed','output':[],'error':null}")
                .error();
        assertThat(silent).isNotNull();
        assertThat(read("{'code':'x','error':'text'}").error()).isNotNull();
    }

    @Test
    void otherJsonIsNoResponse() {
        assertThatThrownBy(() -> read("{'foo':1}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("[]")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("<html>")).isInstanceOf(JsonException.class);
    }

    @Test
    void unknownItemsAreKeptAndGoBack() {
        String item = "{'type':'brand_new_call','id':'bn_1','deep':{'a':[1,2]}}";
        Response response = output(item + "," + message("msg_1", text("a")));
        assertThat(response.parts().get(0))
                .isEqualTo(new Part.Opaque("openai-responses", "brand_new_call", item.replace('\'', '"')));
        Request next = Request.builder()
                .user("?")
                .message(Message.assistant(response.parts()))
                .user("go")
                .build();
        assertThat(Wire.encode(codec, next).path("input").path(1)).isEqualTo(Wire.json(item));
    }

    @Test
    void usageInEveryForm() {
        assertThat(output("", "'status':'completed','usage':null").usage()).isEqualTo(Usage.ABSENT);
        Usage bare = output("", "'status':'completed','usage':{'input_tokens':9,'output_tokens':4}")
                .usage();
        assertThat(bare.inputTokens()).hasValue(9);
        assertThat(bare.reasoningTokens()).isEmpty();
        Usage full = output(
                        "",
                        "'status':'completed','usage':{'input_tokens':9,'input_tokens_details':{'cached_tokens':3,"
                                + "'cache_write_tokens':2},'output_tokens':4,'output_tokens_details':{'reasoning_tokens':1},"
                                + "'total_tokens':13}")
                .usage();
        assertThat(full.cacheReadTokens()).hasValue(3);
        assertThat(full.cacheWriteTokens()).hasValue(2);
        assertThat(full.outputTokens()).hasValue(4);
        assertThat(full.reasoningTokens()).hasValue(1);
    }

    @Test
    void annotationsOfAllKinds() {
        String url = "{'type':'url_citation','url':'https://e.org','title':'E','start_index':0,'end_index':3}";
        String bare = "{'type':'url_citation','url':'https://x.org'}";
        String file = "{'type':'file_citation','file_id':'f','filename':'a.txt','index':1}";
        String container = "{'type':'container_file_citation','container_id':'c','file_id':'f','filename':'a.txt',"
                + "'start_index':1,'end_index':2}";
        String path = "{'type':'file_path','file_id':'f','index':0}";
        Response response = output(message(
                "msg_1",
                "{'type':'output_text','text':'abc','annotations':["
                        + String.join(",", url, bare, file, container, path) + "]}"));
        Part.Text text = (Part.Text) response.parts().get(0);
        assertThat(text.citations()).hasSize(5);
        assertThat(text.citations().get(0))
                .isEqualTo(new Citation("https://e.org", "E", null, 0, 3, url.replace('\'', '"')));
        assertThat(text.citations().get(1).start()).isNull();
        assertThat(text.citations().get(4).raw()).contains("file_path");
    }

    @Test
    void logprobsAndExtrasAreKept() {
        Response response = output(
                message("msg_1", "{'type':'output_text','text':'a','annotations':[],'logprobs':[{'token':'a'}]}"),
                "'status':'completed','service_tier':'default','content_filters':[{'blocked':false}]");
        assertThat(response.choices().get(0).logprobs())
                .isNotNull()
                .satisfies(list -> assertThat(Wire.exactJson(list)).isEqualTo(Wire.json("[{'token':'a'}]")));
        assertThat(response.extras())
                .containsOnlyKeys("service_tier", "content_filters")
                .containsEntry("service_tier", "\"default\"");
    }

    @Test
    void anUnknownModelIsABadRequestThatNamesTheModel() {
        ApiError error = codec.error(
                400,
                Headers.NONE,
                "{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\",\"param\":\"model\",\"code\":\"model_not_found\"}}"
                        .getBytes(UTF_8));
        assertThat(error.param()).isEqualTo("model");
        assertThat(error.kind()).isEqualTo(ApiError.Kind.NOT_FOUND);
    }
}
