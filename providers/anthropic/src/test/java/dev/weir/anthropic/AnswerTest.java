package dev.weir.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    private static Response call(String json) {
        return Wire.call(json.replace('\'', '"'));
    }

    private static Usage usage(String json) {
        return call("{'id':'i','model':'m','content':[],'usage':" + json + "}").usage();
    }

    @Test
    void fieldsMayComeInAnyOrder() {
        Response response = call("{'stop_reason':'tool_use','usage':{'output_tokens':3},'content':["
                + "{'signature':'S','thinking':'Hm','type':'thinking'},{'text':'Hi','type':'text','citations':null},"
                + "{'input':{'a':[1]},'name':'t','id':'toolu_1','type':'tool_use','caller':{'type':'direct'}}],"
                + "'role':'assistant','model':'claude-x','type':'message','id':'msg_1'}");

        assertThat(response.id()).isEqualTo("msg_1");
        assertThat(response.model()).isEqualTo("claude-x");
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.parts())
                .containsExactly(
                        new Part.Thinking("Hm", ProviderData.of("anthropic", "signature", "S")),
                        new Part.Text("Hi"),
                        new Part.ToolCall(
                                "toolu_1",
                                "t",
                                "{\"a\":[1]}",
                                ProviderData.of("anthropic", "caller", "{\"type\":\"direct\"}")));
        assertThat(response.extras()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP",
        "pause_turn, OTHER",
        "max_tokens, LENGTH",
        "tool_use, TOOL_CALLS",
        "refusal, CONTENT_FILTER",
        "model_context_window_exceeded, CONTEXT_LENGTH",
        "compaction, COMPACTION",
        "something_new, OTHER"
    })
    void stopReasonIsTranslatedAndKept(String raw, FinishReason reason) {
        Response response = call("{'id':'i','model':'m','content':[],'stop_reason':'" + raw + "'}");

        assertThat(response.finishReason()).isEqualTo(reason);
        assertThat(response.rawFinishReason()).isEqualTo(raw);
    }

    @Test
    void refusalWithoutContentTellsItsDetails() {
        Response response = call("{'id':'i','model':'m','content':[],'stop_reason':'refusal','stop_sequence':null,"
                + "'stop_details':{'type':'refusal','category':'cyber'},'context_management':{'applied_edits':[]}}");

        assertThat(response.parts()).isEmpty();
        assertThat(response.extras())
                .containsEntry("stop_details", "{\"type\":\"refusal\",\"category\":\"cyber\"}")
                .containsEntry("context_management", "{\"applied_edits\":[]}")
                .doesNotContainKey("stop_sequence");
    }

    @Test
    void matchedStopSequenceIsPassedOn() {
        assertThat(call("{'id':'i','model':'m','content':[],'stop_reason':'stop_sequence','stop_sequence':'END'}")
                        .extras())
                .containsEntry("stop_sequence", "\"END\"");
    }

    @Test
    void unknownBlocksAreKeptVerbatimAndInOrder() {
        Response response = call("{'id':'i','model':'m','content':[{'type':'text','text':'a'},"
                + "{'type':'hologram', 'x':[1, 2]},{'type':'text','text':'b'}],'stop_reason':'end_turn'}");

        assertThat(response.parts())
                .containsExactly(
                        new Part.Text("a"),
                        new Part.Opaque("anthropic", "hologram", "{\"type\":\"hologram\", \"x\":[1, 2]}"),
                        new Part.Text("b"));
    }

    @Test
    void citationsComeWithTheirText() {
        Response response = call("{'id':'i','model':'m','content':[{'type':'text','text':'a','citations':["
                + "{'type':'web_search_result_location','cited_text':'q','url':'https://a.example','title':'A',"
                + "'encrypted_index':'E'},{'type':'char_location','cited_text':'r','document_index':0,"
                + "'document_title':'D','start_char_index':1,'end_char_index':2}]}],'stop_reason':'end_turn'}");

        Part.Text text = (Part.Text) response.parts().get(0);
        assertThat(text.citations()).hasSize(2);
        assertThat(text.citations().get(0).url()).isEqualTo("https://a.example");
        assertThat(text.citations().get(0).title()).isEqualTo("A");
        assertThat(text.citations().get(0).quote()).isEqualTo("q");
        assertThat(text.citations().get(0).raw()).contains("encrypted_index");
        assertThat(text.citations().get(1).title()).isEqualTo("D");
        assertThat(text.citations().get(1).start()).isNull();
    }

    @Test
    void inputIncludesWhatTheCacheGaveAndTook() {
        Usage usage = usage("{'input_tokens':3,'cache_creation_input_tokens':418,'cache_read_input_tokens':1111,"
                + "'cache_creation':{'ephemeral_5m_input_tokens':418,'ephemeral_1h_input_tokens':0},"
                + "'output_tokens':33,'output_tokens_details':{'thinking_tokens':12},"
                + "'server_tool_use':{'web_search_requests':2,'web_fetch_requests':0},'service_tier':'standard'}");

        assertThat(usage.inputTokens()).hasValue(1532);
        assertThat(usage.cacheWriteTokens()).hasValue(418);
        assertThat(usage.cacheReadTokens()).hasValue(1111);
        assertThat(usage.outputTokens()).hasValue(33);
        assertThat(usage.totalTokens()).hasValue(1565);
        assertThat(usage.reasoningTokens()).hasValue(12);
        assertThat(usage.providerTools())
                .containsEntry("web_search_requests", 2L)
                .containsEntry("web_fetch_requests", 0L)
                .hasSize(2);
        assertThat(usage.raw()).contains("ephemeral_5m_input_tokens", "service_tier");
    }

    @Test
    void absentCountersAreNotZero() {
        Usage plain = usage("{'input_tokens':3,'output_tokens':0}");
        assertThat(plain.inputTokens()).hasValue(3);
        assertThat(plain.outputTokens()).hasValue(0);
        assertThat(plain.cacheReadTokens()).isEmpty();
        assertThat(plain.cacheWriteTokens()).isEmpty();
        assertThat(plain.reasoningTokens()).isEmpty();

        Usage nulls = usage("{'input_tokens':null,'cache_read_input_tokens':null,'output_tokens':5}");
        assertThat(nulls.inputTokens()).isEmpty();
        assertThat(nulls.cacheReadTokens()).isEmpty();
        assertThat(nulls.outputTokens()).hasValue(5);

        assertThat(usage("null").isAbsent()).isTrue();
        assertThat(call("{'id':'i','model':'m','content':[]}").usage().isAbsent())
                .isTrue();
    }

    @Test
    void iterationsStayInTheRawUsage() {
        Usage usage = usage("{'input_tokens':5,'output_tokens':6,'iterations':[{'type':'compaction',"
                + "'input_tokens':100,'output_tokens':50},{'type':'message','input_tokens':5,'output_tokens':6}]}");

        assertThat(usage.inputTokens()).hasValue(5);
        assertThat(usage.outputTokens()).hasValue(6);
        assertThat(usage.raw()).contains("\"iterations\":[{\"type\":\"compaction\"");
    }

    @Test
    void errorDocumentUnderAGoodStatusIsAnError() {
        assertThatThrownBy(() -> call("{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}"))
                .isInstanceOfSatisfying(WireException.class, failure -> {
                    assertThat(failure.error().kind()).isEqualTo(ApiError.Kind.OVERLOADED);
                    assertThat(failure.error().message()).isEqualTo("Overloaded");
                    assertThat(failure.error().retryable()).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "<html>",
                "{'id':'x'}",
                "{'content':[{'type':'text','text':'a'}]",
                "{'content':[1]}"
            })
    void bodyThatIsNoMessageIsMalformed(String body) {
        assertThatThrownBy(() -> call(body)).isInstanceOf(JsonException.class);
    }

    @Test
    void serverToolsAreKeptBetweenTheTexts() {
        String search = "{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{'query':'q'}}";
        String result = "{'type':'web_search_tool_result','tool_use_id':'srvtoolu_1','content':"
                + "{'type':'web_search_tool_result_error','error_code':'unavailable'}}";
        Response response = call("{'id':'i','model':'m','content':[" + search + "," + result
                + ",{'type':'text','text':'a'}],'stop_reason':'pause_turn'}");

        assertThat(response.toolCalls()).isEmpty();
        assertThat(response.parts())
                .isEqualTo(List.of(
                        new Part.Opaque("anthropic", "server_tool_use", search.replace('\'', '"')),
                        new Part.Opaque("anthropic", "web_search_tool_result", result.replace('\'', '"')),
                        new Part.Text("a")));
    }
}
