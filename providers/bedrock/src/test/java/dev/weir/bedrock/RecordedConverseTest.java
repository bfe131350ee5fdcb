package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.LlmException;
import dev.weir.Model;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.local.Split;
import dev.weir.spi.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recorded answers of Bedrock, replayed by a real server; {@code -Drecorded.dir} says where they are. */
class RecordedConverseTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static LoopbackServer server;
    private static LlmClient client;

    @BeforeAll
    static void start() {
        server = LoopbackServer.builder().recording(false).startNow();
        client = LlmClient.builder()
                .environment(Environment.of(Map.of()))
                .autoIntercept(false)
                .provider(Bedrock.builder()
                        .environment(Environment.of(Map.of()))
                        .apiKey("key-12345")
                        .baseUrl(server.url())
                        .build())
                .build();
    }

    @AfterAll
    static void stop() {
        client.close().block(LIMIT);
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> recordedAnswersAreReadAsExpected() throws IOException {
        String directory = System.getProperty("recorded.dir");
        Assumptions.assumeTrue(directory != null, "no -Drecorded.dir");
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(directory))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                JsonNode exchange = JSON.readTree(Files.readString(file));
                if (exchange.path("api").asString("").equals("bedrock-converse")) {
                    tests.add(DynamicTest.dynamicTest(exchange.path("id").asString(), () -> replay(exchange)));
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static void replay(JsonNode exchange) {
        boolean stream = exchange.path("streaming").booleanValue();
        List<Split> splits = stream
                ? List.of(Split.WHOLE, Split.BYTES, Split.every(7), Split.random(3))
                : List.of(Split.WHOLE, Split.random(3));
        for (Split split : splits) {
            server.enqueue(reply(exchange.get("response")).split(split));
            Model model = client.model("bedrock/m");
            List<Chunk> chunks = new ArrayList<>();
            Response response = null;
            LlmException failure = null;
            try {
                if (stream) {
                    model.stream(Request.of("x")).doOnNext(chunks::add).blockLast(LIMIT);
                    response = ((Chunk.Done) chunks.get(chunks.size() - 1)).response();
                } else {
                    response = model.call(Request.of("x")).block(LIMIT);
                }
            } catch (LlmException failed) {
                failure = failed;
            }
            check(exchange, response, failure, chunks);
        }
    }

    private static Reply reply(JsonNode response) {
        byte[] body = response.has("body_base64")
                ? Base64.getDecoder().decode(response.get("body_base64").stringValue())
                : response.path("body_text").stringValue("").getBytes(UTF_8);
        JsonNode headers = response.get("headers");
        Reply reply = Reply.of(headers.path("content-type").stringValue("application/json"), body)
                .status(response.get("status").intValue());
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            if (header.getKey().startsWith("x-")) {
                reply = reply.header(header.getKey(), header.getValue().stringValue());
            }
        }
        return reply.chunked();
    }

    private static void check(
            JsonNode exchange, @Nullable Response response, @Nullable LlmException failure, List<Chunk> chunks) {
        JsonNode expected = exchange.get("expected");
        if (expected.get("outcome").stringValue().equals("error")) {
            ApiException error = (ApiException) failure;
            assertThat(error.status()).isEqualTo(expected.get("http_status").intValue());
            assertThat(error.error().message()).isEqualTo(text(expected.get("error_message")));
            assertThat(error.error().type()).isEqualTo(text(expected.get("error_type")));
            return;
        }
        assertThat(failure).isNull();
        assertThat(response.text()).isEqualTo(expected.get("text").stringValue());
        assertThat(response.thinking()).isEqualTo(expected.get("reasoning_text").stringValue());
        assertThat(response.rawFinishReason()).isEqualTo(text(expected.get("finish_reason_raw")));
        assertThat(response.id()).isNull();
        checkCalls(response, expected.get("tool_calls"));
        assertThat(response.parts().stream()
                        .filter(Part.Opaque.class::isInstance)
                        .count())
                .isEqualTo(expected.get("server_tools").size());
        checkUsage(response.usage(), expected);
        if (!expected.get("chunks").isNull()) {
            assertThat(chunks.stream().filter(chunk -> !chunk.text().isEmpty()).count())
                    .isEqualTo(expected.get("chunks").intValue());
        }
    }

    private static void checkCalls(Response response, JsonNode expected) {
        assertThat(response.toolCalls()).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            Part.ToolCall call = response.toolCalls().get(i);
            assertThat(call.id()).isEqualTo(text(expected.get(i).get("id")));
            assertThat(call.name()).isEqualTo(text(expected.get(i).get("name")));
            assertThat(JSON.readTree(call.arguments()))
                    .isEqualTo(expected.get(i).get("arguments"));
        }
    }

    private static void checkUsage(Usage usage, JsonNode expected) {
        JsonNode counts = expected.get("usage");
        if (counts.isNull()) {
            assertThat(usage.isAbsent()).isTrue();
            return;
        }
        OptionalLong read = count(counts, "cache_read");
        OptionalLong written = count(counts, "cache_write");
        assertThat(usage.inputTokens().orElse(-1))
                .isEqualTo(count(counts, "input").orElse(-1) + read.orElse(0) + written.orElse(0));
        assertThat(usage.outputTokens()).isEqualTo(count(counts, "output"));
        assertThat(usage.cacheReadTokens()).isEqualTo(read);
        assertThat(usage.cacheWriteTokens()).isEqualTo(written);
        assertThat(usage.reasoningTokens()).isEqualTo(count(counts, "reasoning"));
        assertThat(JSON.readTree(usage.raw())).isEqualTo(expected.get("usage_raw"));
    }

    private static OptionalLong count(JsonNode counts, String name) {
        JsonNode value = counts.get(name);
        return value.isNumber() ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isNull() ? null : node.stringValue();
    }
}
