package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.Response;
import dev.weir.spi.Codec;
import dev.weir.spi.Headers;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is expected of the recorded answers of Chat Completions and Responses alike. */
final class RecordedAnswer {

    /** What is expected beyond that. */
    @FunctionalInterface
    interface Further {

        void check(SoftAssertions soft, Response response, JsonNode expected);
    }

    private RecordedAnswer() {}

    /** Decodes the answer of an exchange and compares it. */
    static void check(JsonNode exchange, Codec codec, Further further) {
        JsonNode expected = exchange.path("expected");
        JsonNode answer = exchange.path("response");
        String body = answer.path("body_text").asString();
        int status = answer.path("status").asInt();
        if (status >= 300) {
            ApiError error = codec.error(status, headers(answer), body.getBytes(UTF_8));
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
        SoftAssertions soft = new SoftAssertions();
        checkResponse(soft, read.response(), expected);
        further.check(soft, read.response(), expected);
        soft.assertAll();
        if (stream) {
            assertThat(read.chunks().stream()
                            .filter(chunk -> !chunk.text().isEmpty())
                            .count())
                    .as("chunks")
                    .isEqualTo(expected.path("chunks").asInt());
        }
    }

    private static Headers headers(JsonNode answer) {
        Map<String, String> headers = new TreeMap<>();
        answer.path("headers")
                .properties()
                .forEach(e -> headers.put(e.getKey(), e.getValue().asString()));
        return Headers.of(headers);
    }

    private static void checkError(ApiError error, JsonNode expected) {
        SoftAssertions soft = new SoftAssertions();
        soft.assertThat(error.type()).as("type").isEqualTo(text(expected.path("error_type")));
        soft.assertThat(error.code()).as("code").isEqualTo(text(expected.path("error_code")));
        soft.assertThat(error.message()).as("message").isEqualTo(text(expected.path("error_message")));
        soft.assertAll();
    }

    private static void checkResponse(SoftAssertions soft, Response response, JsonNode expected) {
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
        JsonNode usage = expected.path("usage");
        soft.assertThat(response.usage().inputTokens()).as("input").isEqualTo(count(usage, "input"));
        soft.assertThat(response.usage().cacheReadTokens()).as("cache read").isEqualTo(count(usage, "cache_read"));
        soft.assertThat(response.usage().cacheWriteTokens()).as("cache write").isEqualTo(count(usage, "cache_write"));
        soft.assertThat(response.usage().reasoningTokens()).as("reasoning").isEqualTo(count(usage, "reasoning"));
    }

    /** Snowflake's empty ids, names and reasons are absent ones. */
    static @Nullable String text(JsonNode node) {
        return node.isNull() || node.isMissingNode() || node.asString().isEmpty() ? null : node.asString();
    }

    static OptionalLong count(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }
}
