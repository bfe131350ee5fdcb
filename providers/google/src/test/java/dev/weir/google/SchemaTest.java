package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.OutputFormat;
import dev.weir.Request;
import dev.weir.Tool;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SchemaTest {

    private static final String OLD = "gemini-1.5-flash";

    @Test
    void passesJsonSchemasThroughToCurrentModels() {
        String schema = Wire.json("{'$defs':{'A':{'type':'string'}},'type':'object',"
                + "'properties':{'a':{'$ref':'#/$defs/A'}},'additionalProperties':false}");
        Request request = Request.builder()
                .user("hi")
                .tools(Tool.function("f", "d", schema))
                .outputFormat(OutputFormat.jsonSchema("out", schema))
                .build();
        JsonNode body = Wire.body(request);
        JsonNode function = body.at("/tools/0/functionDeclarations/0");
        assertThat(function.get("parametersJsonSchema").toString()).isEqualTo(schema);
        assertThat(function.has("parameters")).isFalse();
        JsonNode config = body.get("generationConfig");
        assertThat(config.get("responseMimeType").asString()).isEqualTo("application/json");
        assertThat(config.get("responseJsonSchema").toString()).isEqualTo(schema);
        assertThat(config.has("responseSchema")).isFalse();
    }

    @Test
    void convertsSchemasForOldModels() {
        String schema = Wire.json("{'type':'object','properties':{'a':{'type':'string'}}}");
        Request request = Request.builder()
                .user("hi")
                .tools(Tool.function("f", "d", schema))
                .outputFormat(OutputFormat.jsonSchema("out", schema))
                .build();
        JsonNode body = Wire.body(request, OLD);
        JsonNode function = body.at("/tools/0/functionDeclarations/0");
        assertThat(function.get("parameters").toString()).isEqualTo(schema);
        assertThat(function.has("parametersJsonSchema")).isFalse();
        assertThat(body.at("/generationConfig/responseSchema").toString()).isEqualTo(schema);
        assertThat(body.at("/generationConfig").has("responseJsonSchema")).isFalse();
        GeminiCodec forced = new GeminiCodec(Dialect.GEMINI, true);
        assertThat(Wire.body(forced, request, Wire.MODEL, new ArrayList<>())
                        .at("/generationConfig/responseSchema")
                        .toString())
                .isEqualTo(schema);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':['string','null']} | {'nullable':true,'type':'string'}",
                "{'type':['string','integer']} | {'anyOf':[{'type':'string'},{'type':'integer'}]}",
                "{'const':'x'} | {'type':'string','enum':['x']}",
                "{'type':'integer','enum':[1,2]} | {'type':'string','enum':['1','2']}",
                "{'enum':['a',null]} | {'nullable':true,'type':'string','enum':['a']}",
                "{'anyOf':[{'type':'string'},{'type':'null'}]} | {'nullable':true,'type':'string'}",
                "{'oneOf':[{'type':'string'},{'type':'number'}]} | {'anyOf':[{'type':'string'},{'type':'number'}]}",
                "{'allOf':[{'type':'object'},{'description':'d'}]} | {'type':'object','description':'d'}",
                "{'$schema':'x','type':'string','format':'uuid','minLength':1,'if':{}} | {'type':'string','minLength':1}",
                "{'type':'string','format':'date-time'} | {'type':'string','format':'date-time'}",
                "{'type':'array','items':{'type':['integer','null']}} "
                        + "| {'type':'array','items':{'type':'integer','nullable':true}}",
                "{'type':'object','properties':{}} | {'type':'object'}",
                "{'$defs':{'A':{'type':'string'}},'properties':{'a':{'$ref':'#/$defs/A','description':'d'}}} "
                        + "| {'properties':{'a':{'type':'string','description':'d'}}}",
                "{'$ref':'#/missing'} | {}"
            })
    void saysInOpenApiWhatItCan(String schema, String expected) {
        JsonNode converted = Wire.JSON.readTree(converted(Wire.json(schema)).toString());
        assertThat(converted).isEqualTo(Wire.JSON.readTree(Wire.json(expected)));
    }

    private static JsonNode converted(String schema) {
        return Wire.JSON.valueToTree(OpenApiSchema.of(RawJson.object(schema, "schema")));
    }

    @Test
    void endsSchemasThatReferToThemselves() {
        String schema = Wire.json(
                "{'$ref':'#/$defs/N','$defs':{'N':{'type':'object','properties':" + "{'next':{'$ref':'#/$defs/N'}}}}}");
        assertThat(converted(schema).toString())
                .isEqualTo(Wire.json("{'type':'object','properties':{'next':{'type':'object'}}}"));
    }

    @Test
    void leavesOutParametersOfFunctionsWithoutAny() {
        for (String schema : new String[] {"{}", "{'type':'object','properties':{}}", "{'type':'object'}"}) {
            Request request = Request.builder()
                    .user("hi")
                    .tools(Tool.function("f", "d", Wire.json(schema)))
                    .build();
            for (String model : new String[] {Wire.MODEL, OLD}) {
                assertThat(Wire.body(request, model)
                                .at("/tools/0/functionDeclarations/0")
                                .toString())
                        .isEqualTo("{\"name\":\"f\",\"description\":\"d\"}");
            }
        }
    }

    @Test
    void asksForJsonAndForText() {
        assertThat(format(OutputFormat.JSON)).isEqualTo(Wire.json("{'responseMimeType':'application/json'}"));
        assertThat(format(OutputFormat.TEXT)).isEqualTo(Wire.json("{'responseMimeType':'text/plain'}"));
    }

    @Test
    void keepsTheDescriptionOfAFormat() {
        OutputFormat format =
                new OutputFormat(OutputFormat.Type.JSON_SCHEMA, "n", "a book", "{\"type\":\"object\"}", true);
        assertThat(format(format))
                .isEqualTo(Wire.json("{'responseMimeType':'application/json',"
                        + "'responseJsonSchema':{'type':'object','description':'a book'}}"));
    }

    private static String format(OutputFormat format) {
        Request request = Request.builder().user("hi").outputFormat(format).build();
        return Wire.body(request).get("generationConfig").toString();
    }

    @Test
    void refusesSchemasThatAreNoJsonObjects() {
        Request request = Request.builder()
                .user("hi")
                .tools(Tool.function("f", "d", "[1]"))
                .build();
        assertThatThrownBy(() -> Wire.body(request))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("The schema of tool \"f\" is not a JSON object");
    }
}
