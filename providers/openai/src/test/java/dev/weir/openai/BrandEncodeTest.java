package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.weir.spi.Codec;
import dev.weir.spi.Environment;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What each brand is sent: the capability switches. */
class BrandEncodeTest {

    private static final Tool WEATHER = Tool.function("weather", "d", "{\"type\":\"object\"}");

    private final Map<String, Codec> codecs = new HashMap<>();

    BrandEncodeTest() {
        new OpenAiProviders()
                .providers(Environment.of(Map.of()))
                .forEach(provider -> codecs.put(provider.name(), provider.codec()));
    }

    private Codec codec(String brand) {
        return java.util.Objects.requireNonNull(codecs.get(brand), brand);
    }

    private JsonNode encode(String brand, Request request) {
        return Wire.encode(codec(brand), request);
    }

    private List<String> warned(String brand, Request request) {
        return Wire.warnings(codec(brand), request).stream()
                .map(Warning::option)
                .toList();
    }

    private static Request.Builder hi() {
        return Request.builder().user("hi");
    }

    /** Fields are the token limit, the seed and the number of choices; none is written as "-". */
    @ParameterizedTest
    @CsvSource({
        "openai, max_completion_tokens, seed, n, parallel_tool_calls, stream_options",
        "azure, max_completion_tokens, seed, n, parallel_tool_calls, stream_options",
        "groq, max_tokens, seed, -, parallel_tool_calls, stream_options",
        "xai, max_completion_tokens, seed, n, parallel_tool_calls, stream_options",
        "mistral, max_tokens, random_seed, n, parallel_tool_calls, -",
        "deepseek, max_tokens, -, -, -, stream_options",
        "openrouter, max_tokens, seed, n, parallel_tool_calls, stream_options",
        "ollama, max_tokens, seed, -, -, stream_options",
        "vllm, max_completion_tokens, seed, n, parallel_tool_calls, stream_options",
        "litellm, max_completion_tokens, seed, n, parallel_tool_calls, stream_options",
        "cerebras, max_completion_tokens, seed, -, -, stream_options",
        "perplexity, max_tokens, -, -, -, -"
    })
    void theFieldsAreExactlyTheRightOnes(
            String brand, String limit, String seed, String n, String parallel, String streamOptions) {
        Request request = hi().tools(WEATHER)
                .options(options -> options.maxTokens(5).seed(7).choiceCount(2).parallelToolCalls(false))
                .build();
        List<Warning> warnings = new ArrayList<>();
        JsonNode body = Wire.encode(codec(brand), request, true, warnings);
        List<String> expected = new ArrayList<>(List.of("model", "messages", "stream", limit));
        for (String field : List.of(seed, n, parallel, streamOptions)) {
            if (!field.equals("-")) {
                expected.add(field);
            }
        }
        if (!brand.equals("perplexity")) {
            expected.add("tools");
        }
        assertThat(body.propertyNames()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(warnings)
                .hasSize((int) List.of(seed, n).stream().filter("-"::equals).count() + (parallel.equals("-") ? 1 : 0));
    }

    @ParameterizedTest
    @CsvSource({
        "groq, required",
        "xai, required",
        "mistral, any",
        "openrouter, required",
        "vllm, required",
        "moonshot, ''",
        "llamacpp, required"
    })
    void theWordThatForcesATool(String brand, String word) {
        Request request = hi().tools(WEATHER).toolChoice(ToolChoice.REQUIRED).build();
        assertThat(encode(brand, request).path("tool_choice").asString("")).isEqualTo(word);
        assertThat(warned(brand, request)).hasSize(word.isEmpty() ? 1 : 0);
    }

    /**
     * The word that forces a tool, the form of JSON by a schema, and the field earlier thoughts go back in; "-" for none.
     */
    @ParameterizedTest
    @CsvSource({
        "openai, required, strict, -",
        "azure, required, strict, -",
        "groq, required, strict, reasoning",
        "xai, required, strict, reasoning_content",
        "mistral, any, strict, content",
        "deepseek, required, json_object, reasoning_content",
        "openrouter, required, strict, reasoning_details",
        "ollama, required, schema, reasoning",
        "vllm, required, strict, reasoning",
        "litellm, required, strict, reasoning_content",
        "cerebras, required, strict, reasoning",
        "perplexity, -, strict, -"
    })
    void toolForceSchemaAndReplayOfEveryBrand(String brand, String word, String schema, String replay) {
        JsonNode forced = encode(
                brand, hi().tools(WEATHER).toolChoice(ToolChoice.REQUIRED).build());
        assertThat(forced.path("tool_choice").asString("-")).isEqualTo(word);
        JsonNode format = encode(
                        brand,
                        hi().outputFormat(OutputFormat.jsonSchema("s", "{\"type\":\"object\"}"))
                                .build())
                .path("response_format");
        JsonNode named = format.path("json_schema");
        assertThat(
                        named.has("strict")
                                ? "strict"
                                : named.has("schema")
                                        ? "schema"
                                        : format.path("type").asString())
                .isEqualTo(schema);
        List<String> fields = new ArrayList<>(replayed(brand).propertyNames());
        boolean inContent = replayed(brand).path("content").isArray();
        fields.removeAll(List.of("role", "tool_calls", "content"));
        assertThat(fields.isEmpty() ? inContent ? "content" : "-" : String.join("+", fields))
                .isEqualTo(replay);
    }

    @Test
    void llamaCppCannotForceANamedTool() {
        Request request =
                hi().tools(WEATHER).toolChoice(ToolChoice.named("weather")).build();
        assertThat(encode("llamacpp", request).path("tool_choice").asString()).isEqualTo("required");
        assertThat(warned("llamacpp", request)).containsExactly("toolChoice");
    }

    @Test
    void allowedToolsAreFilteredWhereTheServerCannotDoIt() {
        Request request = hi().tools(WEATHER, Tool.function("time", "d", "{}"))
                .toolChoice(ToolChoice.allowed("time"))
                .build();
        JsonNode body = encode("groq", request);
        assertThat(body.path("tools")).hasSize(1);
        assertThat(body.path("tools").path(0).path("function").path("name").asString())
                .isEqualTo("time");
        assertThat(body.path("tool_choice").asString()).isEqualTo("auto");
    }

    @Test
    void mistralIsOfferedNoToolsWhereNoneMayBeUsed() {
        JsonNode body = encode(
                "mistral", hi().tools(WEATHER).toolChoice(ToolChoice.NONE).build());
        assertThat(body.propertyNames()).containsExactlyInAnyOrder("model", "messages");
    }

    @Test
    void customToolsAreOpenAisOnly() {
        Request request = hi().tools(Tool.custom("sql", "d"), WEATHER).build();
        assertThat(encode("groq", request).path("tools")).hasSize(1);
        assertThat(warned("groq", request)).containsExactly("tools");
        assertThat(encode("openai", request).path("tools")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"openai, true", "groq, true", "mistral, true", "ollama, false"})
    void strictIsSentWhereItIsKnown(String brand, boolean sent) {
        JsonNode format = encode(
                        brand,
                        hi().outputFormat(OutputFormat.jsonSchema("s", "{\"type\":\"object\"}"))
                                .build())
                .path("response_format");
        assertThat(format.path("type").asString()).isEqualTo("json_schema");
        assertThat(format.path("json_schema").has("strict")).isEqualTo(sent);
    }

    @Test
    void deepSeekGetsJsonWithoutSchema() {
        Request request = hi().outputFormat(OutputFormat.jsonSchema("s", "{}")).build();
        assertThat(encode("deepseek", request).path("response_format")).isEqualTo(Wire.json("{'type':'json_object'}"));
        assertThat(warned("deepseek", request)).containsExactly("outputFormat");
    }

    private JsonNode replayed(String brand) {
        Part.Thinking thoughts = new Part.Thinking(
                "hm",
                ProviderData.of(
                        "openai-chat", "reasoning_details", "[{\"type\":\"reasoning.text\",\"signature\":\"s\"}]"));
        Part.ToolCall call = new Part.ToolCall("123456789", "weather", "{}");
        return encode(
                        brand,
                        Request.builder()
                                .user("?")
                                .message(Message.assistant(List.of(thoughts, new Part.Text("a"), call)))
                                .toolResults(Part.ToolResult.of(call, "1"))
                                .build())
                .path("messages")
                .path(1);
    }

    @Test
    void thoughtsGoBackAsEachBrandWantsThem() {
        assertThat(replayed("openai").propertyNames()).containsExactlyInAnyOrder("role", "content", "tool_calls");
        assertThat(replayed("groq").path("reasoning").asString()).isEqualTo("hm");
        assertThat(replayed("vllm").path("reasoning").asString()).isEqualTo("hm");
        assertThat(replayed("xai").path("reasoning_content").asString()).isEqualTo("hm");
        assertThat(replayed("deepseek").path("reasoning_content").asString()).isEqualTo("hm");
        JsonNode openrouter = replayed("openrouter");
        assertThat(openrouter.path("reasoning_details"))
                .isEqualTo(Wire.json("[{'type':'reasoning.text','signature':'s'}]"));
        assertThat(openrouter.has("reasoning")).isFalse();
        assertThat(replayed("mistral").path("content"))
                .isEqualTo(Wire.json("[{'type':'thinking','thinking':[{'type':'text','text':'hm'}]},"
                        + "{'type':'text','text':'a'}]"));
        assertThat(replayed("mistral").has("reasoning_content")).isFalse();
    }

    @Test
    void thinkingIsWrittenAsEachBrandWantsIt() {
        Request high = hi().thinking(Thinking.HIGH).build();
        Request off = hi().thinking(Thinking.OFF).build();
        Request budget = hi().thinking(Thinking.budget(500)).build();
        assertThat(encode("groq", high).path("reasoning_effort").asString()).isEqualTo("high");
        assertThat(encode("deepseek", high).path("thinking")).isEqualTo(Wire.json("{'type':'enabled'}"));
        assertThat(encode("deepseek", high).path("reasoning_effort").asString()).isEqualTo("high");
        assertThat(encode("deepseek", off).path("thinking")).isEqualTo(Wire.json("{'type':'disabled'}"));
        assertThat(encode("deepseek", off).has("reasoning_effort")).isFalse();
        assertThat(warned("zai", high)).containsExactly("thinking");
        assertThat(encode("openrouter", high).path("reasoning")).isEqualTo(Wire.json("{'effort':'high'}"));
        assertThat(encode("openrouter", off).path("reasoning")).isEqualTo(Wire.json("{'enabled':false}"));
        assertThat(encode("openrouter", budget).path("reasoning")).isEqualTo(Wire.json("{'max_tokens':500}"));
        assertThat(warned("openrouter", budget)).isEmpty();
    }

    @Test
    void cachePointsAreWrittenAsEachBrandWantsThem() {
        Request request = Request.builder()
                .user(new Part.Text("long"), new Part.CachePoint(null), new Part.Text("short"))
                .build();
        assertThat(encode("openrouter", request)
                        .path("messages")
                        .path(0)
                        .path("content")
                        .path(0))
                .isEqualTo(Wire.json("{'type':'text','text':'long','cache_control':{'type':'ephemeral'}}"));
        assertThat(encode("groq", request)
                        .path("messages")
                        .path(0)
                        .path("content")
                        .path(0))
                .isEqualTo(Wire.json("{'type':'text','text':'long'}"));
        assertThat(warned("groq", request)).isEmpty();
    }

    @Test
    void mistralsCallIdsHaveNineLettersAndDigits() {
        Part.ToolCall foreign = new Part.ToolCall("call_abcdefgh123", "weather", "{}");
        Part.ToolCall similar = new Part.ToolCall("call_abcdefgh124", "weather", "{}");
        Part.ToolCall own = new Part.ToolCall("gSIMJiOkT", "weather", "{}");
        Part.ToolCall none = new Part.ToolCall(null, "weather", "{}");
        Request request = Request.builder()
                .user("?")
                .message(Message.assistant(List.of(foreign, similar, own, none)))
                .toolResults(
                        Part.ToolResult.of(own, "1"),
                        Part.ToolResult.of(similar, "2"),
                        Part.ToolResult.of(foreign, "3"),
                        Part.ToolResult.of(none, "4"))
                .build();
        JsonNode messages = encode("mistral", request).path("messages");
        List<String> ids = messages.path(1)
                .path("tool_calls")
                .valueStream()
                .map(call -> call.path("id").asString())
                .toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9]{9}"));
        assertThat(ids.get(2)).isEqualTo("gSIMJiOkT");
        assertThat(List.of(2, 3, 4, 5))
                .extracting(at -> messages.path(at).path("tool_call_id").asString())
                .containsExactly(ids.get(2), ids.get(1), ids.get(0), ids.get(3));
    }

    @Test
    void mistralTakesDocumentsByAddressAndAPrefixAsAnExtra() {
        Request request = Request.builder()
                .user(
                        new Part.Text("sum up"),
                        new Part.Document(MediaSource.url(URI.create("https://e.org/a.pdf")), null))
                .extra("safe_prompt", true)
                .build();
        JsonNode body = encode("mistral", request);
        assertThat(body.path("messages").path(0).path("content").path(1))
                .isEqualTo(Wire.json("{'type':'document_url','document_url':'https://e.org/a.pdf'}"));
        assertThat(body.path("safe_prompt").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"groq, message.name", "mistral, message.name"})
    void aSpeakersNameIsLeftOutWhereItIsAnError(String brand, String warning) {
        Request request = Request.builder()
                .message(new Message(Message.Role.USER, List.of(new Part.Text("hi")), "ada"))
                .build();
        assertThat(encode(brand, request).path("messages").path(0).has("name")).isFalse();
        assertThat(warned(brand, request)).containsExactly(warning);
    }

    @Test
    void whatCerebrasAndGroqRejectIsLeftOut() {
        Request request = hi().options(options -> options.presencePenalty(1)
                        .frequencyPenalty(1)
                        .logitBias(Map.of("1", 1))
                        .serviceTier("auto"))
                .build();
        assertThat(encode("cerebras", request).propertyNames()).containsExactlyInAnyOrder("model", "messages");
        assertThat(warned("cerebras", request)).hasSize(4);
        assertThat(warned(
                        "groq", hi().options(options -> options.topLogprobs(1)).build()))
                .containsExactly("logprobs", "topLogprobs");
    }

    @Test
    void perplexityKnowsNoTools() {
        assertThat(warned(
                        "perplexity",
                        hi().tools(WEATHER).toolChoice(ToolChoice.REQUIRED).build()))
                .containsExactly("tools");
    }

    @Test
    void topKIsSentWhereItIsKnown() {
        Request request = hi().options(options -> options.topK(3)).build();
        assertThat(encode("vllm", request).path("top_k").asInt()).isEqualTo(3);
        assertThat(warned("groq", request)).containsExactly("topK");
    }
}
