package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.Codec;
import dev.weir.spi.Headers;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
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
        JsonNode expected = exchange.path("expected");
        JsonNode answer = exchange.path("response");
        Codec codec = new ChatCodec(Dialect.COMPATIBLE);
        String body = answer.path("body_text").asString();
        Map<String, String> headers = new TreeMap<>();
        answer.path("headers")
                .properties()
                .forEach(e -> headers.put(e.getKey(), e.getValue().asString()));
        int status = answer.path("status").asInt();
        if (status >= 300) {
            ApiError error = codec.error(status, Headers.of(headers), body.getBytes(UTF_8));
            assertThat(error.status()).isEqualTo(status);
            checkError(error, expected);
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
        SoftAssertions soft = new SoftAssertions();
        soft.assertThat(error.type()).as("type").isEqualTo(text(expected.path("error_type")));
        soft.assertThat(error.code()).as("code").isEqualTo(text(expected.path("error_code")));
        soft.assertThat(error.message()).as("message").isEqualTo(text(expected.path("error_message")));
        soft.assertAll();
    }

    /** Snowflake's empty ids, names and reasons are absent ones. */
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
        soft.assertThat(response.choices().stream()
                        .map(Response.Choice::rawFinishReason)
                        .toList())
                .as("all finishes")
                .isEqualTo(expected.path("finish_reasons_all")
                        .valueStream()
                        .map(RecordedChatTest::text)
                        .toList());
        checkCalls(soft, response, expected.path("tool_calls"));
        checkUsage(soft, response.usage(), expected);
        soft.assertAll();
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

    private static void checkUsage(SoftAssertions soft, Usage usage, JsonNode expected) {
        JsonNode counts = expected.path("usage");
        Long output = count(counts, "output");
        Long reasoning = count(counts, "reasoning");
        Long input = count(counts, "input");
        Long total = count(expected.path("usage_raw"), "total_tokens");
        boolean beside = output != null
                && reasoning != null
                && input != null
                && total != null
                && reasoning > 0
                && total == input + output + reasoning;
        soft.assertThat(usage.inputTokens()).as("input").isEqualTo(optional(input));
        Long all = output;
        if (beside) {
            all = output + reasoning;
        }
        soft.assertThat(usage.outputTokens()).as("output").isEqualTo(optional(all));
        soft.assertThat(usage.cacheReadTokens()).as("cache read").isEqualTo(optional(count(counts, "cache_read")));
        soft.assertThat(usage.cacheWriteTokens()).as("cache write").isEqualTo(optional(count(counts, "cache_write")));
        soft.assertThat(usage.reasoningTokens()).as("reasoning").isEqualTo(optional(reasoning));
        JsonNode raw = expected.path("usage_raw");
        soft.assertThat(usage.raw() == null ? null : Wire.exactJson(usage.raw()))
                .as("raw usage")
                .isEqualTo(raw.isNull() || raw.isMissingNode() ? null : raw);
    }

    private static @Nullable Long count(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isNumber() ? Long.valueOf(value.asLong()) : null;
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
