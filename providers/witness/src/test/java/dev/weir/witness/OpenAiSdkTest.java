package dev.weir.witness;

import static dev.weir.witness.SdkCase.call;
import static dev.weir.witness.SdkCase.stream;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.OutputFormat;
import dev.weir.Part;
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

/** Chat Completions as <a href="https://github.com/openai/openai-java">openai-java</a> writes them. */
class OpenAiSdkTest extends SdkWitness {

    private static final Tool WEATHER = Tool.function("get_weather", "Tells the weather", WEATHER_SCHEMA);

    private OpenAIClient sdk;

    OpenAiSdkTest() {
        super("openai/gpt-5.4", "openai");
    }

    @Override
    void connect(String url) {
        sdk = OpenAIOkHttpClient.builder()
                .apiKey("witness-key")
                .baseUrl(url + "/v1")
                .maxRetries(0)
                .build();
    }

    @Override
    Reply answer(ReceivedRequest request) {
        if (!request.bodyText().contains("\"stream\":true")) {
            return Reply.json("""
                    {"id":"c","object":"chat.completion","created":1,"model":"gpt-5.4","choices":[{"index":0,
                    "message":{"role":"assistant","content":"ok","refusal":null},"logprobs":null,"finish_reason":"stop"}]}""");
        }
        return Reply.sse("""
                data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[{"index":0,\
                "delta":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}

                data: [DONE]

                """);
    }

    @Override
    List<SdkCase> cases() {
        return List.of(
                call("plain", user(), create(b -> b)),
                call(
                        "system",
                        user().system("Be brief."),
                        create(ChatCompletionCreateParams.builder().addSystemMessage("Be brief."), b -> b)),
                call(
                        "multi-turn",
                        user().assistant("Hi").user("More"),
                        create(b -> b.addAssistantMessage("Hi").addUserMessage("More"))),
                call(
                        "image-url",
                        Request.builder()
                                .user(
                                        new Part.Text("What is it?"),
                                        new Part.Image(
                                                MediaSource.url(URI.create("https://example.org/a.png")), "low")),
                        image("https://example.org/a.png", ChatCompletionContentPartImage.ImageUrl.Detail.LOW)),
                call(
                        "image-bytes",
                        Request.builder()
                                .user(
                                        new Part.Text("What is it?"),
                                        new Part.Image(MediaSource.bytes(PIXEL, "image/png"))),
                        image("data:image/png;base64," + Base64.getEncoder().encodeToString(PIXEL), null)),
                call("tool", user().tools(WEATHER), create(b -> b.addFunctionTool(weather(null)))),
                call("tool-strict", user().tools(WEATHER.strict(true)), create(b -> b.addFunctionTool(weather(true)))),
                call("tool-round-trip", toolRoundTrip(), sdkToolRoundTrip()),
                call(
                        "tool-forced",
                        user().tools(WEATHER)
                                .toolChoice(ToolChoice.named("get_weather"))
                                .options(o -> o.parallelToolCalls(false)),
                        create(b -> b.addFunctionTool(weather(null))
                                .parallelToolCalls(false)
                                .toolChoice(ChatCompletionNamedToolChoice.builder()
                                        .function(ChatCompletionNamedToolChoice.Function.builder()
                                                .name("get_weather")
                                                .build())
                                        .build()))),
                call(
                        "tool-required",
                        user().tools(WEATHER).toolChoice(ToolChoice.REQUIRED),
                        create(b -> b.addFunctionTool(weather(null))
                                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED))),
                call(
                        "json-schema",
                        user().outputFormat(OutputFormat.jsonSchema("book", BOOK_SCHEMA)),
                        create(b -> b.responseFormat(ResponseFormatJsonSchema.builder()
                                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                                        .name("book")
                                        .strict(true)
                                        .schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                                .additionalProperties(values(BOOK_SCHEMA))
                                                .build())
                                        .build())
                                .build()))),
                call(
                        "json-object",
                        user().outputFormat(OutputFormat.JSON),
                        create(b -> b.responseFormat(
                                ResponseFormatJsonObject.builder().build()))),
                call(
                        "thinking",
                        user().thinking(Thinking.LOW).maxTokens(500),
                        create(b -> b.reasoningEffort(ReasoningEffort.LOW).maxCompletionTokens(500))),
                call(
                        "prompt-cache",
                        user().extra("prompt_cache_key", "library"),
                        create(b -> b.promptCacheKey("library"))),
                call(
                        "stop",
                        user().options(o -> o.stop("END", "###")),
                        create(b -> b.stopOfStrings(List.of("END", "###")))),
                call(
                        "sampling",
                        user().options(o -> o.temperature(0.25)
                                .topP(0.5)
                                .presencePenalty(0.5)
                                .frequencyPenalty(-0.5)),
                        create(b -> b.temperature(0.25)
                                .topP(0.5)
                                .presencePenalty(0.5)
                                .frequencyPenalty(-0.5))),
                call(
                        "seed-and-metadata",
                        user().options(o ->
                                o.seed(42).metadata(Map.of("team", "library")).serviceTier("flex")),
                        create(b -> b.seed(42)
                                .serviceTier(ChatCompletionCreateParams.ServiceTier.FLEX)
                                .metadata(ChatCompletionCreateParams.Metadata.builder()
                                        .putAdditionalProperty("team", JsonValue.from("library"))
                                        .build()))),
                call(
                        "choices-and-logprobs",
                        user().options(o ->
                                o.choiceCount(2).logprobs(true).topLogprobs(3).logitBias(Map.of("50256", -100))),
                        create(b -> b.n(2).logprobs(true)
                                .topLogprobs(3)
                                .logitBias(ChatCompletionCreateParams.LogitBias.builder()
                                        .putAdditionalProperty("50256", JsonValue.from(-100))
                                        .build()))),
                stream(
                        "stream-usage",
                        user(),
                        streaming(b -> b.streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build()))));
    }

    private static Request.Builder user() {
        return Request.builder().user("Hello");
    }

    private static Request.Builder toolRoundTrip() {
        Part.ToolCall call = new Part.ToolCall("call_1", "get_weather", "{\"city\":\"Paris\"}");
        return user().tools(WEATHER)
                .message(Message.assistant(List.of(call)))
                .toolResults(Part.ToolResult.of(call, "21 degrees"));
    }

    private Runnable sdkToolRoundTrip() {
        return create(b -> b.addFunctionTool(weather(null))
                .addMessage(ChatCompletionAssistantMessageParam.builder()
                        .addToolCall(ChatCompletionMessageFunctionToolCall.builder()
                                .id("call_1")
                                .function(ChatCompletionMessageFunctionToolCall.Function.builder()
                                        .name("get_weather")
                                        .arguments("{\"city\":\"Paris\"}")
                                        .build())
                                .build())
                        .build())
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId("call_1")
                        .content("21 degrees")
                        .build()));
    }

    private Runnable image(String url, ChatCompletionContentPartImage.ImageUrl.Detail detail) {
        ChatCompletionContentPartImage.ImageUrl.Builder image =
                ChatCompletionContentPartImage.ImageUrl.builder().url(url);
        if (detail != null) {
            image.detail(detail);
        }
        return send(ChatCompletionCreateParams.builder()
                .addUserMessageOfArrayOfContentParts(List.of(
                        ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                .text("What is it?")
                                .build()),
                        ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                .imageUrl(image.build())
                                .build()))));
    }

    private static FunctionDefinition weather(Boolean strict) {
        FunctionDefinition.Builder function = FunctionDefinition.builder()
                .name("get_weather")
                .description("Tells the weather")
                .parameters(FunctionParameters.builder()
                        .additionalProperties(values(WEATHER_SCHEMA))
                        .build());
        return strict == null ? function.build() : function.strict(strict).build();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, JsonValue> values(String json) {
        Map<String, JsonValue> values = new java.util.LinkedHashMap<>();
        ((Map<String, Object>) JsonMapper.shared().readValue(json, Map.class))
                .forEach((name, value) -> values.put(name, JsonValue.from(value)));
        return values;
    }

    private Runnable create(UnaryOperator<ChatCompletionCreateParams.Builder> more) {
        return create(ChatCompletionCreateParams.builder(), more);
    }

    private Runnable create(
            ChatCompletionCreateParams.Builder begun, UnaryOperator<ChatCompletionCreateParams.Builder> more) {
        return send(more.apply(begun.addUserMessage("Hello")));
    }

    private Runnable send(ChatCompletionCreateParams.Builder params) {
        ChatCompletionCreateParams built = params.model("gpt-5.4").build();
        return () -> sdk.chat().completions().create(built);
    }

    private Runnable streaming(UnaryOperator<ChatCompletionCreateParams.Builder> more) {
        ChatCompletionCreateParams built = more.apply(
                        ChatCompletionCreateParams.builder().addUserMessage("Hello"))
                .model("gpt-5.4")
                .build();
        return () -> {
            try (com.openai.core.http.StreamResponse<ChatCompletionChunk> answer =
                    sdk.chat().completions().createStreaming(built)) {
                answer.stream().forEach(chunk -> {});
            }
        };
    }
}
