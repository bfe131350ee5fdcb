package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ToolsTest {

    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";

    private static Part.ToolCall call(String id, String name) {
        return new Part.ToolCall(id, name, "{}");
    }

    private static JsonNode answered(List<Part.ToolCall> calls, Part.ToolResult... results) {
        Request.Builder builder = Request.builder().user("hi").message(Message.assistant(calls));
        for (Part.ToolResult result : results) {
            builder.toolResults(result);
        }
        JsonNode contents = Wire.body(builder.build()).get("contents");
        assertThat(contents).hasSize(3);
        assertThat(contents.at("/2/role").asString()).isEqualTo("user");
        return contents.at("/2/parts");
    }

    @Test
    void sendsAllResultsOfATurnInOneContentInTheOrderOfTheCalls() {
        Part.ToolCall first = call("1", "a");
        Part.ToolCall second = call("2", "b");
        JsonNode parts =
                answered(List.of(first, second), Part.ToolResult.of(second, "B"), Part.ToolResult.of(first, "A"));
        assertThat(parts.toString())
                .isEqualTo(Wire.json("[{'functionResponse':{'id':'1','name':'a','response':{'output':'A'}}},"
                        + "{'functionResponse':{'id':'2','name':'b','response':{'output':'B'}}}]"));
    }

    @Test
    void matchesResultsWithoutIdsByNameAndOrder() {
        List<Part.ToolCall> calls = List.of(call(null, "a"), call(null, "b"), call(null, "a"));
        JsonNode parts = answered(
                calls,
                new Part.ToolResult(null, "a", List.of(new Part.Text("1")), false),
                new Part.ToolResult(null, "a", List.of(new Part.Text("3")), false),
                new Part.ToolResult(null, "b", List.of(new Part.Text("2")), false));
        assertThat(parts.findValuesAsString("output")).containsExactly("1", "2", "3");
        assertThat(parts.findValuesAsString("name")).containsExactly("a", "b", "a");
        assertThat(parts.findValue("id")).isNull();
    }

    @Test
    void usesTheNameOfTheCall() {
        JsonNode parts = answered(List.of(call("1", "a")), new Part.ToolResult("1", "alias", List.of(), false));
        assertThat(parts.at("/0/functionResponse/name").asString()).isEqualTo("a");
    }

    @Test
    void wrapsTextAndErrorsButNotObjects() {
        Part.ToolCall call = call("1", "a");
        assertThat(answered(List.of(call), Part.ToolResult.of(call, "{\"t\":7}"))
                        .at("/0/functionResponse/response")
                        .toString())
                .isEqualTo("{\"t\":7}");
        assertThat(answered(List.of(call), Part.ToolResult.of(call, "[7]"))
                        .at("/0/functionResponse/response")
                        .toString())
                .isEqualTo("{\"output\":\"[7]\"}");
        assertThat(answered(List.of(call), Part.ToolResult.of(call, "{\"t\":7} or so"))
                        .at("/0/functionResponse/response")
                        .toString())
                .isEqualTo("{\"output\":\"{\\\"t\\\":7} or so\"}");
        assertThat(answered(List.of(call), Part.ToolResult.failed(call, "broken"))
                        .at("/0/functionResponse/response")
                        .toString())
                .isEqualTo("{\"error\":\"broken\"}");
    }

    @Test
    void sendsPicturesInResultsOnlyToModelsThatTakeThem() {
        Part image = new Part.Image(MediaSource.bytes(new byte[] {1}, "image/png"));
        Request request = Request.builder()
                .user("hi")
                .message(Message.assistant(List.of(call("1", "a"))))
                .toolResults(new Part.ToolResult("1", "a", List.of(image), false))
                .build();
        assertThat(Wire.body(request, Wire.GEMINI_3)
                        .at("/contents/2/parts/0/functionResponse")
                        .toString())
                .isEqualTo(Wire.json("{'id':'1','name':'a','response':{},"
                        + "'parts':[{'inlineData':{'mimeType':'image/png','data':'AQ=='}}]}"));
        assertThat(Wire.warned(request, Wire.GEMINI_3)).isEmpty();
        assertThat(Wire.body(request, Wire.MODEL).findValue("inlineData")).isNull();
        assertThat(Wire.warned(request, Wire.MODEL)).containsExactly("toolResult");
    }

    @Test
    void readsCallsWithAndWithoutIdAndArguments() {
        Response response = Wire.call(Wire.json("{'candidates':[{'content':{'parts':["
                + "{'functionCall':{'name':'a','args':{'x': 1}}},{'functionCall':{'id':'q1','name':'b'}},"
                + "{'functionCall':{'name':'c','args':{}}},{'functionCall':{'name':'d','args':null}}]},"
                + "'finishReason':'STOP'}]}"));
        assertThat(response.toolCalls()).extracting(Part.ToolCall::id).containsExactly(null, "q1", null, null);
        assertThat(response.toolCalls())
                .extracting(Part.ToolCall::arguments)
                .containsExactly("{\"x\": 1}", "{}", "{}", "{}");
    }

    @Test
    void sendsTheModelsIdsToVertexButNoneOfAnyoneElses() {
        Part.ToolCall own = new Part.ToolCall("q1", "a", "{}", ProviderData.of("google", "id", "q1"));
        Part.ToolCall foreign = call("toolu_1", "b");
        Request request = Request.builder()
                .user("hi")
                .message(Message.assistant(List.of(own, foreign)))
                .toolResults(Part.ToolResult.of(own, "A"), Part.ToolResult.of(foreign, "B"))
                .build();
        assertThat(Wire.body(Wire.vertex(), request, Wire.MODEL, new ArrayList<>())
                        .findValuesAsString("id"))
                .containsExactly("q1", "q1");
        assertThat(Wire.body(request).findValuesAsString("id")).containsExactly("q1", "toolu_1", "q1", "toolu_1");
    }

    @Test
    void repairsArgumentsThatAreNoObject() {
        Request request = Request.builder()
                .user("hi")
                .message(Message.assistant(
                        List.of(new Part.ToolCall("1", "a", ""), new Part.ToolCall("2", "b", "{\"x\":"))))
                .build();
        JsonNode parts = Wire.body(request).at("/contents/1/parts");
        assertThat(parts.at("/0/functionCall/args").toString()).isEqualTo("{}");
        assertThat(parts.at("/1/functionCall/args").toString()).isEqualTo("{\"input\":\"{\\\"x\\\":\"}");
        assertThat(Wire.warned(request, Wire.MODEL)).containsExactly("toolCall.arguments");
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, AUTO, false",
        "NONE, NONE, false",
        "REQUIRED, ANY, false",
        "NAMED, ANY, true",
        "ALLOWED, VALIDATED, true",
        "ALLOWED_REQUIRED, ANY, true"
    })
    void writesEveryToolChoice(ToolChoice.Mode mode, String expected, boolean names) {
        List<String> tools = names ? List.of("f") : List.of();
        Request request = Request.builder()
                .user("hi")
                .tools(Tool.function("f", "d", SCHEMA))
                .toolChoice(new ToolChoice(mode, tools))
                .build();
        JsonNode body = Wire.body(request);
        JsonNode config = body.at("/toolConfig/functionCallingConfig");
        assertThat(config.get("mode").asString()).isEqualTo(expected);
        assertThat(config.has("allowedFunctionNames")).isEqualTo(names);
        assertThat(body.at("/tools/0/functionDeclarations")).hasSize(1);
    }

    @Test
    void leavesTheChoiceOutWithoutTools() {
        Request request =
                Request.builder().user("hi").toolChoice(ToolChoice.REQUIRED).build();
        assertThat(Wire.body(request).has("toolConfig")).isFalse();
    }

    @Test
    void asksForValidatedArgumentsOfStrictTools() {
        Request request = Request.builder()
                .user("hi")
                .tools(Tool.function("f", "d", SCHEMA).strict(true))
                .build();
        assertThat(Wire.body(request).at("/toolConfig/functionCallingConfig").toString())
                .isEqualTo("{\"mode\":\"VALIDATED\"}");
    }

    @Test
    void putsAllFunctionsIntoOneElementAndProviderToolsBesideThem() {
        Request request = Request.builder()
                .user("hi")
                .tools(
                        Tool.function("f", "d", SCHEMA),
                        Tool.provider("search", "{\"googleSearch\":{}}"),
                        Tool.function("g", "", "{\"type\":\"object\",\"properties\":{}}"))
                .build();
        JsonNode body = Wire.body(request, Wire.GEMINI_3);
        assertThat(body.get("tools").toString())
                .isEqualTo(Wire.json(
                                "[{'functionDeclarations':[{'name':'f',"
                                        + "'description':'d','parametersJsonSchema':SCHEMA},{'name':'g'}]},{'googleSearch':{}}]")
                        .replace("SCHEMA", SCHEMA));
        assertThat(body.get("toolConfig").toString()).isEqualTo("{\"includeServerSideToolInvocations\":true}");
        assertThat(Wire.body(Wire.vertex(), request, Wire.GEMINI_3, new ArrayList<>())
                        .has("toolConfig"))
                .isFalse();
    }

    @Test
    void warnsOfAChoiceAmongGooglesOwnToolsAndOfOddResults() {
        Request request = Request.builder()
                .user("hi")
                .tools(Tool.provider("search", "{\"googleSearch\":{}}"))
                .toolChoice(ToolChoice.REQUIRED)
                .message(Message.assistant(List.of(call("1", "a"))))
                .toolResults(new Part.ToolResult("1", "a", List.of(new Part.Refusal("no")), false))
                .build();
        assertThat(Wire.warned(request, Wire.MODEL)).containsExactly("toolResult", "toolChoice");
    }
}
