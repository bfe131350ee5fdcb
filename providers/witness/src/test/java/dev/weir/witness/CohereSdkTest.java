package dev.weir.witness;

import static dev.weir.witness.SdkCase.call;
import static dev.weir.witness.SdkCase.stream;

import com.cohere.api.Cohere;
import com.cohere.api.resources.v2.requests.V2ChatRequest;
import com.cohere.api.resources.v2.requests.V2ChatStreamRequest;
import com.cohere.api.resources.v2.types.V2ChatRequestToolChoice;
import com.cohere.api.types.AssistantMessage;
import com.cohere.api.types.AssistantMessageV2Content;
import com.cohere.api.types.AssistantMessageV2ContentItem;
import com.cohere.api.types.ChatMessageV2;
import com.cohere.api.types.ChatTextContent;
import com.cohere.api.types.ChatThinkingContent;
import com.cohere.api.types.Content;
import com.cohere.api.types.ImageContent;
import com.cohere.api.types.ImageUrl;
import com.cohere.api.types.ImageUrlDetail;
import com.cohere.api.types.JsonResponseFormatV2;
import com.cohere.api.types.ResponseFormatV2;
import com.cohere.api.types.SystemMessageV2;
import com.cohere.api.types.SystemMessageV2Content;
import com.cohere.api.types.ThinkingType;
import com.cohere.api.types.ToolCallV2;
import com.cohere.api.types.ToolCallV2Function;
import com.cohere.api.types.ToolMessageV2;
import com.cohere.api.types.ToolMessageV2Content;
import com.cohere.api.types.ToolV2;
import com.cohere.api.types.ToolV2Function;
import com.cohere.api.types.UserMessageV2;
import com.cohere.api.types.UserMessageV2Content;
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

/** Chat as <a href="https://github.com/cohere-ai/cohere-java">cohere-java</a> writes it. */
class CohereSdkTest extends SdkWitness {

    private static final String MODEL = "command-a-reasoning-08-2025";
    private static final Tool WEATHER = Tool.function("get_weather", "Tells the weather", WEATHER_SCHEMA);

    private Cohere sdk;

    CohereSdkTest() {
        super("cohere/" + MODEL, "cohere");
    }

    @Override
    void connect(String url) {
        sdk = Cohere.builder().token("witness-key").url(url).maxRetries(0).build();
    }

    @Override
    Reply answer(ReceivedRequest request) {
        if (!request.bodyText().contains("\"stream\":true")) {
            return Reply.json("""
                    {"id":"c","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text",
                    "text":"ok"}]},"usage":{"tokens":{"input_tokens":1,"output_tokens":1}}}""");
        }
        return Reply.sse("""
                event: message-start
                data: {"id":"c","type":"message-start","delta":{"message":{"role":"assistant","content":[],\
                "tool_plan":"","tool_calls":[],"citations":[]}}}

                event: message-end
                data: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":\
                {"input_tokens":1,"output_tokens":1}}}}

                """);
    }

    @Override
    List<SdkCase> cases() {
        return List.of(
                call("plain", hello(), chat(b -> b)),
                call("system", hello().system("Be brief."), send(chatted(system("Be brief."), user("Hello")))),
                call(
                        "multi-turn",
                        hello().assistant("Hi").user("More"),
                        chat(b -> b.addMessages(assistant("Hi")).addMessages(user("More")))),
                call(
                        "image-url",
                        asked(new Part.Image(MediaSource.url(URI.create("https://example.org/a.png")), "low")),
                        image("https://example.org/a.png", ImageUrlDetail.LOW)),
                call(
                        "image-bytes",
                        asked(new Part.Image(MediaSource.bytes(PIXEL, "image/png"))),
                        image("data:image/png;base64," + Base64.getEncoder().encodeToString(PIXEL), null)),
                call("tool", hello().tools(WEATHER), chat(b -> b.tools(List.of(weather())))),
                call(
                        "tool-strict",
                        hello().tools(WEATHER.strict(true)),
                        chat(b -> b.tools(List.of(weather())).strictTools(true))),
                call("tool-round-trip", toolRoundTrip("I look."), sdkToolRoundTrip("I look.")),
                call("tool-without-plan", toolRoundTrip(null), sdkToolRoundTrip(null)),
                call(
                        "tool-forced",
                        hello().tools(WEATHER).toolChoice(ToolChoice.REQUIRED),
                        chat(b -> b.tools(List.of(weather())).toolChoice(V2ChatRequestToolChoice.REQUIRED))),
                call(
                        "tool-none",
                        hello().tools(WEATHER).toolChoice(ToolChoice.NONE),
                        chat(b -> b.tools(List.of(weather())).toolChoice(V2ChatRequestToolChoice.NONE))),
                call(
                        "json",
                        hello().outputFormat(OutputFormat.JSON),
                        chat(b -> b.responseFormat(ResponseFormatV2.jsonObject(
                                JsonResponseFormatV2.builder().build())))),
                call(
                        "json-schema",
                        hello().outputFormat(OutputFormat.jsonSchema("book", BOOK_SCHEMA)),
                        chat(b -> b.responseFormat(ResponseFormatV2.jsonObject(JsonResponseFormatV2.builder()
                                .jsonSchema(values(BOOK_SCHEMA))
                                .build())))),
                call(
                        "thinking",
                        hello().thinking(Thinking.budget(1024)),
                        chat(b -> b.thinking(com.cohere.api.types.Thinking.builder()
                                .type(ThinkingType.ENABLED)
                                .tokenBudget(1024)
                                .build()))),
                call(
                        "thinking-off",
                        hello().thinking(Thinking.OFF),
                        chat(b -> b.thinking(com.cohere.api.types.Thinking.builder()
                                .type(ThinkingType.DISABLED)
                                .build()))),
                call(
                        "thinking-goes-back",
                        hello().message(Message.assistant(List.of(new Part.Thinking("Hm.", null), new Part.Text("Hi"))))
                                .user("More"),
                        chat(b -> b.addMessages(thoughtAndSaid()).addMessages(user("More")))),
                call(
                        "stop",
                        hello().options(o -> o.stop("END", "###")),
                        chat(b -> b.stopSequences(List.of("END", "###")))),
                call(
                        "sampling",
                        hello().options(o ->
                                o.temperature(0.25).topP(0.5).topK(40).seed(7)),
                        chat(b -> b.temperature(0.25f).p(0.5f).k(40).seed(7))),
                call(
                        "penalties",
                        hello().options(o ->
                                o.presencePenalty(0.5).frequencyPenalty(0.25).logprobs(true)),
                        chat(b ->
                                b.presencePenalty(0.5f).frequencyPenalty(0.25f).logprobs(true))),
                stream("stream", hello(), streaming()));
    }

    private static Request.Builder hello() {
        return Request.builder().user("Hello").maxTokens(64);
    }

    private static Request.Builder asked(Part part) {
        return Request.builder().user(part, new Part.Text("What is it?")).maxTokens(64);
    }

    private Runnable image(String url, ImageUrlDetail detail) {
        ImageUrl._FinalStage image = ImageUrl.builder().url(url);
        return send(chatted(ChatMessageV2.user(UserMessageV2.builder()
                .content(UserMessageV2Content.of(List.of(
                        Content.imageUrl(ImageContent.builder()
                                .imageUrl((detail == null ? image : image.detail(detail)).build())
                                .build()),
                        Content.text(
                                ChatTextContent.builder().text("What is it?").build()))))
                .build())));
    }

    private static Request.Builder toolRoundTrip(String plan) {
        Part.ToolCall call = new Part.ToolCall(
                "w_1",
                "get_weather",
                "{\"city\":\"Paris\"}",
                plan == null ? null : ProviderData.of("cohere", "tool_plan", plan));
        return hello().tools(WEATHER)
                .message(Message.assistant(List.of(call)))
                .toolResults(Part.ToolResult.of(call, "21 degrees"));
    }

    private Runnable sdkToolRoundTrip(String plan) {
        AssistantMessage.Builder asking = AssistantMessage.builder()
                .toolCalls(List.of(ToolCallV2.builder()
                        .id("w_1")
                        .function(ToolCallV2Function.builder()
                                .name("get_weather")
                                .arguments("{\"city\":\"Paris\"}")
                                .build())
                        .build()));
        AssistantMessage message = (plan == null ? asking : asking.toolPlan(plan)).build();
        return chat(b -> b.tools(List.of(weather()))
                .addMessages(ChatMessageV2.assistant(message))
                .addMessages(ChatMessageV2.tool(ToolMessageV2.builder()
                        .toolCallId("w_1")
                        .content(ToolMessageV2Content.of("21 degrees"))
                        .build())));
    }

    private static ChatMessageV2 thoughtAndSaid() {
        return ChatMessageV2.assistant(AssistantMessage.builder()
                .content(AssistantMessageV2Content.of(List.of(
                        AssistantMessageV2ContentItem.thinking(
                                ChatThinkingContent.builder().thinking("Hm.").build()),
                        AssistantMessageV2ContentItem.text(
                                ChatTextContent.builder().text("Hi").build()))))
                .build());
    }

    private static ChatMessageV2 system(String text) {
        return ChatMessageV2.system(SystemMessageV2.builder()
                .content(SystemMessageV2Content.of(text))
                .build());
    }

    private static ChatMessageV2 user(String text) {
        return ChatMessageV2.user(
                UserMessageV2.builder().content(UserMessageV2Content.of(text)).build());
    }

    private static ChatMessageV2 assistant(String text) {
        return ChatMessageV2.assistant(AssistantMessage.builder()
                .content(AssistantMessageV2Content.of(text))
                .build());
    }

    private static ToolV2 weather() {
        return ToolV2.builder()
                .function(ToolV2Function.builder()
                        .name("get_weather")
                        .description("Tells the weather")
                        .parameters(values(WEATHER_SCHEMA))
                        .build())
                .build();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> values(String json) {
        return JsonMapper.shared().readValue(json, Map.class);
    }

    private static V2ChatRequest._FinalStage chatted(ChatMessageV2... messages) {
        return V2ChatRequest.builder().model(MODEL).messages(List.of(messages));
    }

    private Runnable chat(UnaryOperator<V2ChatRequest._FinalStage> more) {
        return send(more.apply(chatted(user("Hello"))));
    }

    private Runnable send(V2ChatRequest._FinalStage request) {
        V2ChatRequest built = request.maxTokens(64).build();
        return () -> sdk.v2().chat(built);
    }

    private Runnable streaming() {
        V2ChatStreamRequest built = V2ChatStreamRequest.builder()
                .model(MODEL)
                .messages(List.of(user("Hello")))
                .maxTokens(64)
                .build();
        return () -> sdk.v2().chatStream(built).forEach(event -> {});
    }
}
