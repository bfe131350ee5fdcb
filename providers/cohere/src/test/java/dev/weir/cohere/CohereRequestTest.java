package dev.weir.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import dev.weir.spi.WireRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests as Cohere wants them written. */
class CohereRequestTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Tool WEATHER = Tool.function(
            "weather", "Tells the weather", "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
    private static final Tool CLOCK = Tool.function("clock", "Tells the time", "{\"type\":\"object\"}");

    private final List<Warning> warnings = new ArrayList<>();

    @Test
    void aPlainQuestionHoldsNothingThatWasNotSet() {
        WireRequest wire = new CohereCodec().encode(Request.of("hi"), "command-a-03-2025", false, warnings);

        assertThat(wire.path()).isEqualTo("/v2/chat");
        assertThat(JSON.readTree(wire.body()))
                .isEqualTo(JSON.readTree("{\"model\":\"command-a-03-2025\",\"stream\":false,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
        assertThat(warnings).isEmpty();
    }

    @Test
    void samplingOptionsHaveCoheresNames() {
        JsonNode body = encode(Request.builder()
                .user("hi")
                .options(o -> o.topP(0.75)
                        .topK(40)
                        .stop("END", "STOP")
                        .temperature(0.3)
                        .maxTokens(256)
                        .seed(7)
                        .frequencyPenalty(0.1)
                        .presencePenalty(0.2)
                        .logprobs(true)));

        assertThat(body.get("p").doubleValue()).isEqualTo(0.75);
        assertThat(body.get("k").intValue()).isEqualTo(40);
        assertThat(body.get("stop_sequences")).isEqualTo(JSON.readTree("[\"END\",\"STOP\"]"));
        assertThat(body.get("temperature").doubleValue()).isEqualTo(0.3);
        assertThat(body.get("max_tokens").intValue()).isEqualTo(256);
        assertThat(body.get("seed").intValue()).isEqualTo(7);
        assertThat(body.get("frequency_penalty").doubleValue()).isEqualTo(0.1);
        assertThat(body.get("presence_penalty").doubleValue()).isEqualTo(0.2);
        assertThat(body.get("logprobs").booleanValue()).isTrue();
        assertThat(body.has("top_p")).isFalse();
        assertThat(body.has("top_k")).isFalse();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aWholeConversationIsMapped() {
        JsonNode body = encode(Request.builder()
                .system("Be brief.")
                .user("Weather and time in Oslo?")
                .message(Message.assistant(List.of(
                        new Part.ToolCall(
                                "weather_1",
                                "weather",
                                "{\"city\":\"Oslo\"}",
                                ProviderData.of("cohere", "tool_plan", "I will look it up.")),
                        new Part.ToolCall("clock_1", "clock", ""))))
                .toolResults(result("weather_1", "weather", "7C"), result("clock_1", "clock", "noon")));

        assertThat(body.get("messages")).isEqualTo(JSON.readTree("""
                [{"role":"system","content":"Be brief."},
                 {"role":"user","content":"Weather and time in Oslo?"},
                 {"role":"assistant","tool_plan":"I will look it up.","tool_calls":[
                   {"id":"weather_1","type":"function",
                    "function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}},
                   {"id":"clock_1","type":"function","function":{"name":"clock","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"weather_1","content":"7C"},
                 {"role":"tool","tool_call_id":"clock_1","content":"noon"}]"""));
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatAnotherProvidersModelSaidBeforeItsCallsBecomesThePlan() {
        JsonNode body = encode(Request.builder()
                .user("q")
                .message(Message.assistant(
                        List.of(new Part.Text("Let me look."), new Part.ToolCall(null, "weather", "{}"))))
                .toolResults(result(null, "weather", "7C")));

        JsonNode assistant = body.at("/messages/1");
        assertThat(assistant.get("tool_plan").stringValue()).isEqualTo("Let me look.");
        assertThat(assistant.has("content")).isFalse();
        assertThat(body.at("/messages/2/tool_call_id"))
                .isEqualTo(assistant.at("/tool_calls/0/id"))
                .isNotNull();
    }

    @Test
    void toolChoiceIsSaidByWordOrByTheListOfTools() {
        assertThat(encode(tools(null)).has("tool_choice")).isFalse();
        assertThat(encode(tools(ToolChoice.AUTO)).has("tool_choice")).isFalse();
        assertThat(encode(tools(ToolChoice.NONE)).get("tool_choice").stringValue())
                .isEqualTo("NONE");
        assertThat(encode(tools(ToolChoice.REQUIRED)).get("tool_choice").stringValue())
                .isEqualTo("REQUIRED");

        JsonNode named = encode(tools(ToolChoice.named("clock")));
        assertThat(named.get("tool_choice").stringValue()).isEqualTo("REQUIRED");
        assertThat(named.get("tools")).hasSize(1);
        assertThat(named.at("/tools/0/function/name").stringValue()).isEqualTo("clock");

        JsonNode allowed = encode(tools(ToolChoice.allowed("weather")));
        assertThat(allowed.has("tool_choice")).isFalse();
        assertThat(allowed.get("tools")).hasSize(1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void toolsAreWrittenLikeOpenAis() {
        JsonNode body = encode(Request.builder().user("q").tools(WEATHER.strict(true)));

        assertThat(body.get("tools")).isEqualTo(JSON.readTree("""
                [{"type":"function","function":{"name":"weather","description":"Tells the weather",
                  "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]"""));
        assertThat(body.get("strict_tools").booleanValue()).isTrue();
    }

    @Test
    void structuredOutputPutsTheSchemaDirectlyUnderTheFormat() {
        assertThat(encode(Request.builder().user("q").outputFormat(OutputFormat.JSON))
                        .get("response_format"))
                .isEqualTo(JSON.readTree("{\"type\":\"json_object\"}"));
        assertThat(encode(Request.builder().user("q").outputFormat(OutputFormat.TEXT))
                        .get("response_format"))
                .isEqualTo(JSON.readTree("{\"type\":\"text\"}"));
        assertThat(encode(Request.builder()
                                .user("q")
                                .outputFormat(OutputFormat.jsonSchema("City", "{\"type\":\"object\"}")))
                        .get("response_format"))
                .isEqualTo(JSON.readTree("{\"type\":\"json_object\",\"json_schema\":{\"type\":\"object\"}}"));
    }

    @Test
    void imagesAreSentAsDataUrlOrByAddress() {
        byte[] bytes = {1, 2, 3};
        JsonNode body = encode(Request.builder()
                .user(
                        new Part.Text("What is this?"),
                        new Part.Image(MediaSource.bytes(bytes, "image/png"), "low"),
                        new Part.Image(MediaSource.url(URI.create("https://example.com/a.png")))));

        assertThat(body.at("/messages/0/content")).isEqualTo(JSON.readTree("""
                [{"type":"text","text":"What is this?"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID","detail":"low"}},
                 {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]"""));
    }

    @Test
    void documentsOfTextGetAFieldOfTheirOwn() {
        JsonNode body = encode(Request.builder()
                .user(
                        new Part.Text("Sum up."),
                        new Part.Document(MediaSource.bytes("Zwölf".getBytes(UTF_8), "text/plain"), "notes")));

        assertThat(body.get("documents"))
                .isEqualTo(JSON.readTree("[{\"data\":{\"title\":\"notes\",\"text\":\"Zwölf\"}}]"));
        assertThat(body.at("/messages/0/content")).hasSize(1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void documentsInToolResultsStayThere() {
        Part.Document document = new Part.Document(MediaSource.bytes("x".getBytes(UTF_8), "text/markdown"), "d1");
        JsonNode body = encode(Request.builder()
                .user("q")
                .message(Message.assistant(List.of(new Part.ToolCall("c", "search", "{}"))))
                .toolResults(new Part.ToolResult("c", "search", List.of(new Part.Text("found"), document), false)));

        assertThat(body.at("/messages/2/content")).isEqualTo(JSON.readTree("""
                [{"type":"text","text":"found"},
                 {"type":"document","document":{"id":"d1","data":{"title":"d1","text":"x"}}}]"""));
        assertThat(body.has("documents")).isFalse();
    }

    @Test
    void aDocumentThatIsNotTextIsReported() {
        encode(Request.builder()
                .user(
                        new Part.Text("Sum up."),
                        new Part.Document(MediaSource.bytes(new byte[] {1}, "application/pdf"), "a.pdf")));

        assertThat(warnings).extracting(Warning::option).containsExactly("document");
    }

    @Test
    void thinkingIsSwitchedOnWithABudgetOrOff() {
        assertThat(encode(Request.builder().user("q").thinking(Thinking.budget(2048)))
                        .get("thinking"))
                .isEqualTo(JSON.readTree("{\"type\":\"enabled\",\"token_budget\":2048}"));
        assertThat(encode(Request.builder().user("q").thinking(Thinking.OFF)).get("thinking"))
                .isEqualTo(JSON.readTree("{\"type\":\"disabled\"}"));
        assertThat(warnings).isEmpty();
        assertThat(encode(Request.builder().user("q").thinking(Thinking.HIGH)).get("thinking"))
                .isEqualTo(JSON.readTree("{\"type\":\"enabled\"}"));
        assertThat(warnings).extracting(Warning::option).containsExactly("thinking");
    }

    @Test
    void earlierThoughtsGoBack() {
        JsonNode body = encode(Request.builder()
                .user("q")
                .message(Message.assistant(List.of(new Part.Thinking("Hm.", null), new Part.Text("42"))))
                .user("why?"));

        assertThat(body.at("/messages/1/content"))
                .isEqualTo(JSON.readTree(
                        "[{\"type\":\"thinking\",\"thinking\":\"Hm.\"},{\"type\":\"text\",\"text\":\"42\"}]"));
    }

    @Test
    void extraFieldsWinOverWhatWeirWrites() {
        JsonNode body = encode(Request.builder()
                .user("q")
                .temperature(0.1)
                .extra("temperature", 0.9)
                .extra("documents", List.of("one"))
                .extra("citation_options", Map.of("mode", "FAST")));

        assertThat(body.get("temperature").doubleValue()).isEqualTo(0.9);
        assertThat(body.get("documents")).isEqualTo(JSON.readTree("[\"one\"]"));
        assertThat(body.at("/citation_options/mode").stringValue()).isEqualTo("FAST");
    }

    @Test
    void whatCohereCannotDoIsReported() {
        encode(Request.builder()
                .user(new Part.Text("q"), new Part.Audio(MediaSource.bytes(new byte[1], "audio/wav")))
                .tools(WEATHER, Tool.custom("free", "text"))
                .previousResponseId("r")
                .options(o -> o.choiceCount(2)
                        .topLogprobs(3)
                        .logitBias(Map.of("1", 1))
                        .parallelToolCalls(false)
                        .serviceTier("flex")
                        .metadata(Map.of("a", "b"))));

        assertThat(warnings)
                .extracting(Warning::option)
                .containsExactlyInAnyOrder(
                        "audio",
                        "tools",
                        "previousResponseId",
                        "choiceCount",
                        "topLogprobs",
                        "logitBias",
                        "parallelToolCalls",
                        "serviceTier",
                        "metadata");
    }

    @Test
    void cachePointsAreNoTrouble() {
        encode(Request.builder().user(new Part.Text("q"), new Part.CachePoint(Duration.ofMinutes(5))));

        assertThat(warnings).isEmpty();
    }

    @Test
    void aMalformedSchemaIsRefusedByName() {
        assertThatThrownBy(() -> encode(Request.builder().user("q").tools(Tool.function("t", "d", "{\"type\":"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("tool t");
        assertThatThrownBy(() -> encode(Request.builder().user("q").tools(Tool.function("t", "d", "[]"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not an object");
    }

    private static Request.Builder tools(ToolChoice choice) {
        return Request.builder().user("q").tools(WEATHER, CLOCK).toolChoice(choice);
    }

    private static Part.ToolResult result(String id, String name, String text) {
        return new Part.ToolResult(id, name, List.of(new Part.Text(text)), false);
    }

    private JsonNode encode(Request.Builder request) {
        return JSON.readTree(
                new CohereCodec().encode(request.build(), "m", false, warnings).body());
    }
}
