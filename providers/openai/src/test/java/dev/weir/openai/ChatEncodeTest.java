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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatEncodeTest {

    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";
    private static final Tool WEATHER = Tool.function("weather", "Tells the weather", SCHEMA);

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
    void withoutToolsNothingAboutToolsIsSent() {
        Request request = hi().toolChoice(ToolChoice.AUTO)
                .options(options -> options.parallelToolCalls(true))
                .build();
        assertThat(encode(request).propertyNames()).containsExactlyInAnyOrder("model", "messages");
        assertThat(warned(request)).isEmpty();
    }

    @Test
    void aForcedToolWithoutToolsIsWarnedAbout() {
        assertThat(warned(hi().toolChoice(ToolChoice.REQUIRED).build())).containsExactly("toolChoice");
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
    void callsWithoutIdAreMatchedWithTheirResultsByName() {
        Part.ToolCall rome = new Part.ToolCall(null, "weather", "{\"city\":\"Rome\"}");
        Part.ToolCall time = new Part.ToolCall(null, "time", "{}");
        Part.ToolCall oslo = new Part.ToolCall(null, "weather", "{\"city\":\"Oslo\"}");
        Request request = Request.builder()
                .user("?")
                .message(Message.assistant(List.of(rome, time, oslo)))
                .toolResults(
                        Part.ToolResult.of(time, "noon"), Part.ToolResult.of(rome, "21"), Part.ToolResult.of(oslo, "9"))
                .build();
        JsonNode messages = encode(request).path("messages");
        List<String> calls = messages.path(1)
                .path("tool_calls")
                .valueStream()
                .map(call -> call.path("id").asString())
                .toList();
        assertThat(calls).doesNotHaveDuplicates().hasSize(3);
        assertThat(messages.path(2).path("tool_call_id").asString()).isEqualTo(calls.get(1));
        assertThat(messages.path(3).path("tool_call_id").asString()).isEqualTo(calls.get(0));
        assertThat(messages.path(4).path("tool_call_id").asString()).isEqualTo(calls.get(2));
    }

    @Test
    void toolsOfEveryKindHaveTheirForm() {
        Request request = hi().tools(
                        WEATHER.strict(true),
                        Tool.custom("sql", "Runs a query"),
                        Tool.provider("search", "{\"type\":\"web_search\",\"depth\":2}"))
                .options(options -> options.parallelToolCalls(false))
                .build();
        JsonNode body = encode(request);
        assertThat(body.path("tools"))
                .isEqualTo(
                        Wire.json("[{'type':'function','function':{'name':'weather','description':'Tells the weather',"
                                + "'parameters':" + SCHEMA + ",'strict':true}},"
                                + "{'type':'custom','custom':{'name':'sql','description':'Runs a query'}},"
                                + "{'type':'web_search','depth':2}]"));
        assertThat(body.path("parallel_tool_calls").asBoolean(true)).isFalse();
    }

    private JsonNode choice(ToolChoice choice) {
        return encode(hi().tools(WEATHER, Tool.custom("sql", "Runs a query"))
                        .toolChoice(choice)
                        .build())
                .path("tool_choice");
    }

    @Test
    void everyToolChoiceHasItsForm() {
        assertThat(choice(ToolChoice.AUTO).asString()).isEqualTo("auto");
        assertThat(choice(ToolChoice.NONE).asString()).isEqualTo("none");
        assertThat(choice(ToolChoice.REQUIRED).asString()).isEqualTo("required");
        assertThat(choice(ToolChoice.named("weather")))
                .isEqualTo(Wire.json("{'type':'function','function':{'name':'weather'}}"));
        assertThat(choice(ToolChoice.named("sql"))).isEqualTo(Wire.json("{'type':'custom','custom':{'name':'sql'}}"));
        assertThat(choice(ToolChoice.allowed("weather", "sql")))
                .isEqualTo(Wire.json("{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':["
                        + "{'type':'function','function':{'name':'weather'}},"
                        + "{'type':'custom','custom':{'name':'sql'}}]}}"));
        assertThat(choice(new ToolChoice(ToolChoice.Mode.ALLOWED_REQUIRED, List.of("weather")))
                        .path("allowed_tools")
                        .path("mode")
                        .asString())
                .isEqualTo("required");
    }

    @Test
    void aCustomToolsCallGoesBackAsCustom() {
        Part.ToolCall call =
                new Part.ToolCall("call_1", "sql", "select 1", ProviderData.of("openai-chat", "type", "custom"));
        assertThat(encode(Request.builder()
                                .user("?")
                                .message(Message.assistant(List.of(call)))
                                .toolResults(Part.ToolResult.of(call, "1"))
                                .build())
                        .path("messages")
                        .path(1)
                        .path("tool_calls")
                        .path(0))
                .isEqualTo(Wire.json("{'id':'call_1','type':'custom','custom':{'name':'sql','input':'select 1'}}"));
    }

    @Test
    void everyOutputFormatHasItsForm() {
        assertThat(encode(hi().outputFormat(OutputFormat.TEXT).build()).path("response_format"))
                .isEqualTo(Wire.json("{'type':'text'}"));
        assertThat(encode(hi().outputFormat(OutputFormat.JSON).build()).path("response_format"))
                .isEqualTo(Wire.json("{'type':'json_object'}"));
        OutputFormat book = new OutputFormat(OutputFormat.Type.JSON_SCHEMA, "book", "a book", SCHEMA, true);
        assertThat(encode(hi().outputFormat(book).build()).path("response_format"))
                .isEqualTo(Wire.json("{'type':'json_schema','json_schema':{'name':'book','description':'a book',"
                        + "'schema':" + SCHEMA + ",'strict':true}}"));
        assertThat(book.schema()).isEqualTo(SCHEMA);
    }

    @Test
    void aSchemaThatIsNotJsonIsRefusedByName() {
        Request broken = hi().tools(Tool.function("weather", "d", "{\"type\":")).build();
        assertThatThrownBy(() -> encode(broken))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("\"weather\"");
        Request list = hi().outputFormat(OutputFormat.jsonSchema("book", "[]")).build();
        assertThatThrownBy(() -> encode(list))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("\"book\"")
                .hasMessageContaining("object");
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

    @Test
    void aToolResultsImagesAreWarnedAbout() {
        Part.ToolCall call = new Part.ToolCall("c", "shot", "{}");
        Part.ToolResult result = new Part.ToolResult(
                "c",
                "shot",
                List.of(new Part.Text("see"), new Part.Image(MediaSource.bytes(new byte[1], "image/png"))),
                false);
        Request request = Request.builder()
                .user("?")
                .message(Message.assistant(List.of(call)))
                .toolResults(result)
                .build();
        assertThat(warned(request)).containsExactly("toolResult.content");
        assertThat(encode(request).path("messages").path(2).path("content").asString())
                .isEqualTo("see");
    }
}
