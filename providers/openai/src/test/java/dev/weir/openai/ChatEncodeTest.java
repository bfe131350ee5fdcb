package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.Warning;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatEncodeTest {

    private final ChatCodec codec = new ChatCodec(Dialect.OPENAI);

    private JsonNode encode(Request request) {
        return Wire.encode(codec, request);
    }

    private static Request.Builder hi() {
        return Request.builder().user("hi");
    }

    private List<String> warned(Request request) {
        return Wire.warnings(codec, request).stream().map(Warning::option).toList();
    }

    @Test
    void aMinimalRequestHasModelAndMessagesOnly() {
        assertThat(encode(Request.of("hi")))
                .isEqualTo(Wire.json("{'model':'m','messages':[{'role':'user','content':'hi'}]}"));
    }

    @Test
    void aStreamAlwaysAsksForUsage() {
        assertThat(Wire.encode(codec, Request.of("hi"), true, new ArrayList<>()))
                .isEqualTo(Wire.json("{'model':'m','messages':[{'role':'user','content':'hi'}],'stream':true,"
                        + "'stream_options':{'include_usage':true}}"));
    }

    @Test
    void theRequestGoesToChatCompletions() {
        assertThat(codec.encode(Request.of("hi"), "m", false, new ArrayList<>()).path())
                .isEqualTo("/chat/completions");
        assertThat(codec.api()).isEqualTo("openai-chat");
        assertThat(codec.operation()).isEqualTo("chat");
    }

    @Test
    void everyOptionHasItsField() {
        Request request = hi().options(options -> options.temperature(0.25)
                        .topP(0.5)
                        .maxTokens(7)
                        .stop("a", "b")
                        .seed(42)
                        .presencePenalty(-1)
                        .frequencyPenalty(1.5)
                        .choiceCount(2)
                        .topLogprobs(3)
                        .logitBias(Map.of("50256", -100))
                        .thinking(Thinking.HIGH)
                        .serviceTier("flex")
                        .metadata(Map.of("team", "x")))
                .build();
        assertThat(encode(request))
                .isEqualTo(Wire.json("{'model':'m','messages':[{'role':'user','content':'hi'}],"
                        + "'max_completion_tokens':7,'stop':['a','b'],'temperature':0.25,'top_p':0.5,'seed':42,"
                        + "'presence_penalty':-1,'frequency_penalty':1.5,'logit_bias':{'50256':-100},'n':2,"
                        + "'logprobs':true,'top_logprobs':3,'reasoning_effort':'high','service_tier':'flex',"
                        + "'metadata':{'team':'x'}}"));
        assertThat(warned(request)).isEmpty();
    }

    @Test
    void everyRoleHasItsForm() {
        Part.ToolCall first = new Part.ToolCall("call_1", "weather", "{\"city\":\"Rome\"}");
        Part.ToolCall second = new Part.ToolCall("call_2", "weather", "");
        Request request = Request.builder()
                .system("Answer briefly.")
                .message(new Message(Message.Role.USER, List.of(new Part.Text("Weather?")), "ada"))
                .message(Message.assistant(List.of(first, second)))
                .toolResults(Part.ToolResult.of(first, "{\"c\":21}"), Part.ToolResult.failed(second, "no city"))
                .message(Message.system("Be kind."))
                .assistant("Sunny.")
                .user("Thanks")
                .build();
        assertThat(encode(request).path("messages")).isEqualTo(Wire.exactJson("""
                        [{"role":"system","content":"Answer briefly."},
                         {"role":"user","name":"ada","content":"Weather?"},
                         {"role":"assistant","content":null,"tool_calls":[
                           {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}},
                           {"id":"call_2","type":"function","function":{"name":"weather","arguments":"{}"}}]},
                         {"role":"tool","tool_call_id":"call_1","content":"{\\"c\\":21}"},
                         {"role":"tool","tool_call_id":"call_2","content":"no city"},
                         {"role":"system","content":"Be kind."},
                         {"role":"assistant","content":"Sunny."},
                         {"role":"user","content":"Thanks"}]"""));
    }

    @Test
    void everyPartHasItsForm() {
        byte[] bytes = {1, 2, 3};
        Request request = Request.builder()
                .user(
                        new Part.Text("look"),
                        new Part.Image(MediaSource.url(URI.create("https://example.org/a.png")), "low"),
                        new Part.Image(MediaSource.bytes(bytes, "image/png")),
                        new Part.Audio(MediaSource.bytes(bytes, "audio/mpeg")),
                        new Part.Document(MediaSource.fileId("file-1"), null),
                        new Part.Document(MediaSource.bytes(bytes, "application/pdf"), "a.pdf"),
                        new Part.Document(MediaSource.bytes(bytes, "application/pdf"), null))
                .build();
        assertThat(encode(request).path("messages").path(0).path("content"))
                .isEqualTo(Wire.json("[{'type':'text','text':'look'},"
                        + "{'type':'image_url','image_url':{'url':'https://example.org/a.png','detail':'low'}},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AQID'}},"
                        + "{'type':'input_audio','input_audio':{'data':'AQID','format':'mp3'}},"
                        + "{'type':'file','file':{'file_id':'file-1'}},"
                        + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,AQID'}},"
                        + "{'type':'file','file':{'filename':'document.pdf',"
                        + "'file_data':'data:application/pdf;base64,AQID'}}]"));
        assertThat(warned(request)).isEmpty();
    }

    @Test
    void partsThatChatCompletionsDoNotTakeAreWarnedAbout() {
        URI url = URI.create("https://example.org/x");
        Request request = Request.builder()
                .user(
                        new Part.Text("look"),
                        new Part.Image(MediaSource.fileId("file-1")),
                        new Part.Audio(MediaSource.url(url)),
                        new Part.Video(MediaSource.url(url)),
                        new Part.Document(MediaSource.url(url), null),
                        new Part.Opaque("anthropic", "web_search", "{}"))
                .build();
        assertThat(warned(request)).containsExactly("image", "audio", "video", "document", "message.part");
        assertThat(encode(request).path("messages").path(0).path("content"))
                .isEqualTo(Wire.json("[{'type':'text','text':'look'}]"));
    }

    @Test
    void anItemOfTheFamilyGoesOutVerbatim() {
        Part.Opaque item = new Part.Opaque("openai-chat", "x", "{\"type\":\"x\",\"x\":{\"a\":1}}");
        assertThat(encode(Request.builder().user(new Part.Text("t"), item).build())
                        .path("messages")
                        .path(0)
                        .path("content")
                        .path(1))
                .isEqualTo(Wire.json("{'type':'x','x':{'a':1}}"));
    }

    @Test
    void aCachePointMarksThePartBeforeIt() {
        Request request = Request.builder()
                .system(new Part.Text("long"), new Part.CachePoint(null))
                .user(new Part.Text("a"), new Part.CachePoint(Duration.ofHours(1)), new Part.Text("b"))
                .build();
        assertThat(encode(request).path("messages"))
                .isEqualTo(Wire.json("[{'role':'system','content':[{'type':'text','text':'long',"
                        + "'prompt_cache_breakpoint':{'mode':'explicit'}}]},{'role':'user','content':["
                        + "{'type':'text','text':'a','prompt_cache_breakpoint':{'mode':'explicit'}},"
                        + "{'type':'text','text':'b'}]}]"));
        assertThat(warned(request)).containsExactly("cachePoint.ttl");
    }

    @Test
    void assistantMessagesKeepRefusalAndAudio() {
        Part.Audio spoken = new Part.Audio(
                MediaSource.bytes(new byte[] {1}, "audio/wav"), "hi", ProviderData.of("openai-chat", "id", "audio_1"));
        Request request = Request.builder()
                .message(Message.assistant(List.of(new Part.Refusal("No."))))
                .message(Message.assistant(List.of(spoken)))
                .message(Message.assistant(
                        List.of(new Part.Thinking("hm", null), new Part.Text("a"), new Part.Text("b"))))
                .user("go on")
                .build();
        JsonNode messages = encode(request).path("messages");
        assertThat(messages.path(0)).isEqualTo(Wire.json("{'role':'assistant','content':'','refusal':'No.'}"));
        assertThat(messages.path(1))
                .isEqualTo(Wire.json("{'role':'assistant','content':null,'audio':{'id':'audio_1'}}"));
        assertThat(messages.path(2)).isEqualTo(Wire.json("{'role':'assistant','content':'ab'}"));
    }

    @Test
    void theTokenLimitsFieldIsTheDialects() {
        Request request = hi().maxTokens(9).build();
        assertThat(encode(request).path("max_completion_tokens").asInt()).isEqualTo(9);
        JsonNode older =
                Wire.encode(new ChatCodec(Dialect.OPENAI.rename("max_completion_tokens", "max_tokens")), request);
        assertThat(older.path("max_tokens").asInt()).isEqualTo(9);
        assertThat(older.has("max_completion_tokens")).isFalse();
    }

    @Test
    void thinkingIsAnEffortAndABudgetTheNearestOne() {
        assertThat(encode(hi().options(o -> o.thinking(Thinking.OFF)).build())
                        .path("reasoning_effort")
                        .asString())
                .isEqualTo("none");
        assertThat(encode(hi().options(o -> o.thinking(Thinking.level("xhigh"))).build())
                        .path("reasoning_effort")
                        .asString())
                .isEqualTo("xhigh");
        Request budget = hi().options(o -> o.thinking(Thinking.budget(10_000))).build();
        assertThat(encode(budget).path("reasoning_effort").asString()).isEqualTo("medium");
        assertThat(warned(budget)).containsExactly("thinking");
    }

    @Test
    void extrasComeLastAndReplace() {
        Request request = hi().options(options -> options.temperature(0.2))
                .extra("temperature", 1)
                .extra("verbosity", "low")
                .extra("user", null)
                .extra("prediction", Map.of("type", "content", "content", List.of("a", 2, true)))
                .build();
        JsonNode body = encode(request);
        assertThat(body.path("temperature").asInt()).isEqualTo(1);
        assertThat(body.path("verbosity").asString()).isEqualTo("low");
        assertThat(body.get("user").isNull()).isTrue();
        assertThat(body.path("prediction")).isEqualTo(Wire.json("{'type':'content','content':['a',2,true]}"));
        assertThat(new String(
                        codec.encode(request, "m", false, new ArrayList<>()).body(),
                        java.nio.charset.StandardCharsets.UTF_8))
                .containsOnlyOnce("temperature");
    }

    @Test
    void anExtraThatIsNotJsonIsRefusedByName() {
        Request request = hi().extra("thing", new Object()).build();
        assertThatThrownBy(() -> encode(request))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("\"thing\"");
    }

    @Test
    void whatOpenAiDoesNotKnowIsWarnedAbout() {
        Request request = hi().options(options -> options.topK(5))
                .previousResponseId("resp_1")
                .build();
        assertThat(warned(request)).containsExactly("topK", "previousResponseId");
        assertThat(encode(request).propertyNames()).containsExactlyInAnyOrder("model", "messages");
    }

    @Test
    void anyTextSurvives() {
        String text = "\u00e9\u4e16\ud83d\ude80 \"q\" \\ \u0000\u001f\n\t\u2028" + "x".repeat(1 << 20);
        assertThat(encode(Request.of(text))
                        .path("messages")
                        .path(0)
                        .path("content")
                        .asString())
                .isEqualTo(text);
    }
}
