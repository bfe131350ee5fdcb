package dev.weir.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.Chunk;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.Usage.Count;
import dev.weir.spi.Headers;
import dev.weir.spi.WireException;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** Answers of the real API, from the directory named by the property {@code recorded.dir}; skipped without it. */
class RecordedTest {

    @TestFactory
    Stream<DynamicTest> readsRecordedAnswers() throws IOException {
        String root = System.getProperty("recorded.dir");
        Assumptions.assumeTrue(root != null && !root.isBlank(), "recorded.dir is not set");
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            return files
                    .filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> file.getFileName().toString().contains("-anthropic-messages-"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> replay(file)));
        }
    }

    private static void replay(Path file) {
        JsonNode exchange = Wire.JSON.readTree(read(file));
        JsonNode answer = exchange.get("response");
        JsonNode expected = exchange.get("expected");
        String body = answer.get("body_text").asString();
        int status = answer.get("status").asInt();
        if (status >= 400) {
            Map<String, String> headers = new HashMap<>();
            answer.get("headers")
                    .properties()
                    .forEach(e -> headers.put(e.getKey(), e.getValue().asString()));
            compareError(Wire.codec().error(status, Headers.of(headers), body.getBytes(UTF_8)), expected);
            return;
        }
        List<Chunk> chunks = new ArrayList<>();
        Response response;
        if (exchange.get("streaming").asBoolean()) {
            Wire.Stream stream = new Wire.Stream();
            try {
                stream.body(body);
            } catch (WireException failure) {
                compareError(failure.error(), expected);
            }
            assertThat(stream.ended()).isEqualTo(expected.get("stream_complete").asBoolean());
            response = stream.response();
            chunks = stream.chunks;
            assertThat(chunks.stream().filter(c -> !c.text().isEmpty()).count())
                    .isEqualTo(expected.get("chunks").asLong());
        } else {
            response = Wire.call(body);
        }
        compare(response, expected);
    }

    private static void compareError(ApiError error, JsonNode expected) {
        assertThat(expected.get("outcome").asString()).isEqualTo("error");
        assertThat(error.type()).isEqualTo(text(expected, "error_type"));
        assertThat(error.code()).isEqualTo(text(expected, "error_code"));
        assertThat(error.message()).isEqualTo(text(expected, "error_message"));
        assertThat(error.requestId()).startsWith("req_");
    }

    private static void compare(Response response, JsonNode expected) {
        assertThat(response.text()).isEqualTo(text(expected, "text"));
        assertThat(response.thinking()).isEqualTo(text(expected, "reasoning_text"));
        assertThat(response.rawFinishReason()).isEqualTo(text(expected, "finish_reason_raw"));
        assertThat(response.model()).isEqualTo(text(expected, "model"));
        assertThat(response.id()).isEqualTo(text(expected, "response_id"));
        compareCalls(response, expected.get("tool_calls"));
        compareServerTools(response, expected.get("server_tools"));
        JsonNode usage = expected.get("usage");
        OptionalLong read = response.usage().cacheReadTokens();
        OptionalLong written = response.usage().cacheWriteTokens();
        compareCount(read, usage.get("cache_read"), 0);
        compareCount(written, usage.get("cache_write"), 0);
        compareCount(response.usage().inputTokens(), usage.get("input"), read.orElse(0) + written.orElse(0));
        compareCount(response.usage().outputTokens(), usage.get("output"), 0);
        compareCount(response.usage().get(Count.REASONING), usage.get("reasoning"), 0);
        assertThat(Wire.JSON.readTree(response.usage().raw())).isEqualTo(expected.get("usage_raw"));
    }

    private static void compareCalls(Response response, JsonNode expected) {
        assertThat(response.toolCalls()).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            Part.ToolCall call = response.toolCalls().get(i);
            assertThat(call.id()).isEqualTo(text(expected.get(i), "id"));
            assertThat(call.name()).isEqualTo(text(expected.get(i), "name"));
            assertThat(Wire.JSON.readTree(call.arguments()))
                    .isEqualTo(expected.get(i).get("arguments"));
        }
    }

    /** Every part that Weir does not model is kept with the type it came with. */
    private static void compareServerTools(Response response, JsonNode expected) {
        List<String> ran = new ArrayList<>();
        for (Part part : response.parts()) {
            if (part instanceof Part.Opaque opaque) {
                JsonNode json = Wire.JSON.readTree(opaque.json());
                assertThat(json.get("type").asString()).isEqualTo(opaque.type());
                boolean call = json.has("name");
                assertThat(!call || json.get("input").isObject()).isTrue();
                ran.add(call ? json.get("name").asString() : opaque.type());
            }
        }
        List<String> names = new ArrayList<>();
        expected.forEach(name -> names.add(name.asString()));
        assertThat(ran).isEqualTo(names);
    }

    private static void compareCount(OptionalLong count, @Nullable JsonNode expected, long more) {
        if (expected == null || expected.isNull()) {
            assertThat(count).isEmpty();
        } else {
            assertThat(count).hasValue(expected.asLong() + more);
        }
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value.asString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
