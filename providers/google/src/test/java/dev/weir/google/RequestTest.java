package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Warning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RequestTest {

    @Test
    void mapsRolesAndJoinsInstructionsInOrder() {
        Request request = Request.builder()
                .system("one")
                .system(new Part.Text("two"), new Part.CachePoint(Duration.ofMinutes(5)))
                .message(Message.system("three"))
                .user("hi")
                .assistant("hello")
                .user("bye")
                .build();
        assertThat(Wire.body(request).toString())
                .isEqualTo(Wire.json("{'systemInstruction':{'parts':[{'text':'one'},"
                        + "{'text':'two'},{'text':'three'}]},'contents':[{'role':'user','parts':[{'text':'hi'}]},"
                        + "{'role':'model','parts':[{'text':'hello'}]},{'role':'user','parts':[{'text':'bye'}]}]}"));
        assertThat(Wire.warned(request, Wire.MODEL)).isEmpty();
    }

    @Test
    void movesInstructionsInsideTheHistoryToTheFrontAndWarns() {
        Request request = Request.of(List.of(Message.user("hi"), Message.system("be brief")));
        assertThat(Wire.body(request).at("/systemInstruction/parts/0/text").asString())
                .isEqualTo("be brief");
        assertThat(Wire.warned(request, Wire.MODEL)).containsExactly("system");
    }

    @Test
    void putsInstructionsIntoTheFirstUserTurnForGemma() {
        Request request = Request.builder().system("Be brief.").user("hi").build();
        JsonNode body = Wire.body(request, "gemma-3-27b-it");
        assertThat(body.has("systemInstruction")).isFalse();
        assertThat(body.get("contents").toString())
                .isEqualTo(Wire.json("[{'role':'user','parts':[{'text':'Be brief.'},{'text':'hi'}]}]"));
    }

    @Test
    void writesEveryOption() {
        Request request = Request.builder()
                .user("hi")
                .options(o -> o.temperature(0.5)
                        .topP(0.9)
                        .topK(40)
                        .maxTokens(10)
                        .stop("a", "b")
                        .seed(7)
                        .presencePenalty(0.1)
                        .frequencyPenalty(0.2)
                        .choiceCount(2)
                        .topLogprobs(3)
                        .serviceTier("flex"))
                .build();
        JsonNode body = Wire.body(request);
        assertThat(body.get("generationConfig"))
                .isEqualTo(Wire.JSON.readTree(Wire.json("{'temperature':0.5,'topP':0.9,"
                        + "'topK':40,'maxOutputTokens':10,'candidateCount':2,'stopSequences':['a','b'],'presencePenalty':0.1,"
                        + "'frequencyPenalty':0.2,'seed':7,'responseLogprobs':true,'logprobs':3}")));
        assertThat(body.get("serviceTier").asString()).isEqualTo("flex");
        assertThat(Wire.warned(request, Wire.MODEL)).isEmpty();
    }

    @Test
    void leavesOutAnEmptyGenerationConfig() {
        assertThat(Wire.body(Request.of("hi")).has("generationConfig")).isFalse();
    }

    @Test
    void warnsOfEverythingItCannotHonour() {
        Request request = Request.builder()
                .message(new Message(Message.Role.USER, List.of(new Part.Text("hi")), "ann"))
                .tools(dev.weir.Tool.custom("shell", "runs it"), dev.weir.Tool.function("f", "d", "{}"))
                .previousResponseId("r")
                .options(o -> o.logitBias(Map.of("1", 2))
                        .parallelToolCalls(false)
                        .metadata(Map.of("team", "a"))
                        .seed(1L << 40))
                .build();
        assertThat(Wire.warned(request, Wire.MODEL))
                .containsExactlyInAnyOrder(
                        "message.name",
                        "tool",
                        "previousResponseId",
                        "logitBias",
                        "parallelToolCalls",
                        "metadata",
                        "seed");
        JsonNode body = Wire.body(request);
        assertThat(body.has("labels")).isFalse();
        assertThat(body.has("generationConfig")).isFalse();
    }

    @Test
    void sendsLabelsAndTierToVertexInTheirPlaces() {
        Request request = Request.builder()
                .user("hi")
                .options(o -> o.metadata(Map.of("team", "a")).serviceTier("priority"))
                .build();
        List<Warning> warnings = new ArrayList<>();
        JsonNode body = Wire.body(Wire.vertex(), request, Wire.MODEL, warnings);
        assertThat(body.get("labels").toString()).isEqualTo("{\"team\":\"a\"}");
        assertThat(body.has("serviceTier")).isFalse();
        assertThat(Wire.vertex().encode(request, Wire.MODEL, false, warnings).headers())
                .containsExactly(Map.entry("X-Vertex-AI-LLM-Shared-Request-Type", "priority"));
        assertThat(warnings).isEmpty();
    }

    @Test
    void mergesExtrasLastAndDeeply() {
        Request request = Request.builder()
                .user("hi")
                .temperature(0.5)
                .maxTokens(5)
                .extra("generationConfig", Map.of("temperature", 1, "responseModalities", List.of("TEXT", "IMAGE")))
                .extra("safetySettings", List.of(Map.of("category", "HARM_CATEGORY_HARASSMENT", "threshold", "OFF")))
                .build();
        JsonNode body = Wire.body(request);
        assertThat(body.get("generationConfig"))
                .isEqualTo(Wire.JSON.readTree(
                        "{\"temperature\":1,\"maxOutputTokens\":5,\"responseModalities\":[\"TEXT\",\"IMAGE\"]}"));
        assertThat(body.at("/safetySettings/0/threshold").asString()).isEqualTo("OFF");
        assertThat(body.at("/contents/0/parts/0/text").asString()).isEqualTo("hi");
    }

    @Test
    void leavesOutWhatCachedContentAlreadyHolds() {
        Request request = Request.builder()
                .system("s")
                .user("hi")
                .tools(dev.weir.Tool.function("f", "d", "{}"))
                .extra("cachedContent", "cachedContents/1")
                .build();
        JsonNode body = Wire.body(request);
        assertThat(body.propertyNames()).containsExactlyInAnyOrder("contents", "cachedContent");
        assertThat(Wire.warned(request, Wire.MODEL)).containsExactly("system", "tools");
    }

    @Test
    void leavesOutTurnsOfWhichNothingIsLeft() {
        Request request = Request.builder()
                .user("hi")
                .message(Message.assistant(List.of(new Part.Thinking("hm", null))))
                .user("so?")
                .build();
        assertThat(Wire.body(request).get("contents")).hasSize(2);
    }

    @Test
    void namesTheBrokenPieceButNotItsContent() {
        Request request = Request.builder()
                .user("hi")
                .message(Message.assistant(List.of(new Part.Opaque("google", "toolCall", "{broken secret"))))
                .build();
        assertThatThrownBy(() -> Wire.body(request))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("toolCall")
                .hasMessageNotContaining("secret");
    }

    @Test
    void choosesTheVerbByMode() {
        Request request = Request.of("hi");
        List<Warning> none = new ArrayList<>();
        assertThat(Wire.codec().encode(request, "gemini-2.5-flash", false, none).path())
                .isEqualTo("/models/gemini-2.5-flash:generateContent");
        assertThat(Wire.codec()
                        .encode(request, "tunedModels/my model", true, none)
                        .path())
                .isEqualTo("/tunedModels/my%20model:streamGenerateContent?alt=sse");
    }
}
