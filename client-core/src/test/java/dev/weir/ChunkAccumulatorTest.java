package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkAccumulatorTest {

    private final ChunkAccumulator accumulator = new ChunkAccumulator();

    @Test
    void nothingMakesAnEmptyPartialResponse() {
        Response response = accumulator.snapshot();
        assertThat(response.isPartial()).isTrue();
        assertThat(response.choices()).isEmpty();
        assertThat(response.parts()).isEmpty();
        assertThat(response.text()).isEmpty();
        assertThat(response.usage()).isSameAs(Usage.ABSENT);
        assertThat(accumulator.complete().isPartial()).isFalse();
    }

    @Test
    void aSnapshotHoldsOnlyToolCallsThatAreComplete() {
        Part.ToolCall whole = new Part.ToolCall("a", "weather", "{}");
        accumulator.add(new Chunk.TextDelta(0, 0, "Let me see"));
        accumulator.add(new Chunk.ToolCallStart(0, 1, "a", "weather"));
        accumulator.add(new Chunk.ToolCallDelta(0, 1, "{}"));
        accumulator.add(new Chunk.ToolCallStart(0, 2, "b", "time"));
        accumulator.add(new Chunk.ToolCallDelta(0, 2, "{\"zo"));
        assertThat(accumulator.snapshot().parts()).containsExactly(new Part.Text("Let me see"));
        accumulator.add(new Chunk.ToolCallEnd(0, 1, whole));
        assertThat(accumulator.snapshot().toolCalls()).containsExactly(whole);
        assertThat(accumulator.complete().toolCalls()).containsExactly(whole, new Part.ToolCall("b", "time", "{\"zo"));
    }

    @Test
    void aSnapshotDoesNotDisturbWhatFollows() {
        accumulator.add(new Chunk.TextDelta(0, 0, "a"));
        assertThat(accumulator.snapshot().text()).isEqualTo("a");
        accumulator.add(new Chunk.TextDelta(0, 0, "b"));
        assertThat(accumulator.snapshot().text()).isEqualTo("ab");
        accumulator.add(new Chunk.TextDelta(0, 0, "c"));
        assertThat(accumulator.snapshot().text()).isEqualTo("abc");
        assertThat(accumulator.complete().text()).isEqualTo("abc");
    }

    @Test
    void deltasWithoutStartAndStartsOutOfOrderAreTaken() {
        accumulator.add(new Chunk.ToolCallDelta(0, 5, "{}"));
        accumulator.add(new Chunk.ToolCallStart(0, 5, "id", "late"));
        accumulator.add(new Chunk.ThinkingDelta(2, 1, "hm"));
        accumulator.add(new Chunk.TextEnd(2, 0, null));
        Response response = accumulator.complete();
        assertThat(response.toolCalls()).containsExactly(new Part.ToolCall("id", "late", "{}"));
        assertThat(response.choices()).hasSize(2);
        assertThat(response.choices().get(1).message().parts())
                .containsExactly(new Part.Text(""), new Part.Thinking("hm", null));
    }

    @Test
    void askingForArgumentsAddsNothing() {
        assertThat(accumulator.argumentsOf(0, 0)).isEmpty();
        assertThat(accumulator.argumentsOf(7, 9)).isEmpty();
        assertThat(accumulator.complete().choices()).isEmpty();
        accumulator.add(new Chunk.ToolCallDelta(0, 0, "{\"a\":"));
        accumulator.add(new Chunk.ToolCallDelta(0, 0, "1}"));
        assertThat(accumulator.argumentsOf(0, 0)).isEqualTo("{\"a\":1}");
        assertThat(accumulator.argumentsOf(0, 50)).isEmpty();
    }

    @Test
    void theResponseOfDoneIsTheResponse() {
        Response whole = Response.builder().text("whole").build();
        accumulator.add(new Chunk.TextDelta(0, 0, "par"));
        accumulator.add(new Chunk.Done(whole));
        assertThat(accumulator.complete()).isSameAs(whole);
        assertThat(accumulator.snapshot()).isSameAs(whole);
    }

    @Test
    void anIndexNoAnswerCanHaveIsRefused() {
        for (int index : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 50_000_000}) {
            assertThatThrownBy(() -> accumulator.add(new Chunk.TextDelta(index, 0, "a")))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> accumulator.add(new Chunk.TextDelta(0, index, "a")))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void onlyTheFirstChoiceIsVisibleText() {
        assertThat(new Chunk.TextDelta(0, 3, "a").text()).isEqualTo("a");
        assertThat(new Chunk.TextDelta(1, 0, "b").text()).isEmpty();
        List<Chunk> silent = List.of(
                new Chunk.ThinkingDelta(0, 0, "t"),
                new Chunk.RefusalDelta(0, 0, "r"),
                new Chunk.ToolCallDelta(0, 0, "{"),
                new Chunk.Done(Response.builder().text("x").build()));
        assertThat(silent).allSatisfy(chunk -> assertThat(chunk.text()).isEmpty());
    }

    @Test
    void outputIsWhatTheModelGenerated() {
        assertThat(List.of(
                        new Chunk.TextDelta(1, 0, "a"),
                        new Chunk.ThinkingDelta(0, 0, "t"),
                        new Chunk.RefusalDelta(0, 0, "r"),
                        new Chunk.ToolCallStart(0, 0, null, "n"),
                        new Chunk.ToolCallDelta(0, 0, "{"),
                        new Chunk.PartAdded(0, 0, new Part.Text("x"))))
                .allMatch(Chunk::isOutput);
        assertThat(List.of(
                        new Chunk.Started(null, null),
                        new Chunk.TextStart(0, 0),
                        new Chunk.TextEnd(0, 0, null),
                        new Chunk.UsageUpdated(Usage.ABSENT),
                        new Chunk.Finished(0, FinishReason.STOP, null),
                        new Chunk.Extra("a", "1"),
                        new Chunk.Done(Response.builder().build())))
                .noneMatch(Chunk::isOutput);
    }
}
