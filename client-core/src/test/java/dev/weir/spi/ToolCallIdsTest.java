package dev.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolCallIdsTest {

    private final ToolCallIds ids = new ToolCallIds();

    @Test
    void idsThatExistStay() {
        assertThat(ids.of(new Part.ToolCall("a", "weather", "{}"))).isEqualTo("a");
        assertThat(ids.of(result("a", "weather"))).isEqualTo("a");
    }

    @Test
    void callsWithoutIdsAreAnsweredInOrderByName() {
        String first = ids.of(new Part.ToolCall(null, "weather", "{}"));
        String time = ids.of(new Part.ToolCall("", "time", "{}"));
        String second = ids.of(new Part.ToolCall(null, "weather", "{}"));

        assertThat(List.of(first, time, second)).doesNotHaveDuplicates();
        assertThat(ids.of(result(null, "time"))).isEqualTo(time);
        assertThat(ids.of(result(null, "weather"))).isEqualTo(first);
        assertThat(ids.of(result(null, "weather"))).isEqualTo(second);
    }

    @Test
    void aResultThatAnswersNothingGetsAnIdOfItsOwn() {
        String call = ids.of(new Part.ToolCall(null, "weather", "{}"));

        assertThat(ids.of(result(null, "time"))).isNotEqualTo(call);
    }

    private static Part.ToolResult result(String id, String name) {
        return new Part.ToolResult(id, name, List.of(new Part.Text("x")), false);
    }
}
