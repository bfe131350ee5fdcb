package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Response;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.spi.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class ResponsesStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CREATED =
            "{'type':'response.created','sequence_number':0,'response':{'id':'resp_1','status':'in_progress','model':'m-1',"
                    + "'output':[],'usage':null}}";

    private final ResponsesCodec codec = new ResponsesCodec(Dialect.OPENAI, "openai-responses");

    /** Reads events written with single quotes, each under the SSE name of its type. */
    private Wire.Answer read(String... events) {
        StringBuilder sse = new StringBuilder();
        for (String event : events) {
            String data = event.replace('\'', '"');
            if (data.startsWith("{\"type\":\"")) {
                sse.append("event: ").append(data, 9, data.indexOf('"', 9)).append('\n');
            }
            sse.append("data: ").append(data).append("\n\n");
        }
        return Wire.stream(codec, sse.toString());
    }

    private static String terminal(String type, String status, String output) {
        return "{'type':'response." + type + "','response':{'id':'resp_1','model':'m-1','status':'" + status
                + "','output':[" + output + "],'usage':{'input_tokens':9,'output_tokens':4,'total_tokens':13}}}";
    }

    private static String completed(String output) {
        return terminal("completed", "completed", output);
    }

    private static String added(int index, String item) {
        return "{'type':'response.output_item.added','output_index':" + index + ",'item':" + item + "}";
    }

    private static String done(int index, String item) {
        return "{'type':'response.output_item.done','output_index':" + index + ",'item':" + item + "}";
    }

    private static String textDelta(int index, String delta) {
        return "{'type':'response.output_text.delta','sequence_number':4,'item_id':'x" + delta + "','output_index':"
                + index + ",'content_index':0,'delta':'" + delta + "','logprobs':[],'obfuscation':'zz'}";
    }

    private static String message(String id, String text) {
        return "{'id':'" + id
                + "','type':'message','role':'assistant','content':[{'type':'output_text','annotations':[],"
                + "'text':'" + text + "'}]}";
    }

    private static String call(String arguments) {
        return "{'id':'fc_1','type':'function_call','status':'completed','arguments':'" + arguments
                + "','call_id':'call_1','name':'f'}";
    }

    private static ProviderData data(String name, String value) {
        return new ProviderData(
                "openai-responses", Map.of("origin", "openai-responses", "response", "resp_1", name, value));
    }

    @Test
    void textInOrder() {
        Wire.Answer answer = read(
                CREATED,
                "{'type':'response.in_progress','response':{'id':'resp_1','model':'m-1'}}",
                added(0, "{'id':'msg_1','type':'message','status':'in_progress','content':[],'role':'assistant'}"),
                "{'type':'response.content_part.added','output_index':0,'content_index':0,'part':{'type':'output_text',"
                        + "'text':''}}",
                textDelta(0, "Hel"),
                textDelta(0, "lo"),
                "{'type':'response.output_text.done','output_index':0,'content_index':0,'text':'Hello','logprobs':[]}",
                "{'type':'response.content_part.done','output_index':0,'content_index':0,'part':{'type':'output_text',"
                        + "'text':'Hello'}}",
                done(0, message("msg_1", "Hello")),
                completed(message("msg_1", "Hello")));
        assertThat(answer.ended()).isTrue();
        assertThat(answer.chunks(Chunk.TextDelta.class))
                .extracting(Chunk.TextDelta::delta)
                .containsExactly("Hel", "lo");
        assertThat(answer.chunks().get(answer.chunks().size() - 1))
                .isEqualTo(new Chunk.Finished(0, FinishReason.STOP, "completed"));
        assertThat(answer.response().parts()).containsExactly(new Part.Text("Hello", List.of(), data("id", "msg_1")));
        assertThat(answer.response().usage().inputTokens()).hasValue(9);
        assertThat(answer.response())
                .isEqualTo(Wire.call(
                                codec,
                                completed(message("msg_1", "Hello"))
                                        .replace('\'', '"')
                                        .replaceFirst("^\\{\"type\":\"response.completed\",\"response\":", "")
                                        .replaceFirst("}$", ""))
                        .response());
    }

    @Test
    void refusalInOrder() {
        Response response = read(
                        CREATED,
                        "{'type':'response.refusal.delta','output_index':0,'content_index':0,'delta':'I am'}",
                        "{'type':'response.refusal.delta','output_index':0,'content_index':0,'delta':' sorry'}",
                        "{'type':'response.refusal.done','output_index':0,'content_index':0,'refusal':'I am sorry'}",
                        done(
                                0,
                                "{'id':'msg_1','type':'message','content':[{'type':'refusal','refusal':'I am sorry'}]}"),
                        completed(""))
                .response();
        assertThat(response.refusal()).isEqualTo("I am sorry");
        assertThat(response.finishReason()).isEqualTo(FinishReason.REFUSAL);
    }

    @Test
    void reasoningInOrderWithTheLastEncryptedContent() {
        String first = "{'id':'rs_1','type':'reasoning','summary':[],'encrypted_content':'A'}";
        String second = "{'id':'rs_1','type':'reasoning','summary':[{'type':'summary_text','text':'one'},"
                + "{'type':'summary_text','text':'two'}],'encrypted_content':'B'}";
        Wire.Answer answer = read(
                CREATED,
                added(0, first),
                "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':0,'delta':'one'}",
                "{'type':'response.reasoning_summary_text.done','output_index':0,'summary_index':0,'text':'one'}",
                "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':1,'delta':'two'}",
                done(0, second),
                textDelta(1, "a"),
                done(1, message("msg_1", "a")),
                completed(second.replace("'B'", "'C'") + "," + message("msg_1", "a")));
        assertThat(answer.response().thinking()).isEqualTo("onetwo");
        Part.Thinking kept = (Part.Thinking) answer.response().parts().get(0);
        assertThat(ProviderData.value(kept.providerData(), "openai-responses", "item"))
                .contains("\"C\"");
        assertThat(answer.chunks(Chunk.ThinkingDelta.class)).hasSize(2);
    }

    @Test
    void rawReasoningInOrder() {
        Response response = read(
                        CREATED,
                        added(0, "{'id':'rs_1','type':'reasoning','summary':[]}"),
                        "{'type':'response.reasoning_text.delta','output_index':0,'content_index':0,'delta':'h'}",
                        "{'type':'response.reasoning_text.delta','output_index':0,'content_index':0,'delta':'m'}",
                        done(
                                0,
                                "{'id':'rs_1','type':'reasoning','summary':[],'content':[{'type':'reasoning_text','text':"
                                        + "'hm'}]}"),
                        completed(""))
                .response();
        assertThat(response.thinking()).isEqualTo("hm");
    }

    @Test
    void aCallInOrder() {
        Wire.Answer answer = read(
                CREATED,
                added(0, call("")),
                "{'type':'response.function_call_arguments.delta','output_index':0,'delta':'{\\\"a\\\":','obfuscation':'k'}",
                "{'type':'response.function_call_arguments.delta','output_index':0,'delta':'1}'}",
                "{'type':'response.function_call_arguments.done','output_index':0,'arguments':'{\\\"a\\\":1}'}",
                done(0, call("{\\\"a\\\":1}")),
                completed(call("{\\\"a\\\":1}")));
        Part.ToolCall expected = new Part.ToolCall("call_1", "f", "{\"a\":1}", data("id", "fc_1"));
        assertThat(answer.response().parts()).containsExactly(expected);
        assertThat(answer.response().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        List<Chunk> chunks = answer.chunks();
        assertThat(chunks.indexOf(new Chunk.ToolCallEnd(0, 0, expected)))
                .isLessThan(
                        chunks.indexOf(answer.chunks(Chunk.UsageUpdated.class).get(0)));
    }

    @Test
    void argumentsMayComeWithoutDeltas() {
        assertThat(read(CREATED, added(0, call("")), done(0, call("[1]")), completed(call("[1]")))
                        .response()
                        .toolCalls())
                .extracting(Part.ToolCall::arguments)
                .containsExactly("[1]");
        assertThat(read(CREATED, completed(call("[1]"))).response().toolCalls()).hasSize(1);
    }

    @Test
    void textMayComeWithoutDeltas() {
        assertThat(read(CREATED, done(0, message("msg_1", "whole")), completed(message("msg_1", "whole")))
                        .response()
                        .text())
                .isEqualTo("whole");
        assertThat(read(CREATED, textDelta(0, "wh"), completed(message("msg_1", "whole")))
                        .response()
                        .text())
                .isEqualTo("whole");
    }

    @Test
    void aCustomCallInOrder() {
        String item = "{'id':'ct_1','type':'custom_tool_call','call_id':'call_1','name':'sql','input':'select 1'}";
        Response response = read(
                        CREATED,
                        added(0, item.replace("select 1", "")),
                        "{'type':'response.custom_tool_call_input.delta','output_index':0,'delta':'select '}",
                        "{'type':'response.custom_tool_call_input.delta','output_index':0,'delta':'1'}",
                        done(0, item),
                        completed(item))
                .response();
        assertThat(response.parts())
                .containsExactly(new Part.ToolCall(
                        "call_1", "sql", "select 1", data("id", "ct_1").merge(data("type", "custom"))));
    }

    @Test
    void queuedMayComeFirst() {
        assertThat(read(
                                "{'response':{'id':'resp_1','model':'m-1','status':'queued'},'type':'response.created'}",
                                "{'response':{'id':'resp_1','status':'queued'},'type':'response.queued'}",
                                textDelta(0, "a"),
                                completed(message("msg_1", "a")))
                        .response()
                        .text())
                .isEqualTo("a");
    }

    @Test
    void itemsMayInterleaveUnderChangingIds() {
        Response response = read(
                        CREATED,
                        added(0, "{'id':'rs_1','type':'reasoning','summary':[]}"),
                        "{'type':'response.reasoning_text.delta','item_id':'q1','output_index':0,'content_index':0,'delta':'h'}",
                        textDelta(1, "a"),
                        "{'type':'response.reasoning_text.delta','item_id':'q2','output_index':0,'content_index':0,'delta':'m'}",
                        textDelta(1, "b"),
                        done(1, message("msg_x", "ab")),
                        done(0, "{'id':'rs_y','type':'reasoning','summary':[],'content':[{'text':'hm'}]}"),
                        completed("{'id':'rs_z','type':'reasoning','summary':[],'content':[{'text':'hm'}]},"
                                + message("msg_z", "ab")))
                .response();
        assertThat(response.text()).isEqualTo("ab");
        assertThat(response.thinking()).isEqualTo("hm");
    }

    @Test
    void eventNamesAndSequenceNumbersMayBeMissingAndDoneMayFollow() {
        Wire.Answer answer = Wire.events(
                codec,
                CREATED.replace('\'', '"').replace("\"sequence_number\":0,", ""),
                textDelta(0, "a").replace('\'', '"'),
                completed("").replace('\'', '"'),
                "[DONE]");
        assertThat(answer.response().text()).isEqualTo("a");
        assertThat(answer.ended()).isTrue();
    }

    @Test
    void anErrorEventIsRaisedOnceInBothForms() {
        String nested =
                "{'type':'error','error':{'type':'insufficient_quota','code':'insufficient_quota','message':'m',"
                        + "'param':null}}";
        String flat = "{'type':'error','code':'server_error','message':'m','param':null,'sequence_number':3}";
        String failed = "{'type':'response.failed','response':{'id':'resp_1','status':'failed','output':[],'error':"
                + "{'code':'rate_limit_exceeded','message':'m'}}}";
        Wire.Answer first = read(CREATED, textDelta(0, "a"), nested, failed);
        assertThat(first.error()).isNotNull();
        assertThat(first.error().kind()).isEqualTo(ApiError.Kind.QUOTA);
        assertThat(first.response().id()).isEqualTo("resp_1");
        assertThat(first.response().text()).isEqualTo("a");
        assertThat(first.response().finishReason()).isEqualTo(FinishReason.ERROR);
        Wire.Answer second = read(CREATED, flat);
        assertThat(second.error()).isNotNull();
        assertThat(second.error().code()).isEqualTo("server_error");
        assertThat(second.error().type()).isNull();
        Wire.Answer third = read(CREATED, failed);
        assertThat(third.error()).isNotNull();
        assertThat(third.error().kind()).isEqualTo(ApiError.Kind.RATE_LIMIT);
    }

    @Test
    void anIncompleteTerminal() {
        Response response = read(
                        CREATED,
                        textDelta(0, "a"),
                        "{'type':'response.incomplete','response':{'id':'resp_1','status':'incomplete','incomplete_details':"
                                + "{'reason':'max_output_tokens'},'output':[],'usage':{'output_tokens':16}}}")
                .response();
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(response.rawFinishReason()).isEqualTo("max_output_tokens");
        assertThat(response.usage().outputTokens()).hasValue(16);
    }

    @Test
    void aStreamWithoutTerminalIsTruncated() {
        assertThat(read(CREATED, textDelta(0, "a"), done(0, message("msg_1", "a")))
                        .missing())
                .isEqualTo("response.completed");
        assertThat(read(CREATED, textDelta(0, "a"), "[DONE]").missing()).isNotNull();
    }

    @Test
    void unknownEventsArePassedOver() {
        assertThat(read(
                                CREATED,
                                "{'type':'response.brand_new.delta','output_index':0,'delta':{'stdout':'x'}}",
                                "{'type':'keepalive'}",
                                textDelta(0, "a"),
                                completed(""))
                        .response()
                        .text())
                .isEqualTo("a");
    }

    @Test
    void annotationsAreReportedOnce() {
        String annotation = "{'type':'url_citation','url':'https://e.org','title':'E','start_index':0,'end_index':1}";
        String item = "{'id':'msg_1','type':'message','content':[{'type':'output_text','text':'a','annotations':["
                + annotation + "," + annotation.replace("e.org", "f.org") + "]}]}";
        Wire.Answer answer = read(
                CREATED,
                textDelta(0, "a"),
                "{'type':'response.output_text.annotation.added','output_index':0,'content_index':0,'annotation_index':0,"
                        + "'annotation':" + annotation + "}",
                done(0, item),
                completed(item));
        Part.Text text = (Part.Text) answer.response().parts().get(0);
        assertThat(text.citations())
                .extracting(citation -> citation.url())
                .containsExactly("https://e.org", "https://f.org");
    }

    @Test
    void providerToolsArriveWholeWithoutSubEvents() {
        String search = "{'id':'ws_1','type':'web_search_call','status':'completed','name':'x','arguments':'{}'}";
        Response response = read(CREATED, added(0, search), done(0, search), textDelta(1, "a"), completed(search))
                .response();
        assertThat(response.parts().get(0))
                .isEqualTo(new Part.Opaque("openai-responses", "web_search_call", search.replace('\'', '"')));
        assertThat(response.parts()).hasSize(2);
    }

    @Test
    void aTerminalEventOfFiveMegabytesIsRead() {
        String tools = "'tools':['" + "x".repeat(5 << 20) + "'],";
        assertThat(read(CREATED, textDelta(0, "a"), completed("").replace("'status'", tools + "'status'"))
                        .response()
                        .text())
                .isEqualTo("a");
    }

    @Test
    void overASocketAndCancelled() {
        try (LoopbackServer server = LoopbackServer.startNow()) {
            LlmClient client = LlmClient.builder()
                    .autoIntercept(false)
                    .environment(Environment.of(Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", server.url() + "/v1")))
                    .build();
            String begin = "data: " + CREATED.replace('\'', '"') + "\n\ndata: "
                    + textDelta(0, "a").replace('\'', '"') + "\n\n";
            server.enqueue(
                    Reply.sse(begin, "data: " + completed(message("msg_1", "a")).replace('\'', '"') + "\n\n"),
                    Reply.sse(begin).keepOpen());
            List<String> texts = new ArrayList<>();
            client.model("openai-responses/m").stream("hi")
                    .doOnNext(chunk -> texts.add(chunk.text()))
                    .blockLast(PATIENCE);
            assertThat(String.join("", texts)).isEqualTo("a");
            assertThat(server.requests().get(0).path()).isEqualTo("/v1/responses");
            StepVerifier.create(client.model("openai-responses/m").stream("hi")
                            .filter(chunk -> !chunk.text().isEmpty()))
                    .expectNextCount(1)
                    .thenCancel()
                    .verify(PATIENCE);
            server.exchange(1).closedByClient().block(PATIENCE);
            client.close().block(PATIENCE);
        }
    }
}
