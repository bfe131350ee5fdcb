package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.spi.Codec;
import dev.weir.spi.Headers;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
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
        JsonNode expected = exchange.path("expected");
        Codec codec = new ResponsesCodec(Dialect.OPENAI, "openai-responses");
        String body = exchange.path("response").path("body_text").asString();
        int status = exchange.path("response").path("status").asInt();
        if (status >= 300) {
            checkError(codec.error(status, Headers.NONE, body.getBytes(UTF_8)), expected);
            return;
        }
        boolean stream = exchange.path("streaming").asBoolean();
        Wire.Answer read = stream ? Wire.stream(codec, body) : Wire.call(codec, body);
        if (expected.path("outcome").asString().equals("error")) {
            assertThat(read.error()).isNotNull();
            checkError(read.error(), expected);
        } else {
            assertThat(read.error()).isNull();
            assertThat(read.missing()).isNull();
        }
        checkResponse(read.response(), expected);
        if (stream) {
            assertThat(read.chunks().stream()
                            .filter(chunk -> !chunk.text().isEmpty())
                            .count())
                    .as("chunks")
                    .isEqualTo(expected.path("chunks").asInt());
        }
    }

    private static void checkError(ApiError error, JsonNode expected) {
        assertThat(error.type()).as("type").isEqualTo(text(expected.path("error_type")));
        assertThat(error.code()).as("code").isEqualTo(text(expected.path("error_code")));
        assertThat(error.message()).as("message").isEqualTo(text(expected.path("error_message")));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isNull() || node.isMissingNode() || node.asString().isEmpty() ? null : node.asString();
    }

    private static void checkResponse(Response response, JsonNode expected) {
        SoftAssertions soft = new SoftAssertions();
        soft.assertThat(response.text())
                .as("text")
                .isEqualTo(expected.path("text").asString(""));
        soft.assertThat(response.thinking())
                .as("thinking")
                .isEqualTo(expected.path("reasoning_text").asString(""));
        soft.assertThat(response.refusal()).as("refusal").isEqualTo(text(expected.path("refusal_text")));
        soft.assertThat(response.id()).as("id").isEqualTo(text(expected.path("response_id")));
        soft.assertThat(response.model()).as("model").isEqualTo(text(expected.path("model")));
        soft.assertThat(response.rawFinishReason()).as("finish").isEqualTo(text(expected.path("finish_reason_raw")));
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
        JsonNode usage = expected.path("usage");
        soft.assertThat(response.usage().inputTokens()).as("input").isEqualTo(count(usage, "input"));
        soft.assertThat(response.usage().outputTokens()).as("output").isEqualTo(count(usage, "output"));
        soft.assertThat(response.usage().cacheReadTokens()).as("cache read").isEqualTo(count(usage, "cache_read"));
        soft.assertThat(response.usage().cacheWriteTokens()).as("cache write").isEqualTo(count(usage, "cache_write"));
        soft.assertThat(response.usage().reasoningTokens()).as("reasoning").isEqualTo(count(usage, "reasoning"));
        soft.assertAll();
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

    private static OptionalLong count(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }
}
