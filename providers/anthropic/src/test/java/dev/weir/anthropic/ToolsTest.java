package dev.weir.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.Request;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolsTest {

    private static final Tool WEATHER = Tool.function(
            "weather", "Tells it", "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
    private static final Tool CLOCK = Tool.function("clock", "Tells time", "{}");

    private static Wire.Encoded encode(@Nullable ToolChoice choice, @Nullable Boolean parallel) {
        Request.Builder request = Request.builder().user("Hi").tools(WEATHER, CLOCK);
        if (choice != null) {
            request.toolChoice(choice);
        }
        if (parallel != null) {
            request.options(o -> o.parallelToolCalls(parallel));
        }
        return Wire.encode(request.build(), "claude-sonnet-4-5");
    }

    private static String choice(@Nullable ToolChoice choice, @Nullable Boolean parallel) {
        return encode(choice, parallel).body().path("tool_choice").toString().replace('"', '\'');
    }

    @Test
    void functionsAreDeclaredWithTheirSchemas() {
        assertThat(encode(null, null).body().get("tools").toString().replace('"', '\''))
                .isEqualTo("[{'name':'weather','description':'Tells it','input_schema':{'type':'object',"
                        + "'properties':{'city':{'type':'string'}}}},"
                        + "{'name':'clock','description':'Tells time','input_schema':{'type':'object'}}]");
    }

    @Test
    void everyChoiceHasItsForm() {
        assertThat(encode(null, null).body().has("tool_choice")).isFalse();
        assertThat(choice(ToolChoice.AUTO, null)).isEqualTo("{'type':'auto'}");
        assertThat(choice(ToolChoice.REQUIRED, null)).isEqualTo("{'type':'any'}");
        assertThat(choice(ToolChoice.named("clock"), null)).isEqualTo("{'type':'tool','name':'clock'}");
        assertThat(choice(ToolChoice.NONE, null)).isEqualTo("{'type':'none'}");
    }

    @Test
    void parallelCallsAreSwitchedOffInsideTheChoice() {
        assertThat(choice(null, false)).isEqualTo("{'type':'auto','disable_parallel_tool_use':true}");
        assertThat(choice(ToolChoice.REQUIRED, false)).isEqualTo("{'type':'any','disable_parallel_tool_use':true}");
        assertThat(choice(ToolChoice.named("clock"), false))
                .isEqualTo("{'type':'tool','name':'clock','disable_parallel_tool_use':true}");
        assertThat(choice(ToolChoice.NONE, false)).isEqualTo("{'type':'none'}");
        assertThat(encode(null, true).body().has("tool_choice")).isFalse();
    }

    @Test
    void subsetOfToolsIsMadeByOfferingNoOthers() {
        Wire.Encoded encoded = encode(ToolChoice.allowed("clock"), null);

        assertThat(encoded.body().get("tools").size()).isEqualTo(1);
        assertThat(encoded.body().at("/tools/0/name").asString()).isEqualTo("clock");
        assertThat(encoded.body().at("/tool_choice/type").asString()).isEqualTo("auto");
        assertThat(encoded.warnings()).isEmpty();
    }

    @Test
    void choiceWithoutToolsIsIgnored() {
        Request request = Request.builder()
                .user("Hi")
                .toolChoice(ToolChoice.REQUIRED)
                .options(o -> o.parallelToolCalls(false))
                .build();

        Wire.Encoded encoded = Wire.encode(request, "claude-sonnet-4-5");

        assertThat(encoded.body().has("tool_choice")).isFalse();
        assertThat(encoded.body().has("tools")).isFalse();
    }

    @Test
    void strictToolsGetASchemaThatCanBeEnforced() {
        Tool strict = Tool.function(
                        "n", "d", "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1}}}")
                .strict(true);
        Request request = Request.builder().user("Hi").tools(strict).build();

        Wire.Encoded encoded = Wire.encode(request, "claude-sonnet-4-5");

        assertThat(encoded.body().at("/tools/0").toString().replace('"', '\''))
                .isEqualTo("{'name':'n','description':'d','input_schema':{'type':'object','properties':{'n':{"
                        + "'type':'integer','description':'{\\'minimum\\':1}'}},'additionalProperties':false},"
                        + "'strict':true}");
        assertThat(encoded.warned()).containsExactly("schema");
    }

    @Test
    void toolsOfTheProviderAreDeclaredVerbatim() {
        String json = "{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":3}";
        Request request = Request.builder()
                .user("Hi")
                .tools(Tool.provider("web_search", json))
                .build();

        assertThat(Wire.encode(request, "claude-sonnet-4-5")
                        .body()
                        .at("/tools/0")
                        .toString())
                .isEqualTo(json);
    }

    @Test
    void toolsWithFreeTextAreLeftOutWithAWarning() {
        Request request = Request.builder()
                .user("Hi")
                .tools(Tool.custom("sql", "Runs it"))
                .build();

        Wire.Encoded encoded = Wire.encode(request, "claude-sonnet-4-5");

        assertThat(encoded.body().has("tools")).isFalse();
        assertThat(encoded.warned()).containsExactly("tool");
    }

    @Test
    void malformedSchemaIsAnErrorThatNamesTheTool() {
        assertThatThrownBy(() -> Wire.encode(
                        Request.builder()
                                .user("Hi")
                                .tools(Tool.function("weather", "d", "{\"type\":"))
                                .build(),
                        "claude-sonnet-4-5"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("tool weather");
        assertThatThrownBy(() -> Wire.encode(
                        Request.builder()
                                .user("Hi")
                                .tools(Tool.provider("search", "[]"))
                                .build(),
                        "claude-sonnet-4-5"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("tool search");
    }
}
