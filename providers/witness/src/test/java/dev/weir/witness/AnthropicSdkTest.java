package dev.weir.witness;

import static dev.weir.witness.SdkCase.call;
import static dev.weir.witness.SdkCase.stream;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.DocumentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.Metadata;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ThinkingBlockParam;
import com.anthropic.models.messages.ToolChoiceAuto;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlockParam;
import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/** Messages as <a href="https://github.com/anthropics/anthropic-sdk-java">anthropic-java</a> writes them. */
class AnthropicSdkTest extends SdkWitness {

    private static final String MODEL = "claude-sonnet-4-5";
    private static final Tool WEATHER = Tool.function("get_weather", "Tells the weather", WEATHER_SCHEMA);
    private static final CacheControlEphemeral CACHED =
            CacheControlEphemeral.builder().build();

    private AnthropicClient sdk;

    AnthropicSdkTest() {
        super("anthropic/" + MODEL, "anthropic");
    }

    @Override
    void connect(String url) {
        sdk = AnthropicOkHttpClient.builder()
                .apiKey("witness-key")
                .baseUrl(url)
                .maxRetries(0)
                .build();
    }

    @Override
    Reply answer(ReceivedRequest request) {
        if (!request.bodyText().contains("\"stream\":true")) {
            return Reply.json("""
                    {"id":"m","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text",
                    "text":"ok"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}""");
        }
        return Reply.sse("""
                event: message_start
                data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c",\
                "content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
                "usage":{"output_tokens":1}}

                event: message_stop
                data: {"type":"message_stop"}

                """);
    }

    @Override
    List<SdkCase> cases() {
        return List.of(
                call("plain", user(), create(b -> b)),
                call("system", user().system("Be brief."), create(b -> b.system("Be brief."))),
                call(
                        "multi-turn",
                        user().assistant("Hi").user("More"),
                        create(b -> b.addAssistantMessage("Hi").addUserMessage("More"))),
                call(
                        "image-url",
                        asked(new Part.Image(MediaSource.url(URI.create("https://example.org/a.png")))),
                        blocks(ContentBlockParam.ofImage(ImageBlockParam.builder()
                                .urlSource("https://example.org/a.png")
                                .build()))),
                call(
                        "image-bytes",
                        asked(new Part.Image(MediaSource.bytes(PIXEL, "image/png"))),
                        blocks(ContentBlockParam.ofImage(Base64ImageSource.builder()
                                .data(base64())
                                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                .build()))),
                call(
                        "document",
                        asked(new Part.Document(MediaSource.bytes(PIXEL, "application/pdf"), "report")),
                        blocks(ContentBlockParam.ofDocument(DocumentBlockParam.builder()
                                .base64Source(base64())
                                .title("report")
                                .build()))),
                call(
                        "tool",
                        user().tools(WEATHER),
                        create(b -> b.addTool(weather().build()))),
                call("tool-round-trip", toolRoundTrip(null), sdkToolRoundTrip(false)),
                call("tool-failed", toolRoundTrip("no such city"), sdkToolRoundTrip(true)),
                call(
                        "tool-forced",
                        user().tools(WEATHER).toolChoice(ToolChoice.named("get_weather")),
                        create(b -> b.addTool(weather().build()).toolToolChoice("get_weather"))),
                call(
                        "tool-one-at-a-time",
                        user().tools(WEATHER).options(o -> o.parallelToolCalls(false)),
                        create(b -> b.addTool(weather().build())
                                .toolChoice(ToolChoiceAuto.builder()
                                        .disableParallelToolUse(true)
                                        .build()))),
                call(
                        "json-schema",
                        user().outputFormat(OutputFormat.jsonSchema("book", BOOK_SCHEMA)),
                        create(b -> b.outputConfig(OutputConfig.builder()
                                .format(JsonOutputFormat.builder()
                                        .schema(JsonOutputFormat.Schema.builder()
                                                .additionalProperties(values(BOOK_SCHEMA))
                                                .build())
                                        .build())
                                .build()))),
                call("thinking", user().thinking(Thinking.budget(1024)), create(b -> b.enabledThinking(1024))),
                call("thinking-goes-back", thinkingGoesBack(), sdkThinkingGoesBack()),
                call(
                        "prompt-cache",
                        user().system(new Part.Text("Long rules"), new Part.CachePoint(null))
                                .tools(WEATHER),
                        create(b -> b.systemOfTextBlockParams(List.of(TextBlockParam.builder()
                                        .text("Long rules")
                                        .cacheControl(CACHED)
                                        .build()))
                                .addTool(weather().build()))),
                call(
                        "stop",
                        user().options(o -> o.stop("END", "###")),
                        create(b -> b.stopSequences(List.of("END", "###")))),
                // this version of the SDK has no setters for them: the version of the protocol it speaks does not take
                // them
                call(
                        "sampling",
                        user().options(o -> o.temperature(0.25).topK(40)),
                        create(b -> b.putAdditionalBodyProperty("temperature", JsonValue.from(0.25))
                                .putAdditionalBodyProperty("top_k", JsonValue.from(40)))),
                call(
                        "metadata",
                        user().options(o -> o.metadata(Map.of("user_id", "u-1")).serviceTier("standard_only")),
                        create(b -> b.metadata(Metadata.builder().userId("u-1").build())
                                .serviceTier(MessageCreateParams.ServiceTier.STANDARD_ONLY))),
                stream("stream-usage", user(), streaming()));
    }

    private static Request.Builder user() {
        return Request.builder().user("Hello").maxTokens(2048);
    }

    private static Request.Builder asked(Part part) {
        return Request.builder().user(part, new Part.Text("What is it?")).maxTokens(2048);
    }

    private Runnable blocks(ContentBlockParam block) {
        ContentBlockParam text = ContentBlockParam.ofText(
                TextBlockParam.builder().text("What is it?").build());
        return send(MessageCreateParams.builder().addUserMessageOfContentBlockParams(List.of(block, text)));
    }

    private static Request.Builder toolRoundTrip(String failure) {
        Part.ToolCall call = new Part.ToolCall("toolu_1", "get_weather", "{\"city\":\"Paris\"}");
        return user().tools(WEATHER)
                .message(Message.assistant(List.of(new Part.Text("I look."), call)))
                .toolResults(
                        failure == null
                                ? Part.ToolResult.of(call, "21 degrees")
                                : Part.ToolResult.failed(call, failure));
    }

    private Runnable sdkToolRoundTrip(boolean failed) {
        ToolResultBlockParam.Builder result = ToolResultBlockParam.builder().toolUseId("toolu_1");
        return create(b -> b.addTool(weather().build())
                .addAssistantMessageOfContentBlockParams(List.of(
                        ContentBlockParam.ofText("I look."),
                        ContentBlockParam.ofToolUse(ToolUseBlockParam.builder()
                                .id("toolu_1")
                                .name("get_weather")
                                .input(ToolUseBlockParam.Input.builder()
                                        .putAdditionalProperty("city", JsonValue.from("Paris"))
                                        .build())
                                .build())))
                .addUserMessageOfContentBlockParams(List.of(ContentBlockParam.ofToolResult(
                        failed
                                ? result.content("no such city").isError(true).build()
                                : result.content("21 degrees").build()))));
    }

    private static Request.Builder thinkingGoesBack() {
        return user().thinking(Thinking.budget(1024))
                .message(Message.assistant(List.of(
                        new Part.Thinking("Hm.", ProviderData.of("anthropic", "signature", "c2ln")),
                        new Part.Text("Hi"))))
                .user("More");
    }

    private Runnable sdkThinkingGoesBack() {
        return create(b -> b.enabledThinking(1024)
                .addAssistantMessageOfContentBlockParams(List.of(
                        ContentBlockParam.ofThinking(ThinkingBlockParam.builder()
                                .thinking("Hm.")
                                .signature("c2ln")
                                .build()),
                        ContentBlockParam.ofText("Hi")))
                .addUserMessage("More"));
    }

    private static com.anthropic.models.messages.Tool.Builder weather() {
        Map<String, JsonValue> schema = values(WEATHER_SCHEMA);
        return com.anthropic.models.messages.Tool.builder()
                .name("get_weather")
                .description("Tells the weather")
                .inputSchema(com.anthropic.models.messages.Tool.InputSchema.builder()
                        .properties(com.anthropic.models.messages.Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty(
                                        "city", JsonValue.from(Map.of("type", "string", "description", "Where")))
                                .build())
                        .addRequired("city")
                        .putAdditionalProperty("additionalProperties", schema.get("additionalProperties"))
                        .build());
    }

    private static String base64() {
        return Base64.getEncoder().encodeToString(PIXEL);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, JsonValue> values(String json) {
        Map<String, JsonValue> values = new java.util.LinkedHashMap<>();
        ((Map<String, Object>) JsonMapper.shared().readValue(json, Map.class))
                .forEach((name, value) -> values.put(name, JsonValue.from(value)));
        return values;
    }

    private Runnable create(UnaryOperator<MessageCreateParams.Builder> more) {
        return send(more.apply(MessageCreateParams.builder().addUserMessage("Hello")));
    }

    private Runnable send(MessageCreateParams.Builder params) {
        MessageCreateParams built = params.model(MODEL).maxTokens(2048).build();
        return () -> sdk.messages().create(built);
    }

    private Runnable streaming() {
        MessageCreateParams built = MessageCreateParams.builder()
                .addUserMessage("Hello")
                .model(MODEL)
                .maxTokens(2048)
                .build();
        return () -> {
            try (StreamResponse<RawMessageStreamEvent> answer = sdk.messages().createStreaming(built)) {
                answer.stream().forEach(event -> {});
            }
        };
    }
}
