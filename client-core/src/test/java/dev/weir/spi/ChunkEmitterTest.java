package dev.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Chunk;
import dev.weir.ChunkAccumulator;
import dev.weir.Citation;
import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Response;
import dev.weir.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbering, opening and closing of parts, and that the chunks add up to the response. */
class ChunkEmitterTest {

    private final List<Chunk> chunks = new ArrayList<>();
    private final ChunkEmitter out = new ChunkEmitter(chunks::add);

    private Response response() {
        out.complete();
        Response response = out.accumulator().complete();
        ChunkAccumulator fold = new ChunkAccumulator();
        chunks.forEach(fold::add);
        assertThat(fold.complete()).as("the chunks folded by hand").isEqualTo(response);
        return response;
    }

    private static Part.ToolCall call(String id, String name, String arguments) {
        return new Part.ToolCall(id, name, arguments);
    }

    @Test
    void aDeltaOpensItsPartAndTheFinishClosesIt() {
        out.text(0, 7, "Hel");
        out.text(0, 7, "lo");
        out.finish(0, FinishReason.STOP, "stop");
        assertThat(chunks)
                .containsExactly(
                        new Chunk.Started(null, null),
                        new Chunk.TextStart(0, 0),
                        new Chunk.TextDelta(0, 0, "Hel"),
                        new Chunk.TextDelta(0, 0, "lo"),
                        new Chunk.TextEnd(0, 0, null),
                        new Chunk.Finished(0, FinishReason.STOP, "stop"));
        assertThat(response().text()).isEqualTo("Hello");
        assertThat(response().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response().rawFinishReason()).isEqualTo("stop");
    }

    @Test
    void partsAreNumberedByFirstAppearanceWhateverTheirKeys() {
        out.thinking(0, 100, "hm");
        out.text(0, -3, "a");
        out.toolCall(0, 5, "c1", "weather");
        out.text(1, 100, "other choice");
        assertThat(chunks)
                .contains(
                        new Chunk.ThinkingStart(0, 0),
                        new Chunk.TextStart(0, 1),
                        new Chunk.ToolCallStart(0, 2, "c1", "weather"),
                        new Chunk.TextStart(1, 0));
        assertThat(response().parts())
                .containsExactly(new Part.Thinking("hm", null), new Part.Text("a"), call("c1", "weather", ""));
    }

    @Test
    void emptyAndMissingDeltasAreDropped() {
        out.text(0, 0, null);
        out.text(0, 0, "");
        out.thinking(0, 1, "");
        out.refusal(0, 2, null);
        out.toolArguments(0, 3, "");
        out.logprobs(0, " ");
        assertThat(chunks).isEmpty();
        assertThat(response().choices()).isEmpty();
        assertThat(response().text()).isEmpty();
    }

    @Test
    void toolCallsMayTakeTurns() {
        out.toolCall(0, 0, "a", "weather");
        out.toolCall(0, 1, "b", "time");
        out.toolArguments(0, 0, "{\"city\":");
        out.toolArguments(0, 1, "{\"zone\":");
        out.toolArguments(0, 0, "\"Rome\"}");
        out.toolArguments(0, 1, "\"CET\"}");
        out.finish(0, FinishReason.TOOL_CALLS, "tool_calls");
        assertThat(chunks)
                .contains(
                        new Chunk.ToolCallEnd(0, 0, call("a", "weather", "{\"city\":\"Rome\"}")),
                        new Chunk.ToolCallEnd(0, 1, call("b", "time", "{\"zone\":\"CET\"}")));
        assertThat(response().toolCalls())
                .containsExactly(call("a", "weather", "{\"city\":\"Rome\"}"), call("b", "time", "{\"zone\":\"CET\"}"));
    }

    @Test
    void aToolCallIsAnnouncedOnce() {
        out.toolCall(0, 0, "a", "weather");
        out.toolCall(0, 0, "later", "other");
        assertThat(response().toolCalls()).containsExactly(call("a", "weather", ""));
    }

    @Test
    void anEmptyCallIdIsNoId() {
        out.toolCall(0, 0, "", "weather");
        assertThat(response().toolCalls()).containsExactly(new Part.ToolCall(null, "weather", ""));
    }

    @Test
    void argumentsOfAnUnknownCallAreRefused() {
        assertThatThrownBy(() -> out.toolArguments(0, 0, "{}")).isInstanceOf(JsonException.class);
        out.text(0, 1, "a");
        assertThatThrownBy(() -> out.toolArguments(0, 1, "{}")).isInstanceOf(JsonException.class);
    }

    @Test
    void aPartCannotChangeItsKindWhileOpen() {
        out.text(0, 0, "a");
        assertThatThrownBy(() -> out.thinking(0, 0, "b"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("TEXT")
                .hasMessageContaining("THINKING");
        assertThatThrownBy(() -> out.toolCall(0, 0, "c", "d")).isInstanceOf(JsonException.class);
    }

    @Test
    void aClosedPartThatBeginsAgainIsANewPart() {
        out.text(0, 0, "a");
        out.end(0, 0);
        out.end(0, 0);
        out.text(0, 0, "b");
        out.end(0, 0);
        out.toolCall(0, 0, "1", "x");
        out.end(0, 0);
        out.toolCall(0, 0, "2", "y");
        out.toolArguments(0, 0, "{}");
        assertThat(response().parts())
                .containsExactly(new Part.Text("a"), new Part.Text("b"), call("1", "x", ""), call("2", "y", "{}"));
    }

    @Test
    void closingTwiceOrWhatNeverOpenedDoesNothing() {
        out.end(0, 9);
        out.text(0, 0, "a");
        out.finish(0, FinishReason.STOP, null);
        out.endAll(0);
        out.complete();
        out.complete();
        assertThat(chunks.stream().filter(Chunk.TextEnd.class::isInstance)).hasSize(1);
    }

    @Test
    void emptyPartsWorthKeepingAreKept() {
        out.textStart(0, 0);
        out.thinkingStart(0, 1);
        out.thinkingStart(0, 1);
        assertThat(response().parts()).containsExactly(new Part.Text(""), new Part.Thinking("", null));
    }

    @Test
    void aRefusalIsAPartOfItsOwn() {
        out.refusal(0, 0, "I ");
        out.refusal(0, 0, "won't");
        out.finish(0, FinishReason.REFUSAL, "refusal");
        assertThat(response().refusal()).isEqualTo("I won't");
        assertThat(response().text()).isEmpty();
    }

    @Test
    void citationsBelongToTheirTextAndOpenItIfNeedBe() {
        Citation first = new Citation("https://a", null, null, 0, 1, "{}");
        Citation second = new Citation(null, "b", "quote", null, null, "{}");
        out.citation(0, 0, first);
        out.text(0, 0, "a");
        out.citation(0, 0, second);
        assertThat(response().parts()).containsExactly(new Part.Text("a", List.of(first, second), null));
    }

    @Test
    void providerDataIsMergedAndComesWithTheEnd() {
        out.thinking(0, 0, "hm");
        out.providerData(0, 0, ProviderData.of("p", "signature", "old"));
        out.providerData(0, 0, new ProviderData("p", Map.of("signature", "new", "id", "1")));
        out.providerData(0, 5, ProviderData.of("p", "of", "nothing"));
        out.toolCall(0, 1, "c", "t");
        out.providerData(0, 1, ProviderData.of("p", "thought", "x"));
        ProviderData merged = new ProviderData("p", Map.of("signature", "new", "id", "1"));
        assertThat(response().parts())
                .containsExactly(
                        new Part.Thinking("hm", merged),
                        new Part.ToolCall("c", "t", "", ProviderData.of("p", "thought", "x")));
        assertThat(chunks).contains(new Chunk.ThinkingEnd(0, 0, merged));
    }

    @Test
    void logprobsAreJoinedIntoOneList() {
        out.text(0, 0, "ab");
        out.logprobs(0, "{\"t\":1}");
        out.logprobs(0, "{\"t\":2},{\"t\":3}");
        assertThat(response().choices().get(0).logprobs()).isEqualTo("[{\"t\":1},{\"t\":2},{\"t\":3}]");
    }

    @Test
    void extrasAndUsageKeepTheLatestValue() {
        out.extra("tier", "\"a\"");
        out.extra("tier", "\"b\"");
        out.usage(Usage.builder().count(Usage.Count.INPUT, 1L).build());
        Usage usage = Usage.builder().count(Usage.Count.INPUT, 2L).build();
        out.usage(usage);
        assertThat(response().extras()).isEqualTo(Map.of("tier", "\"b\""));
        assertThat(response().usage()).isEqualTo(usage);
    }

    @Test
    void wholePartsStandWhereTheyCame() {
        Part image = new Part.Opaque("p", "image", "{}");
        out.text(0, 0, "a");
        out.part(0, 1, image);
        out.text(0, 2, "b");
        assertThat(response().parts()).containsExactly(new Part.Text("a"), image, new Part.Text("b"));
    }

    @Test
    void theFirstIdAndModelCount() {
        out.started("", null);
        out.started("id-1", null);
        assertThat(out.isIdentified()).isFalse();
        out.started("id-2", "m-1");
        out.started("id-3", "m-2");
        assertThat(out.isIdentified()).isTrue();
        assertThat(chunks)
                .containsExactly(
                        new Chunk.Started(null, null),
                        new Chunk.Started("id-1", null),
                        new Chunk.Started("id-1", "m-1"));
        assertThat(response().id()).isEqualTo("id-1");
        assertThat(response().model()).isEqualTo("m-1");
    }

    @Test
    void aFinishClosesOnlyItsOwnChoice() {
        out.text(0, 0, "a");
        out.text(1, 0, "b");
        out.finish(1, FinishReason.LENGTH, "length");
        assertThat(chunks).contains(new Chunk.TextEnd(1, 0, null)).doesNotContain(new Chunk.TextEnd(0, 0, null));
        assertThat(response().choices())
                .extracting(Response.Choice::finishReason)
                .containsExactly(FinishReason.OTHER, FinishReason.LENGTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 1_000_000_000, Integer.MAX_VALUE})
    void anAbsurdChoiceIsRefusedBeforeItCostsMemory(int choice) {
        assertThatThrownBy(() -> out.text(choice, 0, "a")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> out.toolCall(choice, 0, "a", "b")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> out.logprobs(choice, "{}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> out.finish(choice, FinishReason.STOP, null)).isInstanceOf(JsonException.class);
        assertThat(chunks).isEmpty();
    }

    @Test
    void manyPartsAndTurnsStayInOrder() {
        for (int round = 0; round < 3; round++) {
            for (int key = 0; key < 50; key++) {
                out.text(0, key, key + ",");
            }
        }
        Message message = response().message();
        assertThat(message.parts()).hasSize(50);
        assertThat(message.parts().get(49)).isEqualTo(new Part.Text("49,49,49,"));
    }
}
