package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.EmbeddingResponse;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.Usage.Count;
import dev.weir.spi.Headers;
import dev.weir.spi.WireException;
import dev.weir.testkit.recorded.StreamedCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Answers of the real APIs, from the directory named by the property {@code recorded.dir}; skipped without it. */
class RecordedTest {

    @TestFactory
    Stream<DynamicTest> readsRecordedAnswers() throws IOException {
        String root = System.getProperty("recorded.dir");
        Assumptions.assumeTrue(root != null && !root.isBlank(), "recorded.dir is not set");
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            for (Path file : files.filter(RecordedTest::isOurs).sorted().toList()) {
                tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> replay(file)));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".json") && name.contains("-gemini-");
    }

    private static void replay(Path file) throws IOException {
        JsonNode exchange = Wire.JSON.readTree(Files.readString(file));
        JsonNode answer = exchange.get("response");
        JsonNode expected = exchange.get("expected");
        String body = answer.get("body_text").asString();
        int status = answer.get("status").asInt();
        if (status >= 400) {
            compareError(Wire.codec().error(status, headers(answer), body.getBytes(UTF_8)), expected);
        } else if (exchange.get("api").asString().equals("gemini-embed")) {
            compareEmbedding(body, expected);
        } else if (exchange.get("streaming").asBoolean()) {
            stream(body, expected);
        } else {
            compare(Wire.call(body), expected);
        }
    }

    private static Headers headers(JsonNode answer) {
        Map<String, String> headers = new HashMap<>();
        answer.get("headers")
                .properties()
                .forEach(entry -> headers.put(entry.getKey(), entry.getValue().asString()));
        return Headers.of(headers);
    }

    private static void stream(String body, JsonNode expected) {
        Wire.Stream stream = new Wire.Stream();
        try {
            stream.sse(body);
        } catch (WireException failure) {
            compareError(failure.error(), expected);
        }
        assertThat(stream.decoder.missing() == null)
                .isEqualTo(expected.get("stream_complete").asBoolean());
        assertThat(stream.chunks.stream().filter(chunk -> !chunk.text().isEmpty()))
                .hasSize(expected.get("chunks").asInt());
        compare(stream.response(), expected);
    }

    private static void compareError(ApiError error, JsonNode expected) {
        assertThat(expected.get("outcome").asString()).isEqualTo("error");
        assertThat(error.type()).isEqualTo(text(expected, "error_type"));
        assertThat(error.code()).isEqualTo(text(expected, "error_code"));
        assertThat(error.message()).isEqualTo(text(expected, "error_message"));
    }

    private static void compareEmbedding(String body, JsonNode expected) {
        EmbeddingResponse response = new EmbeddingReader().read(body.getBytes(UTF_8));
        assertThat(response.vectors()).hasSize(expected.get("embedding_count").asInt());
        assertThat(response.vectors().get(0))
                .hasSize(expected.get("embedding_dims").asInt());
        compareUsage(response.usage(), expected);
    }

    private static void compare(Response response, JsonNode expected) {
        assertThat(response.text()).isEqualTo(text(expected, "text"));
        assertThat(response.thinking()).isEqualTo(text(expected, "reasoning_text"));
        assertThat(response.rawFinishReason()).isEqualTo(text(expected, "finish_reason_raw"));
        assertThat(response.model()).isEqualTo(text(expected, "model"));
        assertThat(response.id()).isEqualTo(text(expected, "response_id"));
        List<String> reasons = response.choices().stream()
                .map(Response.Choice::rawFinishReason)
                .filter(reason -> reason != null)
                .toList();
        assertThat(Wire.JSON.valueToTree(reasons).toString())
                .isEqualTo(expected.get("finish_reasons_all").toString());
        compareCalls(response.toolCalls(), expected.get("tool_calls"));
        List<String> serverTools = new ArrayList<>();
        for (Part part : response.parts()) {
            if (part instanceof Part.Opaque opaque) {
                serverTools.add(opaque.type());
                Wire.JSON.readTree(opaque.json());
            }
        }
        expected.get("server_tools").forEach(tool -> assertThat(serverTools).contains(tool.asString()));
        compareUsage(response.usage(), expected);
        JsonNode blocked = expected.get("block_reason");
        if (blocked != null) {
            assertThat(response.extras().get("promptFeedback")).contains(blocked.asString());
        }
    }

    private static void compareCalls(List<Part.ToolCall> calls, JsonNode expected) {
        List<JsonNode> wanted = StreamedCalls.joined(expected);
        assertThat(calls).hasSize(wanted.size());
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).id()).isEqualTo(text(wanted.get(i), "id"));
            assertThat(calls.get(i).name()).isEqualTo(text(wanted.get(i), "name"));
            assertThat(Wire.JSON.readTree(calls.get(i).arguments()))
                    .isEqualTo(wanted.get(i).get("arguments"));
        }
    }

    private static void compareUsage(Usage usage, JsonNode expected) {
        JsonNode raw = expected.get("usage_raw");
        if (raw.isNull()) {
            assertThat(usage.raw()).isNull();
            return;
        }
        assertThat(Wire.JSON.readTree(String.valueOf(usage.raw()))).isEqualTo(raw);
        JsonNode counts = expected.get("usage");
        OptionalLong reasoning = count(counts, "reasoning");
        assertThat(usage.get(Count.INPUT))
                .isEqualTo(sum(count(counts, "input"), count(raw, "toolUsePromptTokenCount")));
        assertThat(usage.get(Count.OUTPUT)).isEqualTo(sum(count(counts, "output"), reasoning));
        assertThat(usage.get(Count.REASONING)).isEqualTo(reasoning);
        assertThat(usage.get(Count.CACHE_READ)).isEqualTo(count(counts, "cache_read"));
        OptionalLong total = usage.get(Count.TOTAL);
        if (total.isPresent()) {
            assertThat(total.getAsLong())
                    .isEqualTo(
                            usage.inputTokens().orElse(0) + usage.outputTokens().orElse(0));
        }
    }

    private static OptionalLong sum(OptionalLong a, OptionalLong b) {
        return a.isEmpty() && b.isEmpty() ? OptionalLong.empty() : OptionalLong.of(a.orElse(0) + b.orElse(0));
    }

    private static OptionalLong count(JsonNode counts, String name) {
        JsonNode value = counts.get(name);
        return value == null || value.isNull() ? OptionalLong.empty() : OptionalLong.of(value.asLong());
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value.asString();
    }
}
