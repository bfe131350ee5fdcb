package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError;
import dev.weir.Citation;
import dev.weir.FinishReason;
import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.JsonException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatCallDecodeTest {

    private final ChatCodec codec = new ChatCodec(Dialect.OPENAI);

    /** Reads a whole answer written with single quotes. */
    private Wire.Answer read(String body) {
        return Wire.call(codec, body.replace('\'', '"'));
    }

    private Response message(String message, String finish) {
        return read("{'id':'c1','object':'chat.completion','created':1,'model':'m-1','choices':[{'index':0,'message':"
                        + message + ",'logprobs':null,'finish_reason':'" + finish + "'}]}")
                .response();
    }

    @Test
    void plainText() {
        Response response = message("{'role':'assistant','content':'Hi','refusal':null,'annotations':[]}", "stop");
        assertThat(response.id()).isEqualTo("c1");
        assertThat(response.model()).isEqualTo("m-1");
        assertThat(response.parts()).containsExactly(new Part.Text("Hi"));
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.rawFinishReason()).isEqualTo("stop");
        assertThat(response.usage()).isEqualTo(Usage.ABSENT);
        assertThat(response.extras()).isEmpty();
    }

    @Test
    void twoParallelCallsWithNullContent() {
        Response response = message(
                "{'content':null,'tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}},"
                        + "{'id':'b','type':'function','function':{'name':'f','arguments':'[1]'}}]}",
                "tool_calls");
        assertThat(response.parts())
                .containsExactly(new Part.ToolCall("a", "f", "{}"), new Part.ToolCall("b", "f", "[1]"));
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void twoCallsOfOneIdStayTwo() {
        Response response = message(
                "{'tool_calls':[{'id':'a','function':{'name':'f','arguments':'1'}},"
                        + "{'id':'a','function':{'name':'f','arguments':'2'}}]}",
                "tool_calls");
        assertThat(response.toolCalls()).extracting(Part.ToolCall::arguments).containsExactly("1", "2");
    }

    @Test
    void customToolCall() {
        Response response = message(
                "{'tool_calls':[{'id':'a','type':'custom','custom':{'name':'sql','input':'select 1'}}]}", "tool_calls");
        assertThat(response.parts())
                .containsExactly(
                        new Part.ToolCall("a", "sql", "select 1", ProviderData.of("openai-chat", "type", "custom")));
    }

    @Test
    void legacyFunctionCall() {
        Response response = message("{'content':null,'function_call':{'name':'f','arguments':'{}'}}", "function_call");
        assertThat(response.parts()).containsExactly(new Part.ToolCall(null, "f", "{}"));
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.rawFinishReason()).isEqualTo("function_call");
    }

    @Test
    void refusalWithStopIsARefusal() {
        Response response = message("{'content':null,'refusal':'No.'}", "stop");
        assertThat(response.refusal()).isEqualTo("No.");
        assertThat(response.finishReason()).isEqualTo(FinishReason.REFUSAL);
        assertThat(response.rawFinishReason()).isEqualTo("stop");
    }

    @Test
    void audioWithTranscript() {
        Response response = message(
                "{'content':null,'audio':{'id':'audio_1','data':'UklGRg==','expires_at':9,'transcript':'hi'}}", "stop");
        Part.Audio audio = (Part.Audio) response.parts().get(0);
        assertThat(audio.source())
                .isEqualTo(MediaSource.bytes("RIFF".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "audio/wav"));
        assertThat(audio.transcript()).isEqualTo("hi");
        assertThat(ProviderData.value(audio.providerData(), "openai-chat", "id"))
                .isEqualTo("audio_1");
        assertThat(ProviderData.value(audio.providerData(), "openai-chat", "expires_at"))
                .isEqualTo("9");
    }

    @Test
    void annotationsAreCitations() {
        String annotation = "{'type':'url_citation','url_citation':{'start_index':1,'end_index':5,"
                + "'url':'https://example.org','title':'Example','content':'words'}}";
        Response response = message("{'content':'text','annotations':[" + annotation + ",{'type':'file'}]}", "stop");
        Part.Text text = (Part.Text) response.parts().get(0);
        assertThat(text.citations())
                .containsExactly(
                        new Citation("https://example.org", "Example", "words", 1, 5, annotation.replace('\'', '"')),
                        new Citation(null, null, null, null, null, "{\"type\":\"file\"}"));
    }

    @Test
    void logprobsAreKeptAsWritten() {
        Response response = read("{'choices':[{'index':0,'message':{'content':'Hi'},'finish_reason':'stop','logprobs':"
                        + "{'content':[{'token':'H','logprob':-9999.0,'bytes':[72],'top_logprobs':[]},{'token':'i'}],"
                        + "'refusal':null}}]}")
                .response();
        assertThat(response.choices().get(0).logprobs())
                .isNotNull()
                .satisfies(list -> assertThat(Wire.exactJson(list))
                        .isEqualTo(Wire.json("[{'token':'H','logprob':-9999.0,'bytes':[72],'top_logprobs':[]},"
                                + "{'token':'i'}]")));
    }

    @Test
    void severalChoicesInAnyOrder() {
        Response response = read("{'choices':[{'message':{'content':'b'},'finish_reason':'length','index':1},"
                        + "{'index':0,'finish_reason':'stop','message':{'content':'a'}}]}")
                .response();
        assertThat(response.choices())
                .extracting(choice -> choice.message().text())
                .containsExactly("a", "b");
        assertThat(response.choices())
                .extracting(Response.Choice::finishReason)
                .containsExactly(FinishReason.STOP, FinishReason.LENGTH);
    }

    @Test
    void choicesWithoutIndexAreNumberedByPosition() {
        Response response = read("{'choices':[{'message':{'content':'a'},'finish_reason':'stop'},"
                        + "{'message':{'content':'b'},'finish_reason':'stop'}]}")
                .response();
        assertThat(response.choices())
                .extracting(choice -> choice.message().text())
                .containsExactly("a", "b");
    }

    @Test
    void unknownFieldsAreKeptAsExtrasAndNullOnesAreNot() {
        Response response =
                read("{'choices':[{'index':0,'message':{'content':'a','brand_new':{}},'finish_reason':'stop',"
                                + "'native_finish_reason':'end','token_ids':null}],'service_tier':'default',"
                                + "'system_fingerprint':null,'moderation':{'input':{'type':'error'}},'seed':9949578379265081000}")
                        .response();
        assertThat(response.extras())
                .containsOnly(
                        java.util.Map.entry("service_tier", "\"default\""),
                        java.util.Map.entry("moderation", "{\"input\":{\"type\":\"error\"}}"),
                        java.util.Map.entry("seed", "9949578379265081000"),
                        java.util.Map.entry("choices[0].native_finish_reason", "\"end\""));
    }

    @Test
    void anUnknownFinishReasonIsKept() {
        Response response = message("{'content':'a'}", "brand_new_reason");
        assertThat(response.finishReason()).isEqualTo(FinishReason.OTHER);
        assertThat(response.rawFinishReason()).isEqualTo("brand_new_reason");
    }

    @Test
    void everyKnownFinishReason() {
        assertThat(List.of("stop", "length", "tool_calls", "content_filter", "model_length", "error", "eos"))
                .extracting(raw -> message("{'content':'a'}", raw).finishReason())
                .containsExactly(
                        FinishReason.STOP,
                        FinishReason.LENGTH,
                        FinishReason.TOOL_CALLS,
                        FinishReason.CONTENT_FILTER,
                        FinishReason.CONTEXT_LENGTH,
                        FinishReason.ERROR,
                        FinishReason.STOP);
    }

    @Test
    void aForcedCallThatStopsIsToolUse() {
        Response response = message("{'tool_calls':[{'id':'a','function':{'name':'f','arguments':'{}'}}]}", "stop");
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.rawFinishReason()).isEqualTo("stop");
    }

    @Test
    void argumentsAreKeptAsTheModelWroteThem() {
        Response response = message(
                "{'tool_calls':[{'id':'a','function':{'name':'f','arguments':''}},"
                        + "{'id':'b','function':{'name':'f','arguments':'{broken'}},"
                        + "{'id':'c','function':{'name':'f','arguments':'{\\\"q\\\":\\\"a \\\\\\\"b\\\\\\\"\\\"}'}},"
                        + "{'id':'d','function':{'name':'f','arguments':{'x':1}}},"
                        + "{'id':'e','function':{'name':'f'}}]}",
                "tool_calls");
        assertThat(response.toolCalls())
                .extracting(Part.ToolCall::arguments)
                .containsExactly("", "{broken", "{\"q\":\"a \\\"b\\\"\"}", "{\"x\":1}", "");
    }

    private Usage usage(String usage) {
        return read("{'choices':[{'message':{'content':'a'},'finish_reason':'stop'}],'usage':" + usage + "}")
                .response()
                .usage();
    }

    @Test
    void usageWithAllDetails() {
        String raw = "{'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,'prompt_tokens_details':"
                + "{'cached_tokens':4,'cache_write_tokens':3,'audio_tokens':1,'text_tokens':8,'image_tokens':2},"
                + "'completion_tokens_details':{'reasoning_tokens':2,'audio_tokens':1,'text_tokens':3}}";
        Usage usage = usage(raw);
        assertThat(usage.inputTokens()).hasValue(10);
        assertThat(usage.outputTokens()).hasValue(5);
        assertThat(usage.totalTokens()).hasValue(15);
        assertThat(usage.cacheReadTokens()).hasValue(4);
        assertThat(usage.cacheWriteTokens()).hasValue(3);
        assertThat(usage.reasoningTokens()).hasValue(2);
        assertThat(usage.get(Usage.Count.AUDIO_INPUT)).hasValue(1);
        assertThat(usage.get(Usage.Count.TEXT_INPUT)).hasValue(8);
        assertThat(usage.get(Usage.Count.IMAGE_INPUT)).hasValue(2);
        assertThat(usage.get(Usage.Count.AUDIO_OUTPUT)).hasValue(1);
        assertThat(usage.get(Usage.Count.TEXT_OUTPUT)).hasValue(3);
        assertThat(usage.raw()).isEqualTo(raw.replace('\'', '"'));
    }

    @Test
    void absentUsageIsNotZero() {
        Usage usage = usage("{'prompt_tokens':10,'completion_tokens':0,'prompt_tokens_details':null,"
                + "'completion_tokens_details':{'reasoning_tokens':null}}");
        assertThat(usage.outputTokens()).hasValue(0);
        assertThat(usage.cacheReadTokens()).isEmpty();
        assertThat(usage.reasoningTokens()).isEmpty();
        assertThat(usage("null").isAbsent()).isTrue();
        assertThat(usage("{}").isAbsent()).isTrue();
    }

    @Test
    void reasoningComesBeforeTextWhateverTheFieldOrder() {
        Response response = message("{'content':'a','reasoning_content':'hm'}", "stop");
        assertThat(response.parts()).containsExactly(new Part.Thinking("hm", null), new Part.Text("a"));
        assertThat(message("{'content':'a','reasoning':'hm'}", "stop").thinking())
                .isEqualTo("hm");
    }

    @Test
    void anErrorDocumentUnder200IsAnError() {
        ApiError error = read("{'error':{'message':'busy','type':'server_error','param':null,'code':null}}")
                .error();
        assertThat(error).isNotNull();
        assertThat(error.status()).isEqualTo(200);
        assertThat(error.kind()).isEqualTo(ApiError.Kind.SERVER);
        assertThat(error.message()).isEqualTo("busy");
    }

    @Test
    void anErrorAsTextUnder200IsAnError() {
        ApiError error = read("{'code':'The service is currently unavailable','error':'try later'}")
                .error();
        assertThat(error).isNotNull();
        assertThat(error.kind()).isEqualTo(ApiError.Kind.OVERLOADED);
        assertThat(error.retryable()).isTrue();
        assertThat(error.message()).isEqualTo("try later");
    }

    @Test
    void anAnswerWithoutChoicesIsARetryableError() {
        ApiError error = read("{'id':null,'choices':null,'model':null}").error();
        assertThat(error).isNotNull();
        assertThat(error.retryable()).isTrue();
    }

    @Test
    void aTopLevelErrorUnder200IsAnError() {
        ApiError error = read("{'object':'error','message':'no','type':'BadRequestError','code':400}")
                .error();
        assertThat(error).isNotNull();
        assertThat(error.kind()).isEqualTo(ApiError.Kind.BAD_REQUEST);
        assertThat(error.code()).isEqualTo("400");
    }

    @Test
    void otherJsonIsNotAnAnswer() {
        assertThatThrownBy(() -> read("{'foo':1}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("[]")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("<html>")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("{'choices':[]} x")).isInstanceOf(JsonException.class);
    }

    @Test
    void confusedShapesDoNotFail() {
        Response response =
                read("{'id':7,'choices':[null,{'index':0,'message':'x','finish_reason':'stop'}],'usage':[]}")
                        .response();
        assertThat(response.text()).isEmpty();
        assertThat(response.id()).isEqualTo("7");
        assertThatThrownBy(() -> read("{'choices':[{'index':2000000000,'message':{'content':'a'}}]}"))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void blankLinesBeforeTheDocumentAreKeepAlives() {
        assertThat(read("\n\n\n{'choices':[{'message':{'content':'a'},'finish_reason':'stop'}]}")
                        .response()
                        .text())
                .isEqualTo("a");
    }
}
