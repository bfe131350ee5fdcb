package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SignatureTest {

    private static final String SIGNATURE = "CiQBjz1rXx+/_-AA==";

    private static JsonNode resent(Response response, String model) {
        Request request = Request.builder()
                .user("hi")
                .message(response.message())
                .user("go on")
                .build();
        return Wire.body(request, model).at("/contents/1/parts");
    }

    private static Response answer(String parts) {
        return Wire.call(Wire.json("{'candidates':[{'content':{'parts':[" + parts + "]},'finishReason':'STOP'}]}"));
    }

    @Test
    void comeBackOnTheFirstOfParallelCalls() {
        Response response = answer("{'functionCall':{'name':'a','args':{}},'thoughtSignature':'" + SIGNATURE
                + "'},{'functionCall':{'name':'b','args':{}}}");
        JsonNode parts = resent(response, Wire.GEMINI_3);
        assertThat(parts.at("/0/thoughtSignature").asString()).isEqualTo(SIGNATURE);
        assertThat(parts.get(1).has("thoughtSignature")).isFalse();
    }

    @Test
    void keepTheirTextApart() {
        Response response = answer("{'text':'one '},{'text':'two','thoughtSignature':'" + SIGNATURE
                + "'},{'text':' three'},{'text':' four'}");
        assertThat(response.text()).isEqualTo("one two three four");
        assertThat(resent(response, Wire.MODEL).toString())
                .isEqualTo(Wire.json("[{'text':'one '},{'text':'two','thoughtSignature':'" + SIGNATURE
                        + "'},{'text':' three four'}]"));
    }

    @Test
    void comeBackOnTheEmptyTextThatEndsAStream() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        "{'candidates':[{'content':{'parts':[{'text':'He'}]}}]}",
                        "{'candidates':[{'content':{'parts':[{'text':'llo'}]}}]}",
                        "{'candidates':[{'content':{'parts':[{'text':'','thoughtSignature':'" + SIGNATURE
                                + "'}]},'finishReason':'STOP'}]}");
        assertThat(stream.chunks).filteredOn(chunk -> !chunk.text().isEmpty()).hasSize(2);
        assertThat(resent(stream.response(), Wire.MODEL).toString())
                .isEqualTo(Wire.json("[{'text':'Hello'},{'text':'','thoughtSignature':'" + SIGNATURE + "'}]"));
    }

    @Test
    void comeBackWithGooglesOwnToolsVerbatimAndInPlace() {
        String parts = "{'toolCall':{'id':'1','toolType':'GOOGLE_SEARCH_WEB','args':{'queries':['q']}},"
                + "'thoughtSignature':'s1'},{'toolResponse':{'id':'1','toolType':'GOOGLE_SEARCH_WEB','response':{}},"
                + "'thoughtSignature':'s2'},{'executableCode':{'language':'PYTHON','code':'1'},'thoughtSignature':'s3'},"
                + "{'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'1'}},{'somethingNew':[1]},"
                + "{'text':'done','thoughtSignature':'s4'}";
        Response response = answer(parts);
        assertThat(response.parts().stream()
                        .filter(Part.Opaque.class::isInstance)
                        .map(p -> ((Part.Opaque) p).type()))
                .containsExactly("toolCall", "toolResponse", "executableCode", "codeExecutionResult", "somethingNew");
        assertThat(resent(response, Wire.MODEL)).isEqualTo(Wire.JSON.readTree(Wire.json("[" + parts + "]")));
        assertThat(response.finishReason()).isEqualTo(dev.weir.FinishReason.STOP);
    }

    @Test
    void comeBackOnSignedThoughts() {
        Response response = answer("{'text':'hm','thought':true,'thoughtSignature':'s1'},{'text':'yes'}");
        assertThat(response.thinking()).isEqualTo("hm");
        assertThat(resent(response, Wire.MODEL).toString())
                .isEqualTo(Wire.json("[{'text':'hm','thought':true,'thoughtSignature':'s1'},{'text':'yes'}]"));
    }

    @Test
    void areReplacedByTheSentinelInHistoryOfAnotherProvider() {
        ProviderData foreign = ProviderData.of("anthropic", "signature", "x");
        Request request = Request.builder()
                .user("hi")
                .message(Message.assistant(List.of(
                        new Part.Thinking("hm", foreign),
                        new Part.ToolCall("1", "a", "{}", foreign),
                        new Part.ToolCall("2", "b", "{}"))))
                .build();
        JsonNode parts = Wire.body(request, Wire.GEMINI_3).at("/contents/1/parts");
        assertThat(parts).hasSize(2);
        assertThat(parts.at("/0/thoughtSignature").asString()).isEqualTo("skip_thought_signature_validator");
        assertThat(parts.get(1).has("thoughtSignature")).isFalse();
        assertThat(Wire.body(request, Wire.MODEL).findValue("thoughtSignature")).isNull();
        assertThat(Wire.warned(request, Wire.GEMINI_3)).containsExactly("thinking");
    }

    @Test
    void leaveThoughtsWithoutThemBehind() {
        Response response = answer("{'text':'plan','thought':true},{'text':'answer'}");
        assertThat(response.text()).isEqualTo("answer");
        assertThat(response.thinking()).isEqualTo("plan");
        assertThat(resent(response, Wire.MODEL).toString()).isEqualTo("[{\"text\":\"answer\"}]");
    }

    @Test
    void dropAnotherProvidersItemsWithAWarning() {
        Request request = Request.builder()
                .user("hi")
                .message(Message.assistant(List.of(new Part.Opaque("openai", "web_search_call", "{}"))))
                .build();
        assertThat(Wire.body(request).get("contents")).hasSize(1);
        assertThat(Wire.warned(request, Wire.MODEL)).containsExactly("opaque");
    }
}
