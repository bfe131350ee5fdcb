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
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.Warning;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatToolsEncodeTest {

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

    private JsonNode choice(ToolChoice choice) {
        return encode(hi().tools(WEATHER, Tool.custom("sql", "Runs a query"))
                        .toolChoice(choice)
                        .build())
                .path("tool_choice");
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
