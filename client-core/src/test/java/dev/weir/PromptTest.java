package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTest {

    private static final Prompt RECOMMEND = Prompt.of("recommend-book", "Recommend a {genre} book");

    @Test
    void fillsARequestAndIsRememberedByIt() {
        Prompt prompt = RECOMMEND
                .system("You are a {role}")
                .assistant("Gladly")
                .options(options -> options.temperature(0.2))
                .tools(Tool.custom("search", "Finds books"))
                .outputFormat(OutputFormat.JSON)
                .label("production");

        Request request = Request.builder()
                .prompt(prompt, Map.of("genre", "fantasy", "role", "librarian"))
                .build();

        assertThat(request.system()).containsExactly(new Part.Text("You are a librarian"));
        assertThat(request.messages())
                .containsExactly(Message.user("Recommend a fantasy book"), Message.assistant("Gladly"));
        assertThat(request.options().temperature()).isEqualTo(0.2);
        assertThat(request.tools()).hasSize(1);
        assertThat(request.outputFormat()).isEqualTo(OutputFormat.JSON);
        assertThat(request.prompt()).isNotNull().satisfies(used -> {
            assertThat(used.name()).isEqualTo("recommend-book");
            assertThat(used.version()).isEqualTo(prompt.version());
            assertThat(used.label()).isEqualTo("production");
            assertThat(used.values()).isEqualTo(Map.of("genre", "fantasy", "role", "librarian"));
        });
        assertThat(Request.of("x").prompt()).isNull();
    }

    @Test
    void whatTheRequestSetsItselfWinsBeforeAndAfter() {
        Prompt prompt = Prompt.of("p", "hi")
                .options(options -> options.temperature(0).maxTokens(1).topP(0.5))
                .outputFormat(OutputFormat.JSON);

        Request request = Request.builder()
                .temperature(1)
                .outputFormat(OutputFormat.TEXT)
                .prompt(prompt)
                .maxTokens(2)
                .build();

        assertThat(request.options())
                .isEqualTo(Options.EMPTY.temperature(1).maxTokens(2).topP(0.5));
        assertThat(request.outputFormat()).isEqualTo(OutputFormat.TEXT);
    }

    @Test
    void copiesAndEqualityOfRequestsKnowThePrompt() {
        Request request = Request.of(RECOMMEND.with("genre", "fantasy"));

        assertThat(request.mutate().temperature(1).build().prompt()).isEqualTo(request.prompt());
        assertThat(request)
                .isEqualTo(Request.of(RECOMMEND.with(Map.of("genre", "fantasy"))))
                .hasSameHashCodeAs(Request.of(RECOMMEND.with("genre", "fantasy")))
                .isNotEqualTo(Request.of("Recommend a fantasy book"))
                .isNotEqualTo(Request.of(RECOMMEND.label("canary").with("genre", "fantasy")));
    }

    @Test
    void aMissingOrMissedValueIsNamed() {
        assertThatThrownBy(() -> Request.of(RECOMMEND))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("{genre}");
        Map<String, Object> missed = new HashMap<>();
        missed.put("genre", null);
        assertThatThrownBy(() -> RECOMMEND.with(missed))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("{genre}")
                .hasMessageContaining("recommend-book");
        assertThatThrownBy(() -> Prompt.named(" ")).isInstanceOf(InvalidRequestException.class);
        assertThat(RECOMMEND.system("{role} {genre}").variables()).containsExactly("genre", "role");
    }

    @Test
    void tellsNeitherTextNorValues() {
        Prompt prompt = Prompt.of("p", "secret-text {gap}").with("gap", "secret-value");
        assertThat(prompt.toString() + Request.of(prompt))
                .contains("p " + prompt.shortVersion())
                .doesNotContain("secret");
    }

    /** Written out by hand: if this fails, versions that users have stored no longer match. */
    @Test
    void theVersionIsTheDigestOfAFixedForm() throws Exception {
        Prompt prompt = RECOMMEND
                .system("Be brief")
                .options(options -> options.temperature(0.5).stop("\n", "é").thinking(Thinking.HIGH))
                .outputFormat(OutputFormat.jsonSchema("book", " { \"type\" : \"object\", \"a\":[1, 2] }"));
        String form = "s7:messagel2:s6:SYSTEMs8:Be brief"
                + "s7:messagel2:s4:USERs24:Recommend a {genre} book"
                + "s7:optionsm3:s4:stopl2:s1:\ns2:és11:temperatured3fe0000000000000:s8:thinkings5:levels4:high"
                + "s6:outputs11:JSON_SCHEMAs11:output.names4:book"
                + "s13:output.schemas27:{\"a\":[1,2],\"type\":\"object\"}s13:output.strictb1:";

        byte[] digest = MessageDigest.getInstance("SHA-256").digest(form.getBytes(StandardCharsets.UTF_8));
        assertThat(prompt.version()).isEqualTo(HexFormat.of().formatHex(digest));
        assertThat(prompt.version()).matches("[0-9a-f]{64}").startsWith(prompt.shortVersion());
    }

    @Test
    void theVersionStaysWhereTheAnswerIsNotShaped() {
        Map<String, Integer> bias = new LinkedHashMap<>(Map.of("1", 2));
        bias.put("2", 3);
        Map<String, Integer> reversed = new LinkedHashMap<>(Map.of("2", 3));
        reversed.put("1", 2);
        Prompt prompt = RECOMMEND.options(options -> options.logitBias(bias));

        assertThat(prompt.version())
                .isEqualTo(prompt.label("canary").version())
                .isEqualTo(prompt.with("genre", "fantasy").version())
                .isEqualTo(RECOMMEND
                        .options(options -> options.logitBias(reversed))
                        .version())
                .isEqualTo(prompt.options(options ->
                                options.timeout(java.time.Duration.ofSeconds(1)).metadata(Map.of("a", "b")))
                        .version())
                .isEqualTo(Prompt.of("other-name", "Recommend a {genre} book")
                        .options(options -> options.logitBias(bias))
                        .version());
        assertThat(RECOMMEND.system("s").version())
                .isEqualTo(Prompt.named("x")
                        .system("s")
                        .user("Recommend a {genre} book")
                        .version());
    }

    static List<UnaryOperator<Prompt>> changes() {
        return List.of(
                prompt -> prompt.user("more"),
                prompt -> prompt.assistant("more"),
                prompt -> prompt.system("more"),
                prompt -> prompt.system("mo").system("re"),
                prompt -> prompt.options(options -> options.temperature(0)),
                prompt -> prompt.options(options -> options.topP(0)),
                prompt -> prompt.options(options -> options.maxTokens(5)),
                prompt -> prompt.options(options -> options.seed(5)),
                prompt -> prompt.options(options -> options.stop("a", "b")),
                prompt -> prompt.options(options -> options.stop("ab")),
                prompt -> prompt.options(options -> options.thinking(Thinking.budget(5))),
                prompt -> prompt.options(options -> options.thinking(Thinking.level("5"))),
                prompt -> prompt.tools(Tool.function("a", "b", "{}")),
                prompt -> prompt.tools(Tool.function("a", "b", "{}").strict(true)),
                prompt -> prompt.tools(Tool.function("a", "b", "{\"type\":\"object\"}")),
                prompt -> prompt.tools(Tool.custom("a", "b")),
                prompt -> prompt.outputFormat(OutputFormat.TEXT),
                prompt -> prompt.outputFormat(OutputFormat.JSON),
                prompt -> prompt.outputFormat(OutputFormat.jsonSchema("a", "{}")),
                prompt -> prompt.outputFormat(OutputFormat.jsonSchema("a", "{\"x\":1}")));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everyChangeOfWhatShapesTheAnswerIsAVersionOfItsOwn(UnaryOperator<Prompt> change) {
        String version = change.apply(RECOMMEND).version();
        assertThat(version).isNotEqualTo(RECOMMEND.version());
        assertThat(changes().stream()
                        .map(other -> other.apply(RECOMMEND).version())
                        .filter(version::equals))
                .hasSize(1);
    }

    @Test
    void schemasCompareByWhatTheySay() {
        assertThat(CanonicalJson.of("{\"b\" : [ {\"d\":1.5e+3 , \"c\":null} ],\n\"a\":\"x \\\" }\"}"))
                .isEqualTo("{\"a\":\"x \\\" }\",\"b\":[{\"c\":null,\"d\":1.5e+3}]}");
        assertThat(CanonicalJson.of(" [] ")).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\"}",
                "{\"a\":1,}",
                "[1 2]",
                "[,]",
                "\"open",
                "\"open\\",
                "{} x",
                "{a:1}",
                "\u0000",
                "{}\u0000"
            })
    void whatIsNoJsonStandsAsItIs(String text) {
        assertThat(CanonicalJson.of(text)).isEqualTo(text);
    }

    @Test
    void depthIsBounded() {
        String deep = "[ ".repeat(100_000) + "]".repeat(100_000);
        assertThat(CanonicalJson.of(deep)).isSameAs(deep);
    }
}
