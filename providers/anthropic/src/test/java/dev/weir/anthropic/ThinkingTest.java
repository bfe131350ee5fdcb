package dev.weir.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Options;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ThinkingTest {

    private static final String BUDGETS = "claude-sonnet-4-5";
    private static final String BOTH = "claude-opus-4-6";
    private static final String EFFORTS = "claude-sonnet-5";

    private static Wire.Encoded encode(String model, UnaryOperator<Options> options) {
        return Wire.encode(Request.builder().user("Hi").options(options).build(), model);
    }

    private static String said(Wire.Encoded encoded) {
        return (encoded.body().path("thinking") + " " + encoded.body().path("output_config")).replace('"', '\'');
    }

    @Test
    void nothingIsSaidUnlessAsked() {
        assertThat(encode(EFFORTS, o -> o).body().has("thinking")).isFalse();
    }

    @Test
    void levelIsAnEffortWhereTheModelAdapts() {
        assertThat(said(encode(BOTH, o -> o.thinking(Thinking.HIGH))))
                .isEqualTo("{'type':'adaptive'} {'effort':'high'}");
        assertThat(said(encode(EFFORTS, o -> o.thinking(Thinking.level("xhigh")))))
                .isEqualTo("{'type':'adaptive'} {'effort':'xhigh'}");

        Wire.Encoded minimal = encode(EFFORTS, o -> o.thinking(Thinking.MINIMAL));
        assertThat(said(minimal)).isEqualTo("{'type':'adaptive'} {'effort':'low'}");
        assertThat(minimal.warned()).containsExactly("thinking");
    }

    @Test
    void budgetIsSentToModelsThatTakeOne() {
        Wire.Encoded encoded = encode(BUDGETS, o -> o.thinking(Thinking.budget(2048)));

        assertThat(said(encoded)).isEqualTo("{'type':'enabled','budget_tokens':2048} ");
        assertThat(encoded.warnings()).isEmpty();
        assertThat(said(encode(BOTH, o -> o.thinking(Thinking.budget(2048)))))
                .isEqualTo("{'type':'enabled','budget_tokens':2048} ");
    }

    @Test
    void budgetAndLevelAreTranslatedWithAWarning() {
        Wire.Encoded level = encode(BUDGETS, o -> o.thinking(Thinking.MEDIUM).maxTokens(10_000));
        assertThat(said(level)).isEqualTo("{'type':'enabled','budget_tokens':5000} ");
        assertThat(level.warned()).containsExactly("thinking");

        Wire.Encoded budget = encode(EFFORTS, o -> o.thinking(Thinking.budget(8000)));
        assertThat(said(budget)).isEqualTo("{'type':'adaptive'} {'effort':'medium'}");
        assertThat(budget.warned()).containsExactly("thinking");
    }

    @Test
    void budgetKeepsItsBounds() {
        Wire.Encoded low = encode(BUDGETS, o -> o.thinking(Thinking.budget(10)));
        assertThat(said(low)).isEqualTo("{'type':'enabled','budget_tokens':1024} ");
        assertThat(low.warned()).containsExactly("thinking");

        Wire.Encoded tight =
                encode(BUDGETS, o -> o.thinking(Thinking.budget(5000)).maxTokens(5000));
        assertThat(said(tight)).isEqualTo("{'type':'enabled','budget_tokens':4000} ");
        assertThat(tight.warned()).containsExactly("thinking");

        Wire.Encoded none = encode(BUDGETS, o -> o.thinking(Thinking.HIGH).maxTokens(1000));
        assertThat(none.body().has("thinking")).isFalse();
        assertThat(none.warned()).containsExactly("thinking");
    }

    @Test
    void unsetBoundLeavesRoomForTheAnswer() {
        Wire.Encoded encoded = encode(BUDGETS, o -> o.thinking(Thinking.budget(20_000)));

        assertThat(encoded.body().get("max_tokens").asInt()).isEqualTo(24_096);
    }

    @Test
    void offIsSaidToModelsThatThinkUnasked() {
        assertThat(said(encode(EFFORTS, o -> o.thinking(Thinking.OFF)))).isEqualTo("{'type':'disabled'} ");

        Wire.Encoded old = encode("claude-3-5-haiku-latest", o -> o.thinking(Thinking.OFF));
        assertThat(old.body().has("thinking")).isFalse();
        assertThat(old.warnings()).isEmpty();
    }

    @Test
    void modelsThatDoNotThinkAreNotAsked() {
        Wire.Encoded encoded = encode("claude-3-5-haiku-latest", o -> o.thinking(Thinking.HIGH));

        assertThat(encoded.body().has("thinking")).isFalse();
        assertThat(encoded.warned()).containsExactly("thinking");
    }

    @Test
    void unknownModelsAreToldWhatTheCallerSaid() {
        assertThat(said(encode("MiniMax-M2", o -> o.thinking(Thinking.budget(2000)))))
                .isEqualTo("{'type':'enabled','budget_tokens':2000} ");
        assertThat(said(encode("MiniMax-M2", o -> o.thinking(Thinking.LOW))))
                .isEqualTo("{'type':'adaptive'} {'effort':'low'}");
    }

    @Test
    void forcedToolRulesOutThinking() {
        Request request = Request.builder()
                .user("Hi")
                .tools(Tool.function("t", "d", "{}"))
                .toolChoice(ToolChoice.REQUIRED)
                .thinking(Thinking.HIGH)
                .build();

        Wire.Encoded budgets = Wire.encode(request, BUDGETS);
        assertThat(budgets.body().has("thinking")).isFalse();
        assertThat(budgets.warned()).containsExactly("thinking");
        assertThat(said(Wire.encode(request, EFFORTS))).isEqualTo("{'type':'disabled'} {'effort':'high'}");
    }

    @Test
    void samplingIsDroppedForTheNewestModels() {
        Wire.Encoded encoded = encode(EFFORTS, o -> o.temperature(0.2).topK(5).topP(0.9));

        assertThat(encoded.body().has("temperature")).isFalse();
        assertThat(encoded.body().has("top_k")).isFalse();
        assertThat(encoded.body().has("top_p")).isFalse();
        assertThat(encoded.warned()).containsExactly("temperature", "topP", "topK");
        assertThat(encode(EFFORTS, o -> o.temperature(1)).warnings()).isEmpty();
    }

    @Test
    void samplingIsFixedWhileTheModelThinks() {
        Wire.Encoded encoded =
                encode(BUDGETS, o -> o.temperature(0.2).topK(5).topP(0.97).thinking(Thinking.budget(2048)));

        assertThat(encoded.body().has("temperature")).isFalse();
        assertThat(encoded.body().get("top_p").asDouble()).isEqualTo(0.97);
        assertThat(encoded.warned()).containsExactly("temperature", "topK");
    }

    @Test
    void samplingStaysWithinWhatTheModelTakes() {
        Wire.Encoded old = encode(
                "claude-3-5-haiku-latest", o -> o.temperature(1.4).topP(0.5).topK(3));
        assertThat(old.body().get("temperature").asDouble()).isEqualTo(1);
        assertThat(old.body().get("top_p").asDouble()).isEqualTo(0.5);
        assertThat(old.body().get("top_k").asInt()).isEqualTo(3);
        assertThat(old.warned()).containsExactly("temperature");

        Wire.Encoded both = encode(BUDGETS, o -> o.temperature(0.4).topP(0.5));
        assertThat(both.body().get("temperature").asDouble()).isEqualTo(0.4);
        assertThat(both.body().has("top_p")).isFalse();
        assertThat(both.warned()).containsExactly("topP");
    }

    @Test
    void otherOptionsHaveTheirFields() {
        Wire.Encoded encoded = encode(
                BUDGETS,
                o -> o.stop("END", " \n").serviceTier("standard_only").metadata(Map.of("user_id", "u", "team", "x")));

        assertThat(encoded.body().get("stop_sequences").toString()).isEqualTo("[\"END\"]");
        assertThat(encoded.body().get("service_tier").asString()).isEqualTo("standard_only");
        assertThat(encoded.body().get("metadata").toString()).isEqualTo("{\"user_id\":\"u\"}");
        assertThat(encoded.warned()).containsExactly("stop", "metadata");
    }

    @Test
    void whatAnthropicDoesNotHaveIsWarnedAbout() {
        Request request = Request.builder()
                .user("Hi")
                .previousResponseId("resp_1")
                .options(o -> o.seed(1)
                        .presencePenalty(1)
                        .frequencyPenalty(1)
                        .choiceCount(2)
                        .topLogprobs(2)
                        .logitBias(Map.of("1", 1)))
                .build();

        Wire.Encoded encoded = Wire.encode(request, BUDGETS);

        assertThat(encoded.body().propertyNames()).containsExactlyInAnyOrder("model", "max_tokens", "messages");
        assertThat(encoded.warned())
                .containsExactly(
                        "seed",
                        "presencePenalty",
                        "frequencyPenalty",
                        "choiceCount",
                        "logprobs",
                        "logitBias",
                        "previousResponseId");
        assertThat(encode(BUDGETS, o -> o.choiceCount(1)).warnings()).isEmpty();
    }

    @Test
    void generationsAreReadOffTheName() {
        assertThat(ModelProfile.of("claude-3-7-sonnet-20250219").version()).isEqualTo(307);
        assertThat(ModelProfile.of("claude-3-opus-20240229").version()).isEqualTo(300);
        assertThat(ModelProfile.of("claude-sonnet-4-20250514").version()).isEqualTo(400);
        assertThat(ModelProfile.of("claude-opus-4-1-20250805").version()).isEqualTo(401);
        assertThat(ModelProfile.of("anthropic/claude-haiku-4.5").version()).isEqualTo(405);
        assertThat(ModelProfile.of("claude-3-5-sonnet@20240620").version()).isEqualTo(305);
        assertThat(ModelProfile.of("claude-sonnet-5").version()).isEqualTo(500);
        assertThat(ModelProfile.of("claude-next").version()).isEqualTo(ModelProfile.UNKNOWN);
        assertThat(ModelProfile.of("MiniMax-M2").version()).isEqualTo(ModelProfile.UNKNOWN);
    }
}
