package dev.weir.openai;

import static dev.weir.openai.RecordedAnswer.count;
import static dev.weir.openai.RecordedAnswer.text;

import dev.weir.Part;
import dev.weir.Response;
import dev.weir.Usage;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Decodes recorded answers straight through the codec; the runner of the testkit does it over real sockets. */
class RecordedChatTest {

    @TestFactory
    Stream<DynamicTest> recordedAnswersAreReadAsExpected() throws IOException {
        return Recorded.tests("openai-chat", RecordedChatTest::check);
    }

    private static void check(JsonNode exchange) {
        RecordedAnswer.check(exchange, new ChatCodec(Dialect.COMPATIBLE), RecordedChatTest::checkFurther);
    }

    private static void checkFurther(SoftAssertions soft, Response response, JsonNode expected) {
        soft.assertThat(response.choices().stream()
                        .map(Response.Choice::rawFinishReason)
                        .toList())
                .as("all finishes")
                .isEqualTo(expected.path("finish_reasons_all")
                        .valueStream()
                        .map(RecordedAnswer::text)
                        .toList());
        checkCalls(soft, response, expected.path("tool_calls"));
        checkUsage(soft, response.usage(), expected);
    }

    private static void checkCalls(SoftAssertions soft, Response response, JsonNode expected) {
        soft.assertThat(response.toolCalls()).as("calls").hasSize(expected.size());
        for (int i = 0; i < Math.min(expected.size(), response.toolCalls().size()); i++) {
            Part.ToolCall call = response.toolCalls().get(i);
            JsonNode wanted = expected.get(i);
            soft.assertThat(call.id()).as("call id").isEqualTo(text(wanted.path("id")));
            soft.assertThat(call.name()).as("call name").isEqualTo(text(wanted.path("name")));
            soft.assertThat(arguments(call.arguments())).as("arguments").isEqualTo(normal(wanted.path("arguments")));
        }
    }

    private static Object arguments(String raw) {
        if (raw.isEmpty()) {
            return "{}";
        }
        try {
            return normal(Wire.exactJson(raw));
        } catch (RuntimeException notJson) {
            return raw;
        }
    }

    private static Object normal(JsonNode node) {
        boolean empty = node.isNull() || (node.isString() && node.asString().isEmpty());
        return empty ? "{}" : node.isString() ? node.asString() : node.toString();
    }

    /** Some servers count reasoning beside the output, which includes it here. */
    private static void checkUsage(SoftAssertions soft, Usage usage, JsonNode expected) {
        JsonNode counts = expected.path("usage");
        OptionalLong output = count(counts, "output");
        long reasoning = count(counts, "reasoning").orElse(0);
        OptionalLong input = count(counts, "input");
        OptionalLong total = count(expected.path("usage_raw"), "total_tokens");
        boolean beside = output.isPresent()
                && input.isPresent()
                && total.isPresent()
                && reasoning > 0
                && total.getAsLong() == input.getAsLong() + output.getAsLong() + reasoning;
        soft.assertThat(usage.outputTokens())
                .as("output")
                .isEqualTo(beside ? OptionalLong.of(output.getAsLong() + reasoning) : output);
        JsonNode raw = expected.path("usage_raw");
        soft.assertThat(usage.raw() == null ? null : Wire.exactJson(usage.raw()))
                .as("raw usage")
                .isEqualTo(raw.isNull() || raw.isMissingNode() ? null : raw);
    }
}
