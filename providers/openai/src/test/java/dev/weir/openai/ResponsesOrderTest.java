package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.spi.JsonException;
import org.junit.jupiter.api.Test;

/** Streams that leave something out, repeat it or tell it late give the answer that a call gives. */
class ResponsesOrderTest {

    private final ResponsesCodec codec = new ResponsesCodec(Dialect.OPENAI, "openai-responses");

    private Wire.Answer read(String... events) {
        StringBuilder sse = new StringBuilder();
        for (String event : events) {
            sse.append("data: ").append(event.replace('\'', '"')).append("\n\n");
        }
        return Wire.stream(codec, sse.toString());
    }

    private static String event(String type, int item, int part, String more) {
        return "{'type':'response." + type + "','output_index':" + item + ",'content_index':" + part + "," + more + "}";
    }

    private static String done(int item, String json) {
        return event("output_item.done", item, 0, "'item':" + json);
    }

    private static String answer(String items) {
        return "{'id':'resp_1','model':'m-1','status':'completed','output':[" + items + "]}";
    }

    private static String completed(String items) {
        return "{'type':'response.completed','response':" + answer(items) + "}";
    }

    private static String created() {
        return "{'type':'response.created','response':{'id':'resp_1','model':'m-1','output':[]}}";
    }

    private static String text(String id, String text) {
        return "{'id':'" + id + "','type':'message','content':[{'type':'output_text','text':'" + text + "'}]}";
    }

    private Response called(String items) {
        return Wire.call(codec, answer(items).replace('\'', '"')).response();
    }

    @Test
    void theEndOfAPartTellsWhatDeltasDidNot() {
        String thought = "{'id':'rs_1','type':'reasoning','summary':[{'text':'s'}],'content':[{'text':'raw'}]}";
        String refusal = "{'id':'msg_1','type':'message','content':[{'type':'refusal','refusal':'No.'}]}";
        String call = "{'id':'fc_1','type':'function_call','call_id':'c','name':'f','arguments':'[1]'}";
        String all = thought + "," + text("msg_0", "whole") + "," + refusal + "," + call;
        Wire.Answer answer = read(
                created(),
                event("reasoning_summary_text.done", 0, 0, "'text':'s'"),
                event("reasoning_text.done", 0, 0, "'text':'raw'"),
                event("output_text.delta", 1, 0, "'delta':'wh'"),
                event("output_text.done", 1, 0, "'text':'whole'"),
                event("refusal.done", 2, 0, "'refusal':'No.'"),
                event("output_item.added", 3, 0, "'item':" + call.replace("[1]", "")),
                event("function_call_arguments.done", 3, 0, "'arguments':'[1]'"),
                completed(all));
        assertThat(answer.chunks(Chunk.TextDelta.class))
                .extracting(Chunk.TextDelta::delta)
                .containsExactly("wh", "ole");
        assertThat(answer.response()).isEqualTo(called(all));
        assertThat(answer.response().toolCalls())
                .extracting(Part.ToolCall::arguments)
                .containsExactly("[1]");
    }

    @Test
    void whatEndedIsNotToldAgain() {
        String item = text("msg_1", "whole");
        Wire.Answer answer = read(
                created(),
                event("output_text.done", 0, 0, "'text':'whole'"),
                done(0, item),
                event("output_text.delta", 0, 0, "'delta':'late'"),
                event("output_text.done", 0, 0, "'text':'whole'"),
                done(0, item),
                completed(item));
        assertThat(answer.response()).isEqualTo(called(item));
    }

    @Test
    void anEmptyTextIsAPartBothWays() {
        String item = text("msg_1", "");
        Wire.Answer answer = read(
                created(),
                event("content_part.added", 0, 0, "'part':{'type':'output_text','text':''}"),
                done(0, item),
                completed(item));
        assertThat(answer.response()).isEqualTo(called(item));
        assertThat(answer.response().parts()).hasSize(1);
    }

    @Test
    void aRefusalMayFollowWhereATextBegan() {
        Wire.Answer answer = read(
                created(),
                event("content_part.added", 0, 0, "'part':{'type':'output_text','text':''}"),
                event("refusal.delta", 0, 0, "'delta':'No.'"),
                completed(""));
        assertThat(answer.response().refusal()).isEqualTo("No.");
        assertThat(answer.response().finishReason()).isEqualTo(FinishReason.REFUSAL);
    }

    @Test
    void rawThoughtsAreOnePart() {
        String item = "{'id':'rs_1','type':'reasoning','summary':[],'content':[{'type':'reasoning_text','text':'hm'}]}";
        Wire.Answer answer = read(
                created(),
                event("output_item.added", 0, 0, "'item':{'id':'rs_1','type':'reasoning','summary':[]}"),
                event("reasoning_text.delta", 0, 0, "'delta':'hm'"),
                done(0, item),
                event("output_text.delta", 1, 0, "'delta':'a'"),
                completed(item));
        assertThat(answer.response().parts()).hasSize(2);
        assertThat(answer.response().parts().get(0))
                .isEqualTo(called(item).parts().get(0));
    }

    @Test
    void thoughtsEndWithTheirItemUnlessTheirEncryptedFormMayChange() {
        String open = "{'id':'rs_1','type':'reasoning','summary':[{'text':'one'},{'text':'two'}]}";
        String sealed = open.replace("]}", "],'encrypted_content':'g'}");
        Wire.Answer early = read(created(), done(0, open), done(1, text("msg_1", "a")), completed(""));
        assertThat(indexOf(early, Chunk.ThinkingEnd.class)).isLessThan(indexOf(early, Chunk.TextStart.class));
        Wire.Answer late = read(created(), done(0, sealed), done(1, text("msg_1", "a")), completed(""));
        assertThat(late.chunks(Chunk.ThinkingEnd.class))
                .extracting(Chunk.ThinkingEnd::part)
                .containsExactly(1, 0);
        assertThat(late.response().thinking()).isEqualTo("onetwo");
    }

    private static int indexOf(Wire.Answer answer, Class<? extends Chunk> type) {
        return answer.chunks().indexOf(answer.chunks(type).get(0));
    }

    @Test
    void numbersMayHaveGapsThatTheLastEventDoesNotHave() {
        Wire.Answer answer = read(
                created(),
                done(2, text("msg_1", "a")),
                done(5, text("msg_2", "b")),
                completed(text("msg_1", "a") + "," + text("msg_2", "b")));
        assertThat(answer.response().text()).isEqualTo("ab");
    }

    @Test
    void aServerThatNumbersNothingIsReadFromTheLastEvent() {
        String first = "{'type':'web_search_call','id':'ws_1'}";
        Wire.Answer answer = read(
                created(),
                "{'type':'response.output_item.done','item':" + first + "}",
                "{'type':'response.output_text.delta','delta':'a'}",
                completed(first + "," + text("msg_1", "a")));
        assertThat(answer.response()).isEqualTo(called(first + "," + text("msg_1", "a")));
    }

    @Test
    void aStreamResumedAfterASequenceNumberBeginsInTheMiddle() {
        Wire.Answer answer = read(
                "{'response':{'output':[" + text("msg_0", "a") + "],'id':'resp_1','model':'m-1','status':'completed'},"
                        + "'sequence_number':40,'type':'response.completed'}");
        assertThat(answer.response()).isEqualTo(called(text("msg_0", "a")));
        Wire.Answer midway = read(
                event("output_text.done", 1, 0, "'text':'b','sequence_number':30"),
                done(1, text("msg_1", "b")),
                completed(text("msg_0", "a") + "," + text("msg_1", "b")));
        assertThat(midway.response().parts()).hasSize(2);
        assertThat(midway.response().id()).isEqualTo("resp_1");
    }

    @Test
    void itemsThatAreNoneArePassedOver() {
        assertThat(called("null,7,{},{'type':'message','content':[null,{}]}," + text("msg_1", "a"))
                        .parts())
                .hasSize(1);
        assertThat(read(created(), done(0, "null"), completed("[]")).response().parts())
                .isEmpty();
    }

    @Test
    void unknownEventsMayTellOfErrorsThatAreNotTheResponses() {
        Wire.Answer answer = read(
                created(),
                event("mcp_call.failed", 0, 0, "'error':{'message':'no such tool'}"),
                completed(text("msg_1", "a")));
        assertThat(answer.error()).isNull();
        assertThat(answer.response().text()).isEqualTo("a");
        assertThat(read(created(), "{'error':{'message':'down'}}").error()).isNotNull();
    }

    @Test
    void aLastEventWithoutResponseStillEnds() {
        Wire.Answer answer =
                read(created(), event("output_text.delta", 0, 0, "'delta':'a'"), "{'type':'response.completed'}");
        assertThat(answer.ended()).isTrue();
        assertThat(answer.response().text()).isEqualTo("a");
        assertThat(answer.response().rawFinishReason()).isEqualTo("completed");
    }

    @Test
    void numbersOutOfRangeAreErrorsAndNotLargeTables() {
        for (String index : new String[] {"-1", "999999999"}) {
            for (String type : new String[] {"output_text.delta", "refusal.delta", "reasoning_text.delta"}) {
                assertThatThrownBy(
                                () -> read("{'type':'response." + type + "','delta':'a','output_index':" + index + "}"))
                        .isInstanceOf(JsonException.class);
                assertThatThrownBy(() ->
                                read("{'type':'response." + type + "','delta':'a','content_index':" + index + "}"))
                        .isInstanceOf(JsonException.class);
            }
            assertThatThrownBy(() -> read(
                            "{'type':'response.output_item.done','output_index':" + index + ",'item':{'type':'x'}}"))
                    .isInstanceOf(JsonException.class);
        }
    }
}
