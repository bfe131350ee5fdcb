package dev.weir.witness;

import static dev.weir.witness.SdkCase.call;
import static dev.weir.witness.SdkCase.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
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
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ImageBlock;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.OutputConfig;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultStatus;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;
import software.amazon.eventstream.HeaderValue;

/** Converse as <a href="https://github.com/aws/aws-sdk-java-v2">AWS's SDK</a> writes and signs it. */
class BedrockSdkTest extends SdkWitness {

    private static final String MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final Tool WEATHER = Tool.function("get_weather", "Tells the weather", WEATHER_SCHEMA);

    private BedrockRuntimeClient sdk;
    private BedrockRuntimeAsyncClient streaming;

    BedrockSdkTest() {
        super("bedrock/" + MODEL, "bedrock");
    }

    @Override
    void connect(String url) {
        StaticCredentialsProvider key =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "witness-key"));
        sdk = BedrockRuntimeClient.builder()
                .endpointOverride(URI.create(url))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(key)
                .build();
        streaming = BedrockRuntimeAsyncClient.builder()
                .endpointOverride(URI.create(url))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(key)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                .build();
    }

    @Override
    Set<String> incidental() {
        return Set.of("header x-amz-date", "header x-amz-content-sha256");
    }

    @Test
    void bothSignTheSameHeadersForTheSameScope() throws NoSuchAlgorithmException {
        Pair pair = pair(cases().get(0));
        String sdk = pair.sdk().header("authorization");
        String weir = pair.weir().header("authorization");

        assertThat(weir.substring(0, weir.indexOf(", SignedHeaders")))
                .isEqualTo(sdk.substring(0, sdk.indexOf(", SignedHeaders")))
                .endsWith("/eu-central-1/bedrock/aws4_request");
        List<String> signed = signedHeaders(sdk);
        signed.removeIf(name -> name.startsWith("amz-sdk-") || name.equals("content-length"));
        assertThat(signedHeaders(weir)).isEqualTo(signed);
        for (ReceivedRequest request : List.of(pair.sdk(), pair.weir())) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(request.body());
            assertThat(request.header("x-amz-content-sha256"))
                    .isEqualTo(HexFormat.of().formatHex(hash));
        }
    }

    private static List<String> signedHeaders(String authorization) {
        String names = authorization.replaceAll(".*SignedHeaders=([^,]+),.*", "$1");
        return new ArrayList<>(List.of(names.split(";")));
    }

    @AfterAll
    void close() {
        sdk.close();
        streaming.close();
    }

    @Override
    Reply answer(ReceivedRequest request) {
        String usage =
                "\"usage\":{\"inputTokens\":1,\"outputTokens\":1,\"totalTokens\":2},\"metrics\":{\"latencyMs\":1}";
        if (request.path().endsWith("/converse")) {
            return Reply.json("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"ok\"}]}},"
                    + "\"stopReason\":\"end_turn\"," + usage + "}");
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        event(body, "messageStart", "{\"role\":\"assistant\"}");
        event(body, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"ok\"}}");
        event(body, "messageStop", "{\"stopReason\":\"end_turn\"}");
        event(body, "metadata", "{" + usage + "}");
        return Reply.of(200)
                .header("content-type", "application/vnd.amazon.eventstream")
                .piece(body.toByteArray());
    }

    private static void event(ByteArrayOutputStream body, String type, String json) {
        new software.amazon.eventstream.Message(
                        Map.of(
                                ":message-type", HeaderValue.fromString("event"),
                                ":event-type", HeaderValue.fromString(type),
                                ":content-type", HeaderValue.fromString("application/json")),
                        json.getBytes(UTF_8))
                .encode(body);
    }

    @Override
    List<SdkCase> cases() {
        return List.of(
                call("plain", hello(), converse(b -> b)),
                call(
                        "system",
                        hello().system("Be brief."),
                        converse(b -> b.system(SystemContentBlock.fromText("Be brief.")))),
                call(
                        "multi-turn",
                        hello().assistant("Hi").user("More"),
                        converse(b -> b.messages(user(text("Hello")), assistant(text("Hi")), user(text("More"))))),
                call(
                        "image-bytes",
                        asked(new Part.Image(MediaSource.bytes(PIXEL, "image/png"))),
                        asking(ContentBlock.fromImage(ImageBlock.builder()
                                .format("png")
                                .source(s -> s.bytes(SdkBytes.fromByteArray(PIXEL)))
                                .build()))),
                call(
                        "document",
                        asked(new Part.Document(MediaSource.bytes(PIXEL, "application/pdf"), "report")),
                        asking(ContentBlock.fromDocument(DocumentBlock.builder()
                                .format("pdf")
                                .name("report")
                                .source(s -> s.bytes(SdkBytes.fromByteArray(PIXEL)))
                                .build()))),
                call("tool", hello().tools(WEATHER), converse(BedrockSdkTest::weather)),
                call("tool-round-trip", toolRoundTrip(null), sdkToolRoundTrip(false)),
                call("tool-failed", toolRoundTrip("no such city"), sdkToolRoundTrip(true)),
                call(
                        "tool-forced",
                        hello().tools(WEATHER).toolChoice(ToolChoice.named("get_weather")),
                        converse(b -> weather(b, "get_weather"))),
                call("tool-any", hello().tools(WEATHER).toolChoice(ToolChoice.REQUIRED), converse(b -> weather(b, ""))),
                call(
                        "json-schema",
                        hello().outputFormat(OutputFormat.jsonSchema("book", BOOK_SCHEMA)),
                        converse(b -> b.outputConfig(OutputConfig.builder()
                                .textFormat(f -> f.type("json_schema")
                                        .structure(s ->
                                                s.jsonSchema(j -> j.name("book").schema(BOOK_SCHEMA))))
                                .build()))),
                call(
                        "thinking",
                        hello().thinking(Thinking.budget(1024)),
                        converse(b -> b.additionalModelRequestFields(Document.fromMap(Map.of(
                                "thinking",
                                Document.fromMap(Map.of(
                                        "type",
                                        Document.fromString("enabled"),
                                        "budget_tokens",
                                        Document.fromNumber(1024)))))))),
                call("thinking-goes-back", thinkingGoesBack(), sdkThinkingGoesBack()),
                call(
                        "prompt-cache",
                        hello().system(new Part.Text("Long rules"), new Part.CachePoint(null)),
                        converse(b -> b.system(
                                SystemContentBlock.fromText("Long rules"),
                                SystemContentBlock.fromCachePoint(CachePointBlock.builder()
                                        .type("default")
                                        .build())))),
                call(
                        "stop",
                        hello().options(o -> o.stop("END", "###")),
                        converse(b -> b.inferenceConfig(
                                limit().stopSequences("END", "###").build()))),
                call(
                        "sampling",
                        hello().options(o -> o.temperature(0.25)),
                        converse(b ->
                                b.inferenceConfig(limit().temperature(0.25f).build()))),
                call(
                        "top-k",
                        hello().options(o -> o.topK(40)),
                        converse(b -> b.additionalModelRequestFields(
                                Document.fromMap(Map.of("top_k", Document.fromNumber(40)))))),
                call(
                        "metadata",
                        hello().options(o -> o.metadata(Map.of("team", "a")).serviceTier("flex")),
                        converse(b -> b.requestMetadata(Map.of("team", "a")).serviceTier(t -> t.type("flex")))),
                stream("stream", hello(), converseStream()));
    }

    private static Request.Builder hello() {
        return Request.builder().user("Hello").maxTokens(2048);
    }

    private static Request.Builder asked(Part part) {
        return Request.builder().user(part, new Part.Text("What is it?")).maxTokens(2048);
    }

    private Runnable asking(ContentBlock block) {
        return converse(b -> b.messages(user(block, text("What is it?"))));
    }

    private static Request.Builder toolRoundTrip(String failure) {
        Part.ToolCall call = new Part.ToolCall("tooluse_1", "get_weather", "{\"city\":\"Paris\"}");
        return hello().tools(WEATHER)
                .message(Message.assistant(List.of(new Part.Text("I look."), call)))
                .toolResults(
                        failure == null
                                ? Part.ToolResult.of(call, "21 degrees")
                                : Part.ToolResult.failed(call, failure));
    }

    private Runnable sdkToolRoundTrip(boolean failed) {
        ToolResultBlock.Builder result = ToolResultBlock.builder()
                .toolUseId("tooluse_1")
                .content(ToolResultContentBlock.fromText(failed ? "no such city" : "21 degrees"));
        ToolResultBlock block = failed ? result.status(ToolResultStatus.ERROR).build() : result.build();
        return converse(b -> weather(b)
                .messages(
                        user(text("Hello")),
                        assistant(
                                text("I look."),
                                ContentBlock.fromToolUse(ToolUseBlock.builder()
                                        .toolUseId("tooluse_1")
                                        .name("get_weather")
                                        .input(Document.fromMap(Map.of("city", Document.fromString("Paris"))))
                                        .build())),
                        user(ContentBlock.fromToolResult(block))));
    }

    private static Request.Builder thinkingGoesBack() {
        return hello().message(Message.assistant(List.of(
                        new Part.Thinking("Hm.", ProviderData.of("bedrock", "signature", "c2ln")),
                        new Part.Text("Hi"))))
                .user("More");
    }

    private Runnable sdkThinkingGoesBack() {
        return converse(b -> b.messages(
                user(text("Hello")),
                assistant(
                        ContentBlock.fromReasoningContent(ReasoningContentBlock.builder()
                                .reasoningText(r -> r.text("Hm.").signature("c2ln"))
                                .build()),
                        text("Hi")),
                user(text("More"))));
    }

    private static ConverseRequest.Builder weather(ConverseRequest.Builder request) {
        return weather(request, null);
    }

    /** Offers the tool; forces the one of that name, any if the name is empty, none if it is null. */
    private static ConverseRequest.Builder weather(ConverseRequest.Builder request, String forced) {
        Document city = Document.fromMap(
                Map.of("type", Document.fromString("string"), "description", Document.fromString("Where")));
        Document schema = Document.fromMap(Map.of(
                "type",
                Document.fromString("object"),
                "properties",
                Document.fromMap(Map.of("city", city)),
                "required",
                Document.fromList(List.of(Document.fromString("city"))),
                "additionalProperties",
                Document.fromBoolean(false)));
        return request.toolConfig(config -> {
            config.tools(t -> t.toolSpec(spec -> spec.name("get_weather")
                    .description("Tells the weather")
                    .inputSchema(ToolInputSchema.fromJson(schema))));
            if (forced != null && forced.isEmpty()) {
                config.toolChoice(choice -> choice.any(any -> {}));
            } else if (forced != null) {
                config.toolChoice(choice -> choice.tool(tool -> tool.name(forced)));
            }
        });
    }

    private static ContentBlock text(String text) {
        return ContentBlock.fromText(text);
    }

    private static software.amazon.awssdk.services.bedrockruntime.model.Message user(ContentBlock... blocks) {
        return message(ConversationRole.USER, blocks);
    }

    private static software.amazon.awssdk.services.bedrockruntime.model.Message assistant(ContentBlock... blocks) {
        return message(ConversationRole.ASSISTANT, blocks);
    }

    private static software.amazon.awssdk.services.bedrockruntime.model.Message message(
            ConversationRole role, ContentBlock... blocks) {
        return software.amazon.awssdk.services.bedrockruntime.model.Message.builder()
                .role(role)
                .content(blocks)
                .build();
    }

    private static InferenceConfiguration.Builder limit() {
        return InferenceConfiguration.builder().maxTokens(2048);
    }

    private Runnable converse(UnaryOperator<ConverseRequest.Builder> more) {
        ConverseRequest request = more.apply(ConverseRequest.builder()
                        .modelId(MODEL)
                        .messages(user(text("Hello")))
                        .inferenceConfig(limit().build()))
                .build();
        return () -> sdk.converse(request);
    }

    private Runnable converseStream() {
        return () -> streaming
                .converseStream(
                        request -> request.modelId(MODEL)
                                .messages(user(text("Hello")))
                                .inferenceConfig(limit().build()),
                        ConverseStreamResponseHandler.builder()
                                .onEventStream(events -> events.subscribe(event -> {}))
                                .build())
                .join();
    }
}
