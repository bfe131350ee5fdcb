package dev.weir.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.Warning;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tools, and what goes into the models' own fields. */
class ConverseToolsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Tool WEATHER = Tool.function("weather", "Tells the weather", "{\"type\":\"object\"}");
    private static final Tool CLOCK = Tool.function("clock", "", "{\"type\":\"object\"}");

    private final List<Warning> warnings = new ArrayList<>();

    @Test
    void toolsAreSpecifications() {
        JsonNode config = encode(Request.builder()
                        .user("q")
                        .tools(
                                WEATHER.strict(true),
                                CLOCK,
                                Tool.provider("cache", "{\"cachePoint\":{\"type\":\"default\"}}")))
                .get("toolConfig");

        assertThat(config).isEqualTo(JSON.readTree("""
                {"tools":[
                  {"toolSpec":{"name":"weather","description":"Tells the weather",
                   "inputSchema":{"json":{"type":"object"}},"strict":true}},
                  {"toolSpec":{"name":"clock","inputSchema":{"json":{"type":"object"}}}},
                  {"cachePoint":{"type":"default"}}]}"""));
        assertThat(warnings).isEmpty();
    }

    @Test
    void theChoiceIsAutoAnyOrOneTool() {
        assertThat(choice(ToolChoice.AUTO)).isEqualTo(JSON.readTree("{\"auto\":{}}"));
        assertThat(choice(ToolChoice.REQUIRED)).isEqualTo(JSON.readTree("{\"any\":{}}"));
        assertThat(choice(ToolChoice.named("clock"))).isEqualTo(JSON.readTree("{\"tool\":{\"name\":\"clock\"}}"));
        assertThat(encode(tools(ToolChoice.allowed("clock"))).at("/toolConfig/tools"))
                .hasSize(1);
        assertThat(encode(tools(null)).at("/toolConfig").has("toolChoice")).isFalse();
        assertThat(warnings).isEmpty();
    }

    @Test
    void noToolsMeansNoToolConfig() {
        assertThat(encode(tools(ToolChoice.NONE)).has("toolConfig")).isFalse();
        assertThat(warnings).isEmpty();
    }

    @Test
    void toolsStayDeclaredWhileTheConversationHasUsedSome() {
        JsonNode body = encode(afterCall().tools(WEATHER).toolChoice(ToolChoice.NONE));

        assertThat(body.at("/toolConfig/tools")).hasSize(1);
        assertThat(body.at("/toolConfig").has("toolChoice")).isFalse();
        assertThat(warnings).extracting(Warning::option).containsExactly("toolChoice");
    }

    @Test
    void toolsThatWereUsedAreDeclaredIfTheRequestForgotThem() {
        JsonNode body = encode(afterCall());

        assertThat(body.at("/toolConfig/tools/0/toolSpec/name").stringValue()).isEqualTo("weather");
        assertThat(warnings).extracting(Warning::option).containsExactly("tools");
    }

    @Test
    void freeTextToolsAreReported() {
        assertThat(encode(Request.builder().user("q").tools(Tool.custom("t", "d")))
                        .has("toolConfig"))
                .isFalse();
        assertThat(warnings).extracting(Warning::option).containsExactly("tools");
    }

    @Test
    void fieldsOfTheRequestAreMergedWithOursAndWin() {
        JsonNode fields = encode(
                        Request.builder()
                                .user("q")
                                .options(o -> o.topK(20))
                                .thinking(Thinking.budget(2000))
                                .extra(
                                        "additionalModelRequestFields",
                                        Map.of(
                                                "anthropic_beta",
                                                List.of("b"),
                                                "thinking",
                                                Map.of("budget_tokens", 3000))),
                        "us.anthropic.claude-sonnet-4-5-20250929-v1:0")
                .get("additionalModelRequestFields");

        assertThat(fields)
                .isEqualTo(JSON.readTree("{\"top_k\":20,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":3000},"
                        + "\"anthropic_beta\":[\"b\"]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "us.anthropic.claude-3-7-sonnet-20250219-v1:0 | {\"top_k\":20}",
                "us.amazon.nova-micro-v1:0 | {\"inferenceConfig\":{\"topK\":20}}",
                "mistral.mistral-large-2402-v1:0 | {\"top_k\":20}",
                "cohere.command-r-v1:0 | {\"k\":20}"
            })
    void topKHasAnotherNameInEachFamily(String model, String expected) {
        JsonNode body = encode(Request.builder().user("q").options(o -> o.topK(20)), model);

        assertThat(body.get("additionalModelRequestFields")).isEqualTo(JSON.readTree(expected));
        assertThat(warnings).isEmpty();
    }

    @Test
    void topKOfAnUnknownFamilyIsReported() {
        JsonNode body = encode(Request.builder().user("q").options(o -> o.topK(20)), "meta.llama3-8b");

        assertThat(body.has("additionalModelRequestFields")).isFalse();
        assertThat(warnings).extracting(Warning::option).containsExactly("topK");
    }

    @Test
    void thinkingIsToldToEachFamilyInItsOwnWords() {
        assertThinking("us.anthropic.claude-sonnet-4-6", Thinking.HIGH, """
                {"thinking":{"type":"adaptive"},"output_config":{"effort":"high"}}""");
        assertThinking("us.anthropic.claude-sonnet-4-6", Thinking.budget(1024), """
                {"thinking":{"type":"enabled","budget_tokens":1024}}""");
        assertThinking("us.anthropic.claude-3-7-sonnet-20250219-v1:0", Thinking.budget(1024), """
                {"thinking":{"type":"enabled","budget_tokens":1024}}""");
        assertThinking("us.anthropic.claude-sonnet-5", Thinking.OFF, "{\"thinking\":{\"type\":\"disabled\"}}");
        assertThinking("openai.gpt-oss-120b-1:0", Thinking.LOW, "{\"reasoning_effort\":\"low\"}");
        assertThinking("qwen.qwen3-32b-v1:0", Thinking.HIGH, "{\"reasoning_config\":\"high\"}");
        assertThinking("us.amazon.nova-2-lite-v1:0", Thinking.HIGH, """
                {"reasoningConfig":{"type":"enabled","maxReasoningEffort":"high"}}""");
        assertThat(warnings).isEmpty();
    }

    @Test
    void theNearestEquivalentOfAnUnknownWayToThinkComesWithAWarning() {
        assertThinking("us.anthropic.claude-3-7-sonnet-20250219-v1:0", Thinking.LOW, """
                {"thinking":{"type":"enabled","budget_tokens":2048}}""");
        assertThinking("us.anthropic.claude-sonnet-5", Thinking.budget(2000), "{\"thinking\":{\"type\":\"adaptive\"}}");
        assertThinking("openai.gpt-oss-120b-1:0", Thinking.budget(2000), "{\"reasoning_effort\":\"medium\"}");
        assertThat(encode(Request.builder().user("q").thinking(Thinking.HIGH), "meta.llama3-8b")
                        .has("additionalModelRequestFields"))
                .isFalse();
        assertThat(warnings)
                .extracting(Warning::option)
                .containsOnly("thinking")
                .hasSize(4);
    }

    private void assertThinking(String model, Thinking thinking, String expected) {
        JsonNode body = encode(Request.builder().user("q").thinking(thinking), model);
        assertThat(body.get("additionalModelRequestFields")).as(model).isEqualTo(JSON.readTree(expected));
    }

    private static Request.Builder afterCall() {
        return Request.builder()
                .user("q")
                .message(Message.assistant(List.of(new Part.ToolCall("a", "weather", "{}"))))
                .toolResults(new Part.ToolResult("a", "weather", List.of(new Part.Text("7C")), false));
    }

    private static Request.Builder tools(ToolChoice choice) {
        return Request.builder().user("q").tools(WEATHER, CLOCK).toolChoice(choice);
    }

    private JsonNode choice(ToolChoice choice) {
        return encode(tools(choice)).at("/toolConfig/toolChoice");
    }

    private JsonNode encode(Request.Builder request) {
        return encode(request, "m");
    }

    private JsonNode encode(Request.Builder request, String model) {
        ConverseCodec codec = new ConverseCodec(new ClockSkew(Clock.systemUTC()));
        return JSON.readTree(
                codec.encode(request.build(), model, false, warnings).body());
    }
}
