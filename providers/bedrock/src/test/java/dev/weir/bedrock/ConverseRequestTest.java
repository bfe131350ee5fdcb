package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Tool;
import dev.weir.Warning;
import dev.weir.spi.WireRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages and fields of a request as Converse wants them. */
class ConverseRequestTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] BYTES = {1, 2, 3};

    private final List<Warning> warnings = new ArrayList<>();

    @Test
    void aPlainQuestionHoldsNothingThatWasNotSet() {
        WireRequest wire = codec().encode(Request.of("hi"), "amazon.nova-micro-v1:0", false, warnings);

        assertThat(wire.path()).isEqualTo("/model/amazon.nova-micro-v1%3A0/converse");
        assertThat(wire.headers()).isEmpty();
        assertThat(new String(wire.body(), UTF_8))
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aStreamHasAPathAndATypeOfItsOwn() {
        WireRequest wire = codec().encode(Request.of("hi"), "amazon.nova-micro-v1:0", true, warnings);

        assertThat(wire.path()).isEqualTo("/model/amazon.nova-micro-v1%3A0/converse-stream");
        assertThat(wire.headers()).containsEntry("accept", "application/vnd.amazon.eventstream");
    }

    @Test
    void instructionsStandApartWithTheirCachePoints() {
        JsonNode body = encode(Request.builder()
                .system(new Part.Text("Be brief."), new Part.CachePoint(null))
                .message(Message.system("Be kind."))
                .user(new Part.Text("long"), new Part.CachePoint(Duration.ofHours(1)), new Part.Text("short")));

        assertThat(body.get("system"))
                .isEqualTo(JSON.readTree(
                        "[{\"text\":\"Be brief.\"},{\"cachePoint\":{\"type\":\"default\"}},{\"text\":\"Be kind.\"}]"));
        assertThat(body.at("/messages/0/content/1"))
                .isEqualTo(JSON.readTree("{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}"));
        assertThat(warnings).isEmpty();
    }

    @Test
    void instructionsInsideTheConversationMoveToTheFrontWithAWarning() {
        JsonNode body = encode(
                Request.builder().user("q").message(Message.system("Be kind.")).user("r"));

        assertThat(body.at("/system/0/text").stringValue()).isEqualTo("Be kind.");
        assertThat(body.get("messages")).hasSize(1);
        assertThat(warnings).extracting(Warning::option).containsExactly("system");
    }

    @Test
    void oddCacheTimesAreRoundedWithAWarning() {
        JsonNode body = encode(Request.builder().user(new Part.Text("q"), new Part.CachePoint(Duration.ofMinutes(9))));

        assertThat(body.at("/messages/0/content/1/cachePoint/ttl").stringValue())
                .isEqualTo("1h");
        assertThat(warnings).extracting(Warning::option).containsExactly("cachePoint");
    }

    @Test
    void mediaAreSentAsBytesOrAsPlacesInS3() {
        JsonNode body = encode(Request.builder()
                .user(
                        new Part.Text("What?"),
                        new Part.Image(MediaSource.bytes(BYTES, "image/jpg")),
                        new Part.Image(MediaSource.url(URI.create("data:image/webp;base64,AQID"))),
                        new Part.Image(MediaSource.url(URI.create("s3://bucket/kiwi.jpg"))),
                        new Part.Video(MediaSource.bytes(BYTES, "video/quicktime")),
                        new Part.Audio(MediaSource.bytes(BYTES, "audio/mpeg"))));

        assertThat(body.at("/messages/0/content")).isEqualTo(JSON.readTree("""
                [{"text":"What?"},
                 {"image":{"format":"jpeg","source":{"bytes":"AQID"}}},
                 {"image":{"format":"webp","source":{"bytes":"AQID"}}},
                 {"image":{"format":"jpeg","source":{"s3Location":{"uri":"s3://bucket/kiwi.jpg"}}}},
                 {"video":{"format":"mov","source":{"bytes":"AQID"}}},
                 {"audio":{"format":"mp3","source":{"bytes":"AQID"}}}]"""));
        assertThat(warnings).isEmpty();
    }

    @Test
    void mediaBedrockCannotTakeAreReported() {
        JsonNode body = encode(Request.builder()
                .user(
                        new Part.Text("What?"),
                        new Part.Image(MediaSource.url(URI.create("https://example.com/a.png"))),
                        new Part.Image(MediaSource.bytes(BYTES, "image/tiff")),
                        new Part.Document(MediaSource.fileId("file-1"), "a.pdf")));

        assertThat(body.at("/messages/0/content")).hasSize(1);
        assertThat(warnings).extracting(Warning::option).containsExactly("image", "image", "document");
    }

    @Test
    void documentNamesAreCleanedAndMadeUnique() {
        JsonNode body = encode(Request.builder()
                .user(
                        document("Q3  report_(final).pdf", "application/pdf"),
                        document("Q3 report-(final)-pdf", "application/pdf"),
                        document(null, "text/plain"),
                        document("Übung", "text/x-log"),
                        document("x".repeat(300), "text/csv")));

        assertThat(body.at("/messages/0/content")
                        .valueStream()
                        .filter(block -> block.has("document"))
                        .map(block -> block.at("/document/name").stringValue()))
                .containsExactly(
                        "Q3 report-(final)-pdf", "Q3 report-(final)-pdf (2)", "document", "-bung", "x".repeat(192));
        assertThat(body.at("/messages/0/content")
                        .valueStream()
                        .filter(block -> block.has("document"))
                        .map(block -> block.at("/document/format").stringValue()))
                .containsExactly("pdf", "pdf", "txt", "txt", "csv");
    }

    @Test
    void aDocumentAloneGetsTheTextThatBedrockDemands() {
        JsonNode alone = encode(Request.builder().user(document("a", "text/plain")));
        JsonNode withText = encode(Request.builder().user(document("a", "text/plain"), new Part.Text("Sum up.")));

        assertThat(alone.at("/messages/0/content/1/text").stringValue()).isNotBlank();
        assertThat(withText.at("/messages/0/content")).hasSize(2);
    }

    @Test
    void aToolRoundTripKeepsIdsErrorsAndJson() {
        JsonNode body = encode(Request.builder()
                .user("Weather?")
                .message(Message.assistant(List.of(
                        new Part.Text("Let me see."),
                        new Part.ToolCall("tooluse_1", "weather", "{\"city\":\"Oslo\"}"),
                        new Part.ToolCall("tooluse_2", "clock", ""))))
                .toolResults(
                        new Part.ToolResult("tooluse_1", "weather", List.of(new Part.Text("no such city")), true),
                        new Part.ToolResult(
                                "tooluse_2",
                                "clock",
                                List.of(
                                        new Part.Opaque("bedrock", "json", "{\"hour\":7}"),
                                        new Part.Opaque("bedrock", "json", "[7]"),
                                        new Part.Image(MediaSource.bytes(BYTES, "image/png"))),
                                false))
                .user("So?")
                .tools(Tool.function("weather", "d", "{\"type\":\"object\"}")));

        assertThat(body.get("messages")).isEqualTo(JSON.readTree("""
                [{"role":"user","content":[{"text":"Weather?"}]},
                 {"role":"assistant","content":[{"text":"Let me see."},
                   {"toolUse":{"toolUseId":"tooluse_1","name":"weather","input":{"city":"Oslo"}}},
                   {"toolUse":{"toolUseId":"tooluse_2","name":"clock","input":{}}}]},
                 {"role":"user","content":[
                   {"toolResult":{"toolUseId":"tooluse_1","content":[{"text":"no such city"}],"status":"error"}},
                   {"toolResult":{"toolUseId":"tooluse_2","content":[{"json":{"hour":7}},{"json":{"result":[7]}},
                     {"image":{"format":"png","source":{"bytes":"AQID"}}}]}},
                   {"text":"So?"}]}]"""));
        assertThat(warnings).isEmpty();
    }

    @Test
    void anEmptyToolResultStillHasContent() {
        JsonNode body = encode(Request.builder()
                .user("q")
                .message(Message.assistant(List.of(new Part.ToolCall("a", "t", "{}"))))
                .toolResults(new Part.ToolResult("a", "t", List.of(new Part.Text("")), false)));

        assertThat(body.at("/messages/1/content/0/toolUse/input")).isEmpty();
        assertThat(body.at("/messages/2/content/0/toolResult/content")).isEqualTo(JSON.readTree("[{\"json\":{}}]"));
    }

    @Test
    void argumentsThatAreNoObjectAreWrapped() {
        JsonNode body = encode(Request.builder()
                .user("q")
                .message(Message.assistant(List.of(
                        new Part.ToolCall("a", "t", "null"),
                        new Part.ToolCall("b", "t", "[1]"),
                        new Part.ToolCall("c", "t", "{\"cut\":"),
                        new Part.ToolCall("d", "t", "{bare:1}")))));

        JsonNode content = body.at("/messages/1/content");
        assertThat(content.at("/0/toolUse/input")).isEmpty();
        assertThat(content.at("/1/toolUse/input/value").stringValue()).isEqualTo("[1]");
        assertThat(content.at("/2/toolUse/input/value").stringValue()).isEqualTo("{\"cut\":");
        assertThat(content.at("/3/toolUse/input/value").stringValue()).isEqualTo("{bare:1}");
    }

    @Test
    void idsOfOtherProvidersAreMadeToFitCallsAndResultsAlike() {
        Request.Builder request = Request.builder()
                .user("q")
                .message(Message.assistant(List.of(
                        new Part.ToolCall("call/1|" + "x".repeat(80), "t", "{}"), new Part.ToolCall(null, "u", "{}"))))
                .toolResults(result("call/1|" + "x".repeat(80), "t"), result(null, "u"));

        for (String model : List.of("anthropic.claude-3-haiku", "mistral.mistral-large-2402-v1:0")) {
            JsonNode messages = encode(request, model).get("messages");
            for (int i = 0; i < 2; i++) {
                String id =
                        messages.at("/1/content/" + i + "/toolUse/toolUseId").stringValue();
                assertThat(id).matches(model.startsWith("mistral") ? "[A-Za-z0-9]{9}" : "[A-Za-z0-9_.:-]{1,64}");
                assertThat(messages.at("/2/content/" + i + "/toolResult/toolUseId")
                                .stringValue())
                        .isEqualTo(id);
            }
        }
    }

    @Test
    void thoughtsGoBackOnlyIfBedrockSignedThem() {
        JsonNode body = encode(Request.builder()
                .user("q")
                .message(Message.assistant(List.of(
                        new Part.Thinking("Hm.", ProviderData.of("bedrock", "signature", "Eu0C")),
                        new Part.Thinking("", ProviderData.of("bedrock", "redactedContent", "UnhX")),
                        new Part.Thinking("foreign", ProviderData.of("anthropic", "signature", "zzz")),
                        new Part.Thinking("unsigned", null),
                        new Part.Text("42"))))
                .user("why?"));

        assertThat(body.at("/messages/1/content")).isEqualTo(JSON.readTree("""
                [{"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"Eu0C"}}},
                 {"reasoningContent":{"redactedContent":"UnhX"}},
                 {"text":"42"}]"""));
    }

    @Test
    void blankTextsAndMessagesOfNothingElseAreLeftOutAndTurnsAlternate() {
        JsonNode body = encode(Request.builder()
                .user("one")
                .assistant("  ")
                .user(new Part.Text(""), new Part.Text("two"))
                .user("three"));

        assertThat(body.get("messages").valueStream().map(m -> m.get("role").stringValue()))
                .doesNotContain("assistant");
        assertThat(body.findValuesAsString("text")).containsExactly("one", "two", "three");
    }

    @Test
    void blocksOfBedrocksOwnAreSentAsTheyAreAndOthersReported() {
        JsonNode body = encode(Request.builder()
                .user(
                        new Part.Opaque("bedrock", "guardContent", "{\"guardContent\":{\"text\":{\"text\":\"x\"}}}"),
                        new Part.Opaque("openai", "web_search_call", "{}")));

        assertThat(body.at("/messages/0/content"))
                .isEqualTo(JSON.readTree("[{\"guardContent\":{\"text\":{\"text\":\"x\"}}}]"));
        assertThat(warnings).extracting(Warning::option).containsExactly("opaque");
    }

    @Test
    void structuredOutputCarriesTheSchemaAsText() {
        String schema = "{\"type\":\"object\",\"additionalProperties\":false}";
        JsonNode body = encode(Request.builder().user("q").outputFormat(OutputFormat.jsonSchema("City", schema)));

        assertThat(body.at("/outputConfig/textFormat/type").stringValue()).isEqualTo("json_schema");
        JsonNode format = body.at("/outputConfig/textFormat/structure/jsonSchema");
        assertThat(format.get("name").stringValue()).isEqualTo("City");
        assertThat(format.get("schema").stringValue()).isEqualTo(schema);
        assertThat(warnings).isEmpty();

        encode(Request.builder().user("q").outputFormat(OutputFormat.JSON));
        assertThat(warnings).extracting(Warning::option).containsExactly("outputFormat");
        assertThatThrownBy(() -> encode(Request.builder().user("q").outputFormat(OutputFormat.jsonSchema("C", "{"))))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void optionsTierAndLabelsHaveConversesNames() {
        JsonNode body = encode(Request.builder()
                .user("q")
                .options(o -> o.maxTokens(512)
                        .temperature(0.2)
                        .topP(0.9)
                        .stop("END")
                        .serviceTier("flex")
                        .metadata(Map.of("team", "a")))
                .extra("performanceConfig", Map.of("latency", "optimized"))
                .extra("guardrailConfig", Map.of("guardrailIdentifier", "g", "guardrailVersion", "1")));

        assertThat(body.get("inferenceConfig"))
                .isEqualTo(JSON.readTree(
                        "{\"maxTokens\":512,\"temperature\":0.2,\"topP\":0.9,\"stopSequences\":[\"END\"]}"));
        assertThat(body.at("/serviceTier/type").stringValue()).isEqualTo("flex");
        assertThat(body.at("/requestMetadata/team").stringValue()).isEqualTo("a");
        assertThat(body.at("/performanceConfig/latency").stringValue()).isEqualTo("optimized");
        assertThat(body.at("/guardrailConfig/guardrailIdentifier").stringValue())
                .isEqualTo("g");
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatConverseCannotDoIsReported() {
        encode(Request.builder()
                .message(new Message(Message.Role.USER, List.of(new Part.Text("q")), "Ann"))
                .tools(Tool.function("t", "d", "{}"))
                .previousResponseId("r")
                .options(o -> o.seed(1)
                        .presencePenalty(1)
                        .frequencyPenalty(1)
                        .choiceCount(2)
                        .logprobs(true)
                        .logitBias(Map.of("1", 1))
                        .parallelToolCalls(false)));

        assertThat(warnings)
                .extracting(Warning::option)
                .containsExactlyInAnyOrder(
                        "name",
                        "seed",
                        "presencePenalty",
                        "frequencyPenalty",
                        "choiceCount",
                        "logprobs",
                        "logitBias",
                        "parallelToolCalls",
                        "previousResponseId");
    }

    private static Part.ToolResult result(String id, String name) {
        return new Part.ToolResult(id, name, List.of(new Part.Text("x")), false);
    }

    private static Part.Document document(String name, String type) {
        return new Part.Document(MediaSource.bytes(BYTES, type), name);
    }

    private static ConverseCodec codec() {
        return new ConverseCodec(new ClockSkew(Clock.systemUTC()));
    }

    private JsonNode encode(Request.Builder request) {
        return encode(request, "m");
    }

    private JsonNode encode(Request.Builder request, String model) {
        return JSON.readTree(
                codec().encode(request.build(), model, false, warnings).body());
    }
}
