package dev.weir.openai;

import static dev.weir.openai.RecordedAnswer.count;
import static dev.weir.openai.RecordedAnswer.text;

import dev.weir.Part;
import dev.weir.Response;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Decodes recorded Responses straight through the codec. */
class RecordedResponsesTest {

    @TestFactory
    Stream<DynamicTest> recordedAnswersAreReadAsExpected() throws IOException {
        return Recorded.tests("openai-responses", RecordedResponsesTest::check);
    }

    private static void check(JsonNode exchange) {
        ResponsesCodec codec = new ResponsesCodec(Dialect.OPENAI, "openai-responses");
        RecordedAnswer.check(exchange, codec, RecordedResponsesTest::checkFurther);
    }

    private static void checkFurther(SoftAssertions soft, Response response, JsonNode expected) {
        soft.assertThat(response.parts().stream()
                        .filter(Part.Opaque.class::isInstance)
                        .map(part -> ((Part.Opaque) part).type())
                        .collect(Collectors.toList()))
                .as("server tools")
                .isEqualTo(expected.path("server_tools")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList());
        checkCalls(soft, response.toolCalls(), expected.path("tool_calls"));
        soft.assertThat(response.usage().outputTokens())
                .as("output")
                .isEqualTo(count(expected.path("usage"), "output"));
    }

    private static void checkCalls(SoftAssertions soft, List<Part.ToolCall> calls, JsonNode expected) {
        soft.assertThat(calls).as("calls").hasSize(expected.size());
        for (int i = 0; i < Math.min(expected.size(), calls.size()); i++) {
            JsonNode wanted = expected.get(i);
            soft.assertThat(calls.get(i).id()).as("id").isEqualTo(text(wanted.path("id")));
            soft.assertThat(calls.get(i).name()).as("name").isEqualTo(text(wanted.path("name")));
            JsonNode arguments = wanted.path("arguments");
            String raw = calls.get(i).arguments();
            soft.assertThat(arguments.isString() ? raw : Wire.exactJson(raw.isEmpty() ? "{}" : raw))
                    .as("arguments")
                    .isEqualTo(arguments.isString() ? arguments.asString() : arguments);
        }
    }
}
