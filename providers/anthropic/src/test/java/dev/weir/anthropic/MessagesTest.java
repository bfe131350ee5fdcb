package dev.weir.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Citation;
import dev.weir.InvalidRequestException;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MessagesTest {

    private static final String MODEL = "claude-sonnet-4-5";

    private static JsonNode messages(Request request) {
        return Wire.encode(request, MODEL).body().get("messages");
    }

    private static JsonNode json(String text) {
        return Wire.JSON.readTree(text.replace('\'', '"'));
    }

    @Test
    void minimalRequestAlwaysBoundsTheAnswer() {
        Wire.Encoded encoded = Wire.encode(Request.of("Hi"), MODEL);

        assertThat(encoded.body())
                .isEqualTo(json("{'model':'claude-sonnet-4-5','max_tokens':16384,"
                        + "'messages':[{'role':'user','content':'Hi'}]}"));
        assertThat(encoded.warnings()).isEmpty();
        assertThat(encoded.headers()).isEqualTo(Map.of("anthropic-version", "2023-06-01"));
    }

    @Test
    void defaultBoundFitsTheGeneration() {
        Request request = Request.of("Hi");
        assertThat(Wire.encode(request, "claude-3-opus-20240229")
                        .body()
                        .get("max_tokens")
                        .asInt())
                .isEqualTo(4096);
        assertThat(Wire.encode(request, "claude-3-5-haiku-latest")
                        .body()
                        .get("max_tokens")
                        .asInt())
                .isEqualTo(8192);
        assertThat(Wire.encode(request, "some-gateway-model")
                        .body()
                        .get("max_tokens")
                        .asInt())
                .isEqualTo(8192);
        assertThat(Wire.encode(request.mutate().maxTokens(7).build(), MODEL)
                        .body()
                        .get("max_tokens")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void streamIsOnlyNamedWhenAskedFor() {
        assertThat(Wire.encode(Request.of("Hi"), MODEL).body().has("stream")).isFalse();
        assertThat(Wire.encode(Request.of("Hi"), MODEL, true)
                        .body()
                        .get("stream")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void instructionsGoToTheTopLevelAsBlocksInOrder() {
        Request request = Request.builder()
                .system("one")
                .message(Message.system("two"))
                .message(Message.system("three"))
                .user("Hi")
                .build();

        JsonNode body = Wire.encode(request, MODEL).body();

        assertThat(body.get("system"))
                .isEqualTo(json("[{'type':'text','text':'one'},{'type':'text','text':'two'},"
                        + "{'type':'text','text':'three'}]"));
        assertThat(body.get("messages")).isEqualTo(json("[{'role':'user','content':'Hi'}]"));
    }

    @Test
    void lateInstructionsMoveToTheFrontWithAWarningWhereTheModelTakesNone() {
        Request request =
                Request.builder().user("Hi").message(Message.system("Be brief")).build();

        Wire.Encoded older = Wire.encode(request, MODEL);
        assertThat(older.body().get("system").asString()).isEqualTo("Be brief");
        assertThat(older.warned()).containsExactly("message.role");

        Wire.Encoded newer = Wire.encode(request, "claude-opus-4-8");
        assertThat(newer.body().get("messages"))
                .isEqualTo(json("[{'role':'user','content':'Hi'},{'role':'system','content':'Be brief'}]"));
        assertThat(newer.warnings()).isEmpty();
    }

    @Test
    void neighboursOfOneRoleBecomeOneMessage() {
        Request request = Request.builder()
                .user("a")
                .user("b")
                .assistant("c")
                .assistant("d")
                .user("e")
                .build();

        assertThat(messages(request))
                .isEqualTo(json("[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]},"
                        + "{'role':'assistant','content':[{'type':'text','text':'c'},{'type':'text','text':'d'}]},"
                        + "{'role':'user','content':'e'}]"));
    }

    @Test
    void blankTextIsDroppedAndAPrefillLosesTrailingSpace() {
        Request request = Request.builder()
                .user(new Part.Text(""), new Part.Text("Hi"))
                .message(Message.assistant(List.of(new Part.Text(" "), new Part.Text("Once upon \n"))))
                .build();

        assertThat(messages(request))
                .isEqualTo(json("[{'role':'user','content':'Hi'},{'role':'assistant','content':'Once upon'}]"));
    }

    @Test
    void parallelToolResultsComeFirstInOneUserMessage() {
        Part.ToolCall oslo = new Part.ToolCall("toolu_1", "weather", "{\"city\":\"Oslo\"}");
        Part.ToolCall rome = new Part.ToolCall("toolu_2", "weather", "");
        Part image = new Part.Image(dev.weir.MediaSource.bytes(new byte[] {1, 2}, "image/png"));
        Request request = Request.builder()
                .user("Weather?")
                .message(Message.assistant(List.of(new Part.Text("Looking."), oslo, rome)))
                .user("And hurry")
                .toolResults(Part.ToolResult.of(oslo, "rain"))
                .toolResults(new Part.ToolResult("toolu_2", "weather", List.of(new Part.Text("broken"), image), true))
                .build();

        JsonNode messages = messages(request);

        assertThat(messages.get(1).get("content"))
                .isEqualTo(json("[{'type':'text','text':'Looking.'},"
                        + "{'type':'tool_use','id':'toolu_1','name':'weather','input':{'city':'Oslo'}},"
                        + "{'type':'tool_use','id':'toolu_2','name':'weather','input':{}}]"));
        assertThat(messages.get(2).get("content"))
                .isEqualTo(json("[{'type':'tool_result','tool_use_id':'toolu_1','content':'rain'},"
                        + "{'type':'tool_result','tool_use_id':'toolu_2','content':[{'type':'text','text':'broken'},"
                        + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AQI='}}],"
                        + "'is_error':true},{'type':'text','text':'And hurry'}]"));
    }

    @Test
    void toolResultsMayBeEmpty() {
        Request request = Request.builder()
                .user("Go")
                .message(Message.assistant(List.of(new Part.ToolCall("toolu_1", "go", "{}"))))
                .toolResults(new Part.ToolResult("toolu_1", "go", List.of(), false))
                .build();

        assertThat(messages(request).get(2).get("content"))
                .isEqualTo(json("[{'type':'tool_result','tool_use_id':'toolu_1'}]"));
    }

    @Test
    void idsOfOtherProvidersAreMadeFitAndResultsFollow() {
        Part.ToolCall odd = new Part.ToolCall("call:1/a", "one", "{}");
        Part.ToolCall clash = new Part.ToolCall("call_1_a", "one", "{}");
        Part.ToolCall none = new Part.ToolCall(null, "two", "{}");
        Request request = Request.builder()
                .user("Go")
                .message(Message.assistant(List.of(odd, clash, none)))
                .toolResults(
                        Part.ToolResult.of(odd, "1"), Part.ToolResult.of(clash, "2"), Part.ToolResult.of(none, "3"))
                .build();

        JsonNode messages = messages(request);

        List<String> calls = messages.get(1)
                .get("content")
                .valueStream()
                .map(call -> call.get("id").asString())
                .toList();
        List<String> results = messages.get(2)
                .get("content")
                .valueStream()
                .map(result -> result.get("tool_use_id").asString())
                .toList();
        assertThat(calls).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-zA-Z0-9_-]+"));
        assertThat(results).isEqualTo(calls);
    }

    @Test
    void argumentsThatAreNoObjectAreWrapped() {
        Request request = Request.builder()
                .user("Go")
                .message(Message.assistant(List.of(
                        new Part.ToolCall("a", "one", "{\"cut\":"),
                        new Part.ToolCall("b", "one", "[1]"),
                        new Part.ToolCall("c", "one", "{\"n\":1.50}"))))
                .build();

        Wire.Encoded encoded = Wire.encode(request, MODEL);

        JsonNode content = encoded.body().get("messages").get(1).get("content");
        assertThat(content.get(0).get("input")).isEqualTo(json("{'arguments':'{\\'cut\\':'}"));
        assertThat(content.get(1).get("input")).isEqualTo(json("{'arguments':'[1]'}"));
        assertThat(content.get(2).get("input")).isEqualTo(json("{'n':1.50}"));
        assertThat(encoded.warned()).containsExactly("toolCall", "toolCall");
    }

    @Test
    void thoughtsAreReplayedUnchangedAndInOrder() {
        String answer = "{'id':'msg_1','model':'m','content':[{'type':'thinking','thinking':'Hm \\u00e9\\n',"
                + "'signature':'Es8C+/='},"
                + "{'type':'redacted_thinking','data':'EmwK'},{'type':'thinking','thinking':'',"
                + "'signature':'Q=='},"
                + "{'type':'tool_use','id':'toolu_1','name':'weather','input':{'a':1},"
                + "'caller':{'type':'direct'}}],"
                + "'stop_reason':'tool_use'}";
        Response response = Wire.call(answer.replace('\'', '"'));
        Request request = Request.builder()
                .user("Weather?")
                .message(response.message())
                .toolResults(Part.ToolResult.of(response.toolCalls().get(0), "rain"))
                .build();

        assertThat(messages(request).get(1).get("content"))
                .isEqualTo(json(answer).get("content"));
    }

    @Test
    void thoughtsWithoutOurSignatureAreLeftOut() {
        Request request = Request.builder()
                .user("Hi")
                .message(Message.assistant(List.of(
                        new Part.Thinking("Hm", ProviderData.of("google", "thoughtSignature", "abc")),
                        new Part.Thinking("Hm", null),
                        new Part.Text("Hello"))))
                .user("Go on")
                .build();

        Wire.Encoded encoded = Wire.encode(request, MODEL);

        assertThat(encoded.body().get("messages").get(1)).isEqualTo(json("{'role':'assistant','content':'Hello'}"));
        assertThat(encoded.warned()).containsExactly("thinking", "thinking");
    }

    @Test
    void itemsOfTheProvidersOwnAreReplayedVerbatim() {
        String search = "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":[ ]}";
        Request request = Request.builder()
                .user("Hi")
                .message(Message.assistant(List.of(
                        new Part.Opaque("anthropic", "web_search_tool_result", search),
                        new Part.Opaque("openai", "web_search_call", "{}"))))
                .user(new Part.Text("Read"), new Part.Opaque("anthropic", "search_result", SEARCH_RESULT))
                .build();

        Wire.Encoded encoded = Wire.encode(request, MODEL);

        JsonNode messages = encoded.body().get("messages");
        assertThat(messages.get(1).get("content")).isEqualTo(json("[" + search + "]"));
        assertThat(messages.get(2).get("content").get(1)).isEqualTo(json(SEARCH_RESULT));
        assertThat(encoded.warned()).containsExactly("opaque");
    }

    private static final String SEARCH_RESULT = "{\"type\":\"search_result\",\"source\":\"https://a.example\","
            + "\"title\":\"A\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}";

    @Test
    void malformedOpaqueItemIsAnError() {
        Request request = Request.builder()
                .user(new Part.Opaque("anthropic", "document", "{oops"))
                .build();

        assertThatThrownBy(() -> Wire.encode(request, MODEL))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("document")
                .hasMessageNotContaining("oops");
    }

    @Test
    void ownCitationsGoBackWithTheirText() {
        String raw = "{\"type\":\"web_search_result_location\",\"cited_text\":\"c\",\"url\":\"https://a.example\","
                + "\"title\":\"A\",\"encrypted_index\":\"EpA\"}";
        Citation ours = new Citation("https://a.example", "A", "c", null, null, raw);
        Citation foreign = new Citation("https://b.example", null, null, null, null, "{\"type\":\"url_citation\"}");
        Request request = Request.builder()
                .user("Hi")
                .message(Message.assistant(List.of(
                        new Part.Text("Cited.", List.of(ours, foreign), null),
                        new Part.Text("Foreign.", List.of(foreign), null))))
                .user("Go on")
                .build();

        JsonNode content = messages(request).get(1).get("content");

        assertThat(content.get(0).get("citations")).isEqualTo(json("[" + raw + "]"));
        assertThat(content.get(1)).isEqualTo(json("{'type':'text','text':'Foreign.'}"));
    }

    @Test
    void partsClaudeDoesNotTakeAreLeftOutWithAWarning() {
        dev.weir.MediaSource bytes = dev.weir.MediaSource.bytes(new byte[] {1}, "audio/wav");
        Request request = Request.builder()
                .message(new Message(Message.Role.USER, List.of(new Part.Text("Hi"), new Part.Audio(bytes)), "Ann"))
                .message(Message.assistant(List.of(
                        new Part.Audio(bytes, "Hello.", null),
                        new Part.Refusal("No."),
                        new Part.Image(dev.weir.MediaSource.fileId("file_1")))))
                .user(new Part.Video(bytes), new Part.Text("Bye"))
                .build();

        Wire.Encoded encoded = Wire.encode(request, MODEL);

        assertThat(encoded.body().get("messages"))
                .isEqualTo(json("[{'role':'user','content':'Hi'},{'role':'assistant','content':"
                        + "[{'type':'text','text':'Hello.'},{'type':'text','text':'No.'}]},"
                        + "{'role':'user','content':'Bye'}]"));
        assertThat(encoded.warned()).containsExactly("message.name", "audio", "audio", "image", "video");
    }

    @Test
    void extrasWinOverEverything() {
        Request request = Request.builder()
                .user("Hi")
                .maxTokens(5)
                .extra("max_tokens", 9)
                .extra("container", Map.of("id", "container_1"))
                .extra("inference_geo", null)
                .build();

        assertThat(Wire.encode(request, MODEL).body())
                .isEqualTo(json("{'model':'claude-sonnet-4-5','messages':[{'role':'user','content':'Hi'}],"
                        + "'max_tokens':9,'container':{'id':'container_1'},'inference_geo':null}"));
        assertThatThrownBy(() -> Wire.encode(
                        Request.builder().user("Hi").extra("bad", new Object()).build(), MODEL))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("bad");
    }

    @Test
    void betaFeaturesAreMergedWithoutDuplicates() {
        Request request = Request.builder()
                .user(new Part.Image(dev.weir.MediaSource.fileId("file_1")))
                .header("Anthropic-Beta", "b, c,b")
                .build();

        assertThat(Wire.codec("a", "b")
                        .encode(request, MODEL, false, new java.util.ArrayList<>())
                        .headers())
                .containsEntry("anthropic-beta", "a,b,files-api-2025-04-14,c");
    }
}
