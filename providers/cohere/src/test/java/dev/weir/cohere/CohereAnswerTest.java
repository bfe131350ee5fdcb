package dev.weir.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Citation;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole answers. */
class CohereAnswerTest {

    @Test
    void readsText() {
        Response response = decode("""
                {"id":"c1","finish_reason":"COMPLETE",
                 "message":{"role":"assistant","content":[{"type":"text","text":"It is 7C."}]},
                 "usage":{"billed_units":{"input_tokens":5,"output_tokens":4},
                          "tokens":{"input_tokens":71,"output_tokens":6},"cached_tokens":64}}""");

        assertThat(response.id()).isEqualTo("c1");
        assertThat(response.model()).isNull();
        assertThat(response.text()).isEqualTo("It is 7C.");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.rawFinishReason()).isEqualTo("COMPLETE");
        assertThat(response.usage().inputTokens()).hasValue(71);
        assertThat(response.usage().outputTokens()).hasValue(6);
        assertThat(response.usage().cacheReadTokens()).hasValue(64);
        assertThat(response.usage().get(Usage.Count.BILLED_INPUT)).hasValue(5);
        assertThat(response.usage().get(Usage.Count.BILLED_OUTPUT)).hasValue(4);
        assertThat(response.usage().raw()).contains("billed_units");
    }

    @Test
    void readsThoughtsApartFromText() {
        Response response = decode("""
                {"message":{"content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"4"}]},
                 "finish_reason":"COMPLETE"}""");

        assertThat(response.thinking()).isEqualTo("Hm.");
        assertThat(response.text()).isEqualTo("4");
        assertThat(response.usage().isAbsent()).isTrue();
    }

    @Test
    void toolCallsComeWithoutContentAndKeepThePlanForTheNextTurn() {
        Response response = decode("""
                {"id":"c","message":{"role":"assistant","tool_plan":"I will look.","tool_calls":[
                   {"id":"w_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}},
                   {"id":"c_1","type":"function","function":{"name":"clock","arguments":"null"}}]},
                 "finish_reason":"TOOL_CALL"}""");

        assertThat(response.parts())
                .containsExactly(
                        new Part.ToolCall(
                                "w_1",
                                "weather",
                                "{\"city\":\"Oslo\"}",
                                ProviderData.of("cohere", "tool_plan", "I will look.")),
                        new Part.ToolCall("c_1", "clock", "null"));
        assertThat(response.text()).isEmpty();
        assertThat(response.thinking()).isEmpty();
        assertThat(response.extras()).containsEntry("tool_plan", "\"I will look.\"");
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void citationsNameToolAndDocumentSourcesWhateverTheOrderOfFields() {
        Response response = decode("""
                {"finish_reason":"COMPLETE","message":{
                 "citations":[
                  {"start":6,"end":8,"text":"7C","type":"TEXT_CONTENT","content_index":1,
                   "sources":[{"type":"tool","id":"w:0","tool_output":{"content":"7C in Oslo"}}]},
                  {"start":0,"end":2,"text":"It","sources":[{"type":"document","id":"doc:0",
                   "document":{"id":"doc:0","title":"t","url":"https://e.com","text":"It is"}},{"type":"tool"}]}],
                 "content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"It is 7C"}]}}""");

        Part.Text text = (Part.Text) response.parts().get(1);
        assertThat(text.text()).isEqualTo("It is 7C");
        Citation tool = text.citations().get(0);
        assertThat(tool.quote()).isEqualTo("7C in Oslo");
        assertThat(tool.start()).isEqualTo(6);
        assertThat(tool.end()).isEqualTo(8);
        Citation document = text.citations().get(1);
        assertThat(document.title()).isEqualTo("t");
        assertThat(document.url()).isEqualTo("https://e.com");
        assertThat(document.raw()).contains("\"type\":\"tool\"");
    }

    @Test
    void citationsOfThePlanAreKeptApart() {
        Response response = decode("""
                {"message":{"tool_plan":"p","tool_calls":[],"citations":[{"start":0,"end":1,"type":"PLAN","sources":[]}],
                 "content":[{"type":"text","text":"x"}]},"finish_reason":"COMPLETE"}""");

        assertThat(((Part.Text) response.parts().get(0)).citations()).isEmpty();
        assertThat(response.extras())
                .containsEntry("citations", "[{\"start\":0,\"end\":1,\"type\":\"PLAN\",\"sources\":[]}]");
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE, STOP",
        "STOP_SEQUENCE, STOP",
        "MAX_TOKENS, LENGTH",
        "TOOL_CALL, TOOL_CALLS",
        "ERROR, ERROR",
        "TIMEOUT, ERROR",
        "ERROR_TOXIC, CONTENT_FILTER",
        "ERROR_LIMIT, CONTEXT_LENGTH",
        "USER_CANCEL, OTHER",
        "SOMETHING_NEW, OTHER"
    })
    void everyFinishReasonHasACommonWord(String raw, FinishReason reason) {
        Response response = decode("{\"message\":{\"content\":[]},\"finish_reason\":\"" + raw + "\"}");

        assertThat(response.finishReason()).isEqualTo(reason);
        assertThat(response.rawFinishReason()).isEqualTo(raw);
    }

    @Test
    void usageMayBePartialOrDecimal() {
        Usage billedOnly = decode(
                        "{\"message\":{},\"usage\":{\"billed_units\":{\"input_tokens\":3.0,\"output_tokens\":0.0}}}")
                .usage();
        assertThat(billedOnly.inputTokens()).hasValue(3);
        assertThat(billedOnly.outputTokens()).hasValue(0);
        assertThat(billedOnly.cacheReadTokens()).isEmpty();

        Usage tokensOnly = decode("{\"message\":{},\"usage\":{\"tokens\":{\"input_tokens\":9}}}")
                .usage();
        assertThat(tokensOnly.inputTokens()).hasValue(9);
        assertThat(tokensOnly.outputTokens()).isEmpty();
        assertThat(tokensOnly.get(Usage.Count.BILLED_INPUT)).isEmpty();

        assertThat(decode("{\"message\":{},\"usage\":null}").usage().isAbsent()).isTrue();
    }

    @Test
    void logProbabilitiesAndUnknownFieldsAreKept() {
        Response response = decode("""
                {"message":{"content":[{"type":"text","text":"x","new":1},{"type":"hologram"}],"new":{}},
                 "finish_reason":"COMPLETE","logprobs":[{"token_ids":[1],"logprobs":[-0.5]}],"new_field":{"a":1}}""");

        assertThat(response.text()).isEqualTo("x");
        assertThat(response.choices().get(0).logprobs()).isEqualTo("[{\"token_ids\":[1],\"logprobs\":[-0.5]}]");
        assertThat(response.extras()).isEqualTo(Map.of("new_field", "{\"a\":1}"));
    }

    @Test
    void anErrorDocumentUnderStatus200IsAnError() {
        assertThatThrownBy(() -> decode("{\"id\":\"x\",\"message\":\"no luck\"}"))
                .isInstanceOfSatisfying(
                        WireException.class,
                        failure -> assertThat(failure.error().message()).isEqualTo("no luck"));
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThatThrownBy(() -> decode("<html>")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> decode("")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> decode("{\"message\":{}} x")).isInstanceOf(JsonException.class);
    }

    static Response decode(String body) {
        ChunkEmitter emitter = new ChunkEmitter(chunk -> {});
        new CohereCodec().decode(body.getBytes(UTF_8), emitter);
        emitter.complete();
        return emitter.accumulator().complete();
    }
}
