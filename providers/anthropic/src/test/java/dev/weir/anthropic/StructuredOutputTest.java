package dev.weir.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.InvalidRequestException;
import dev.weir.OutputFormat;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StructuredOutputTest {

    private static final String NATIVE = "claude-sonnet-4-5";
    private static final String OLDER = "claude-sonnet-4-0";
    private static final Tool TOOL = Tool.function("t", "does", "{\"type\":\"object\"}");

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static Request request(String schema, Tool... tools) {
        return Request.builder()
                .user("Hi")
                .outputFormat(OutputFormat.jsonSchema("book", json(schema)))
                .tools(tools)
                .build();
    }

    private static String rewritten(String schema) {
        return Wire.encode(request(schema), NATIVE)
                .body()
                .at("/output_config/format/schema")
                .toString()
                .replace('"', '\'');
    }

    @Test
    void schemaIsSentAsOutputFormat() {
        Wire.Encoded encoded = Wire.encode(
                request("{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':false}", TOOL),
                NATIVE);

        assertThat(encoded.body().get("output_config").toString().replace('"', '\''))
                .isEqualTo("{'format':{'type':'json_schema','schema':{'type':'object','properties':{'a':{"
                        + "'type':'string'}},'additionalProperties':false}}}");
        assertThat(encoded.body().get("tools").size()).isEqualTo(1);
        assertThat(encoded.body().has("tool_choice")).isFalse();
        assertThat(encoded.warnings()).isEmpty();
    }

    @Test
    void missingAdditionalPropertiesAreClosedAtEveryLevel() {
        assertThat(rewritten("{'type':'object','properties':{'a':{'type':['object','null'],'properties':{}}},"
                        + "'$defs':{'D':{'properties':{'x':{'type':'array','items':{'type':'object'}}}}}}"))
                .isEqualTo("{'type':'object','properties':{'a':{'type':['object','null'],'properties':{},"
                        + "'additionalProperties':false}},'$defs':{'D':{'properties':{'x':{'type':'array','items':{"
                        + "'type':'object','additionalProperties':false}}},'additionalProperties':false}},"
                        + "'additionalProperties':false}");
    }

    @Test
    void oneOfBecomesAnyOfAndReferencesStandAlone() {
        assertThat(rewritten("{'$schema':'https://json-schema.org/draft/2020-12/schema','$ref':'#/$defs/A',"
                        + "'description':'gone','$defs':{'A':{'oneOf':[{'type':'string'},{'type':'null'}]}}}"))
                .isEqualTo("{'$ref':'#/$defs/A','$defs':{'A':{'anyOf':[{'type':'string'},{'type':'null'}]}}}");
    }

    @Test
    void boundsAndPatternsMoveIntoTheDescriptionWithAWarning() {
        Wire.Encoded encoded = Wire.encode(
                request("{'type':'object','properties':{'n':{'type':'integer','description':'Count','minimum':1,"
                        + "'maximum':9},'s':{'type':'string','format':'uri','pattern':'a'},"
                        + "'f':{'type':'string','format':'binary'}},'additionalProperties':{'type':'string'}}"),
                NATIVE);

        JsonNode schema = encoded.body().at("/output_config/format/schema");
        assertThat(schema.at("/properties/n/description").asString())
                .isEqualTo("Count\n\n{\"minimum\":1,\"maximum\":9}");
        assertThat(schema.at("/properties/n").has("minimum")).isFalse();
        assertThat(schema.at("/properties/s/format").asString()).isEqualTo("uri");
        assertThat(schema.at("/properties/s").has("pattern")).isFalse();
        assertThat(schema.at("/properties/f").has("format")).isFalse();
        assertThat(schema.get("additionalProperties").asBoolean()).isFalse();
        assertThat(encoded.warnings()).hasSize(1);
        assertThat(encoded.warnings().get(0).reason())
                .contains("additionalProperties", "format", "maximum", "minimum", "pattern");
    }

    @Test
    void replyIsTheJsonInTheText() {
        Response response = Wire.call(
                json("{'id':'m','model':'m','content':[{'type':'text','text':'{\\'a\\':1}'}],'stop_reason':'end_turn'}")
                        .replace("{\"a\":1}", "{\\\"a\\\":1}"));

        assertThat(Wire.JSON.readTree(response.text()).get("a").asInt()).isEqualTo(1);
    }

    @Test
    void effortAndFormatShareOneObject() {
        Request request = request("{'type':'object'}")
                .mutate()
                .thinking(dev.weir.Thinking.LOW)
                .build();

        assertThat(Wire.encode(request, "claude-opus-4-6")
                        .body()
                        .get("output_config")
                        .toString()
                        .replace('"', '\''))
                .isEqualTo("{'effort':'low','format':{'type':'json_schema','schema':{'type':'object',"
                        + "'additionalProperties':false}}}");
    }

    @Test
    void olderModelsAnswerThroughAForcedTool() {
        Wire.Encoded encoded = Wire.encode(request("{'type':'object','properties':{'a':{'type':'integer'}}}"), OLDER);

        assertThat(encoded.body().has("output_config")).isFalse();
        assertThat(encoded.body().at("/tools/0/name").asString()).isEqualTo(ToolPlan.ANSWER);
        assertThat(encoded.body().at("/tools/0/input_schema/properties/a/type").asString())
                .isEqualTo("integer");
        assertThat(encoded.body().get("tool_choice").toString())
                .isEqualTo(
                        "{\"type\":\"tool\",\"name\":\"" + ToolPlan.ANSWER + "\",\"disable_parallel_tool_use\":true}");
    }

    @Test
    void olderModelsMayStillCallOtherTools() {
        Wire.Encoded free = Wire.encode(request("{'type':'object'}", TOOL), OLDER);
        assertThat(free.body().get("tools").size()).isEqualTo(2);
        assertThat(free.body().at("/tool_choice/type").asString()).isEqualTo("any");

        Wire.Encoded forced = Wire.encode(
                request("{'type':'object'}", TOOL)
                        .mutate()
                        .toolChoice(ToolChoice.named("t"))
                        .build(),
                OLDER);
        assertThat(forced.body().get("tools").size()).isEqualTo(1);
        assertThat(forced.body().at("/tool_choice/name").asString()).isEqualTo("t");
    }

    @Test
    void answerThroughTheToolIsText() {
        String block = "{'type':'tool_use','id':'toolu_1','name':'" + ToolPlan.ANSWER + "','input':%s}";
        Response call = Wire.call(
                json("{'id':'i','model':'m','content':[" + block.formatted("{'a':1}") + "],'stop_reason':'tool_use'}"));
        Wire.Stream stream = Wire.stream(
                json("{'type':'message_start','message':{'id':'i','model':'m','content':[]}}"),
                json("{'type':'content_block_start','index':0,'content_block':" + block.formatted("{}") + "}"),
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                        + "\"partial_json\":\"{\\\"a\\\"\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                        + "\"partial_json\":\":1}\"}}",
                json("{'type':'content_block_stop','index':0}"),
                json("{'type':'message_delta','delta':{'stop_reason':'tool_use'}}"),
                json("{'type':'message_stop'}"));

        assertThat(call.text()).isEqualTo("{\"a\":1}");
        assertThat(call.toolCalls()).isEmpty();
        assertThat(call.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(call.rawFinishReason()).isEqualTo("tool_use");
        assertThat(stream.response()).isEqualTo(call);
        assertThat(stream.chunks.stream().map(Chunk::text).filter(t -> !t.isEmpty()))
                .containsExactly("{\"a\"", ":1}");
    }

    @Test
    void jsonWithoutSchemaIsWarnedAbout() {
        Request request =
                Request.builder().user("Hi").outputFormat(OutputFormat.JSON).build();

        Wire.Encoded encoded = Wire.encode(request, NATIVE);

        assertThat(encoded.body().has("output_config")).isFalse();
        assertThat(encoded.warned()).containsExactly("outputFormat");
    }

    @Test
    void malformedSchemaIsAnError() {
        assertThatThrownBy(() -> Wire.encode(request("{'type'"), NATIVE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("output format");
    }
}
