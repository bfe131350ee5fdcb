package dev.weir.witness;

import static dev.weir.witness.SdkCase.call;
import static dev.weir.witness.SdkCase.stream;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionCallingConfig;
import com.google.genai.types.FunctionCallingConfigMode;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.ToolConfig;
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

/** generateContent as <a href="https://github.com/googleapis/java-genai">google-genai</a> writes it. */
class GoogleSdkTest extends SdkWitness {

    private static final String MODEL = "gemini-2.5-flash";
    private static final Tool WEATHER = Tool.function("get_weather", "Tells the weather", WEATHER_SCHEMA);
    private static final Content HELLO = said("user", text("Hello"));

    private Client sdk;

    GoogleSdkTest() {
        super("google/" + MODEL, "google");
    }

    @Override
    void connect(String url) {
        sdk = Client.builder()
                .apiKey("witness-key")
                .vertexAI(false)
                .httpOptions(HttpOptions.builder().baseUrl(url).build())
                .build();
    }

    @Override
    Reply answer(ReceivedRequest request) {
        String answer = """
                {"candidates":[{"content":{"role":"model","parts":[{"text":"ok"}]},"finishReason":"STOP","index":0}],\
                "usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2}}""";
        return request.path().endsWith(":streamGenerateContent")
                ? Reply.sse("data: " + answer + "\r\n\r\n")
                : Reply.json(answer);
    }

    @Override
    List<SdkCase> cases() {
        return List.of(
                call("plain", user(), create(c -> c)),
                call(
                        "system",
                        user().system("Be brief."),
                        create(c -> c.systemInstruction(Content.fromParts(text("Be brief."))))),
                call(
                        "multi-turn",
                        user().assistant("Hi").user("More"),
                        create(c -> c, HELLO, said("model", text("Hi")), said("user", text("More")))),
                call(
                        "image-url",
                        asked(new Part.Image(MediaSource.url(URI.create("https://example.org/a.png"))
                                .mimeType("image/png"))),
                        create(
                                c -> c,
                                said(
                                        "user",
                                        com.google.genai.types.Part.fromUri("https://example.org/a.png", "image/png"),
                                        text("What is it?")))),
                call(
                        "image-bytes",
                        asked(new Part.Image(MediaSource.bytes(PIXEL, "image/png"))),
                        create(
                                c -> c,
                                said(
                                        "user",
                                        com.google.genai.types.Part.fromBytes(PIXEL, "image/png"),
                                        text("What is it?")))),
                call("tool", user().tools(WEATHER), create(c -> c.tools(List.of(weather())))),
                call("tool-round-trip", toolRoundTrip(), create(c -> c.tools(List.of(weather())), sdkToolRoundTrip())),
                call(
                        "tool-forced",
                        user().tools(WEATHER).toolChoice(ToolChoice.named("get_weather")),
                        create(c -> c.tools(List.of(weather()))
                                .toolConfig(choice(FunctionCallingConfigMode.Known.ANY, "get_weather")))),
                call(
                        "tool-none",
                        user().tools(WEATHER).toolChoice(ToolChoice.NONE),
                        create(c ->
                                c.tools(List.of(weather())).toolConfig(choice(FunctionCallingConfigMode.Known.NONE)))),
                call(
                        "json-schema",
                        user().outputFormat(OutputFormat.jsonSchema("book", BOOK_SCHEMA)),
                        create(c -> c.responseMimeType("application/json").responseJsonSchema(values(BOOK_SCHEMA)))),
                call(
                        "json-object",
                        user().outputFormat(OutputFormat.JSON),
                        create(c -> c.responseMimeType("application/json"))),
                call(
                        "thinking",
                        user().thinking(Thinking.budget(1024)),
                        create(c -> c.thinkingConfig(ThinkingConfig.builder()
                                .thinkingBudget(1024)
                                .includeThoughts(true)
                                .build()))),
                call(
                        "prompt-cache",
                        user().extra("cachedContent", "cachedContents/abc"),
                        create(c -> c.cachedContent("cachedContents/abc"))),
                call(
                        "stop",
                        user().options(o -> o.stop("END", "###")),
                        create(c -> c.stopSequences(List.of("END", "###")))),
                call(
                        "sampling",
                        user().options(o ->
                                o.temperature(0.25).topP(0.5).topK(40).maxTokens(100)),
                        create(c -> c.temperature(0.25f).topP(0.5f).topK(40f).maxOutputTokens(100))),
                call(
                        "penalties-and-seed",
                        user().options(o ->
                                o.presencePenalty(0.5).frequencyPenalty(-0.5).seed(42)),
                        create(c ->
                                c.presencePenalty(0.5f).frequencyPenalty(-0.5f).seed(42))),
                call(
                        "choices-and-logprobs",
                        user().options(o -> o.choiceCount(2).logprobs(true).topLogprobs(3)),
                        create(c -> c.candidateCount(2).responseLogprobs(true).logprobs(3))),
                stream("stream-usage", user(), streaming()));
    }

    private static Request.Builder user() {
        return Request.builder().user("Hello");
    }

    private static Request.Builder asked(Part part) {
        return Request.builder().user(part, new Part.Text("What is it?"));
    }

    private static Request.Builder toolRoundTrip() {
        Part.ToolCall call = new Part.ToolCall(
                "fc_1", "get_weather", "{\"city\":\"Paris\"}", ProviderData.of("google", "thoughtSignature", "c2ln"));
        return user().tools(WEATHER)
                .message(Message.assistant(List.of(call)))
                .toolResults(Part.ToolResult.of(call, "{\"degrees\":21}"));
    }

    private static Content[] sdkToolRoundTrip() {
        return new Content[] {
            HELLO,
            said(
                    "model",
                    com.google.genai.types.Part.builder()
                            .functionCall(FunctionCall.builder()
                                    .id("fc_1")
                                    .name("get_weather")
                                    .args(Map.of("city", "Paris"))
                                    .build())
                            .thoughtSignature(Base64.getDecoder().decode("c2ln"))
                            .build()),
            said(
                    "user",
                    com.google.genai.types.Part.builder()
                            .functionResponse(FunctionResponse.builder()
                                    .id("fc_1")
                                    .name("get_weather")
                                    .response(Map.of("degrees", 21))
                                    .build())
                            .build())
        };
    }

    private static ToolConfig choice(FunctionCallingConfigMode.Known mode, String... names) {
        FunctionCallingConfig.Builder calling =
                FunctionCallingConfig.builder().mode(new FunctionCallingConfigMode(mode));
        if (names.length > 0) {
            calling.allowedFunctionNames(List.of(names));
        }
        return ToolConfig.builder().functionCallingConfig(calling.build()).build();
    }

    private static com.google.genai.types.Tool weather() {
        return com.google.genai.types.Tool.builder()
                .functionDeclarations(List.of(FunctionDeclaration.builder()
                        .name("get_weather")
                        .description("Tells the weather")
                        .parametersJsonSchema(values(WEATHER_SCHEMA))
                        .build()))
                .build();
    }

    private static com.google.genai.types.Part text(String text) {
        return com.google.genai.types.Part.fromText(text);
    }

    private static Content said(String role, com.google.genai.types.Part... parts) {
        return Content.builder().role(role).parts(List.of(parts)).build();
    }

    private static Map<?, ?> values(String json) {
        return JsonMapper.shared().readValue(json, Map.class);
    }

    private Runnable create(UnaryOperator<GenerateContentConfig.Builder> more, Content... contents) {
        GenerateContentConfig config =
                more.apply(GenerateContentConfig.builder()).build();
        List<Content> conversation = contents.length == 0 ? List.of(HELLO) : List.of(contents);
        return () -> sdk.models.generateContent(MODEL, conversation, config);
    }

    private Runnable streaming() {
        return () -> {
            try (ResponseStream<GenerateContentResponse> answer = sdk.models.generateContentStream(
                    MODEL, List.of(HELLO), GenerateContentConfig.builder().build())) {
                answer.forEach(chunk -> {});
            }
        };
    }
}
