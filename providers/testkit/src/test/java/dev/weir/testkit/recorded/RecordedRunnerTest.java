package dev.weir.testkit.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.ChatWire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The runner judges recordings written for this test, read by the local provider's codec. */
class RecordedRunnerTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ChatWire ANSWER = ChatWire.text("Hel", "lo").usage(3, 2);
    private static final ChatWire TOOLS = ChatWire.text().toolCall("call_1", "weather", "{\"city\": ", "\"Rome\"}");

    @TempDir
    private Path directory;

    private boolean good;

    private String run() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream print = new PrintStream(out, true, UTF_8)) {
            good = new RecordedRunner(RecordedExchange.readAll(directory), 42, print).run();
        }
        return out.toString(UTF_8);
    }

    private void write(String id, boolean streaming, int status, String body, Consumer<ObjectNode> expectations)
            throws IOException {
        write(id, "local", streaming, status, body, expectations);
    }

    private void write(
            String id, String provider, boolean streaming, int status, String body, Consumer<ObjectNode> expectations)
            throws IOException {
        ObjectNode file = JSON.createObjectNode();
        file.put("id", id).put("provider", provider).put("api", "openai-chat").put("streaming", streaming);
        file.putObject("request").putObject("body").put("model", "parrot");
        ObjectNode response = file.putObject("response").put("status", status).put("body_text", body);
        response.putObject("headers")
                .put("content-type", streaming && status < 400 ? "text/event-stream" : "application/json")
                .put("content-length", "1");
        ObjectNode expected = file.putObject("expected");
        expected.put("outcome", "ok").put("http_status", status).put("text", "").put("reasoning_text", "");
        expected.putArray("tool_calls");
        expected.putArray("finish_reasons_all");
        expected.putArray("server_tools");
        expectations.accept(expected);
        Files.writeString(directory.resolve(id + ".json"), JSON.writeValueAsString(file));
    }

    private static void answer(ObjectNode expected) {
        expected.put("text", "Hello").put("finish_reason_raw", "stop").put("model", "test-model");
        expected.put("response_id", "chatcmpl-1").put("chunks", 2).put("stream_complete", true);
        expected.withArray("finish_reasons_all").add("stop");
        expected.putObject("usage").put("input", 3).put("output", 2).putNull("reasoning");
        expected.putObject("usage_raw")
                .put("total_tokens", 5.0)
                .put("prompt_tokens", 3)
                .put("completion_tokens", 2);
    }

    private static void error(ObjectNode expected) {
        expected.put("outcome", "error").put("error_type", "requests").put("error_code", "busy");
        expected.put("error_message", "slow down");
    }

    @Test
    void countsWhatPassedAndSkipsWhatIsNotBuilt() throws IOException {
        write("a-call", false, 200, ANSWER.json(), expected -> {
            answer(expected);
            expected.putNull("chunks");
        });
        write("b-stream", true, 200, String.join("", ANSWER.events()), RecordedRunnerTest::answer);
        write("c-error", true, 429, ChatWire.errorJson("requests", "busy", "slow down"), RecordedRunnerTest::error);
        String broken = String.join("", ANSWER.events().subList(0, 3))
                + ChatWire.event(ChatWire.errorJson("requests", "busy", "slow down"));
        write("d-broken", true, 200, broken, expected -> {
            error(expected);
            expected.put("text", "Hello").put("chunks", 2).put("model", "test-model");
            expected.put("response_id", "chatcmpl-1")
                    .withArray("finish_reasons_all")
                    .addNull();
        });
        write("e-tools", true, 200, String.join("", TOOLS.events()), expected -> {
            expected.put("finish_reason_raw", "tool_calls")
                    .put("model", "test-model")
                    .put("chunks", 0);
            expected.put("response_id", "chatcmpl-1")
                    .withArray("finish_reasons_all")
                    .add("tool_calls");
            ObjectNode call = expected.withArray("tool_calls").addObject();
            call.put("id", "call_1")
                    .put("name", "weather")
                    .putObject("arguments")
                    .put("city", "Rome");
        });
        write("f-unknown", "nobody", false, 200, ANSWER.json(), expected -> {});
        String report = run();
        assertThat(report).doesNotContain("FAILED");
        assertThat(report.stripTrailing()).endsWith("\n15 passed, 0 failed, 3 skipped");
        assertThat(report).containsPattern("local +openai-chat +stream +byte by byte +4 +4 +0 +0\n");
        assertThat(report).containsPattern("nobody +openai-chat +call +whole +1 +0 +0 +1\n");
        assertThat(report).contains("-Drecorded.seed=42");
        assertThat(good).isTrue();
    }

    @Test
    void withoutSkippedOnesTheLastLineHasTwoNumbers() throws IOException {
        write("a", true, 200, String.join("", ANSWER.events()), RecordedRunnerTest::answer);
        assertThat(run().stripTrailing()).endsWith("\n3 passed, 0 failed");
    }

    @ParameterizedTest
    @CsvSource({
        "text, 'Hell', text: expected \"Hell\" but read \"Hello\"",
        "reasoning_text, 'hm', reasoning_text",
        "refusal_text, 'no', refusal_text",
        "finish_reason_raw, 'length', finish_reason_raw",
        "model, 'other', model",
        "response_id, 'other', response_id",
        "outcome, 'error', outcome: expected error but read ok",
        "tool_plan, 'first this', tool_plan",
        "block_reason, 'SAFETY', block_reason"
    })
    void everyTextIsCompared(String field, String value, String difference) throws IOException {
        expectFailure(expected -> expected.put(field, value), difference);
    }

    @Test
    void everythingElseIsComparedToo() throws IOException {
        expectFailure(expected -> expected.put("chunks", 3), "chunks: expected 3 but read 2");
        expectFailure(expected -> expected.withArray("finish_reasons_all").add("stop"), "finish_reasons_all");
        expectFailure(expected -> expected.withArray("tool_calls").addObject().put("name", "f"), "tool_calls (number)");
        expectFailure(expected -> expected.withArray("server_tools").add("web_search"), "server_tools");
        expectFailure(
                expected -> expected.putObject("usage").put("input", 3), "usage.output: expected null but read 2");
        expectFailure(
                expected -> expected.putObject("usage")
                        .put("input", 3)
                        .put("output", 2)
                        .put("cache_read", 0),
                "usage.cache_read: expected 0 but read null");
        expectFailure(expected -> expected.putObject("usage_raw").put("prompt_tokens", 3), "usage_raw");
        expectFailure(expected -> expected.putNull("usage_raw"), "usage_raw");
    }

    private void expectFailure(Consumer<ObjectNode> change, String difference) throws IOException {
        write("a-stream", true, 200, String.join("", ANSWER.events()), expected -> {
            answer(expected);
            change.accept(expected);
        });
        String report = run();
        assertThat(report)
                .contains("FAILED a-stream (whole) ")
                .contains("(byte by byte)")
                .contains("(random)");
        assertThat(report).contains(difference);
        assertThat(report.stripTrailing()).endsWith("\n0 passed, 3 failed");
        assertThat(good).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"error_type, other", "error_code, 17", "error_message, other", "outcome, ok"})
    void errorsAreComparedFieldByField(String field, String value) throws IOException {
        write("a", false, 429, ChatWire.errorJson("requests", "busy", "slow down"), expected -> {
            error(expected);
            expected.put(field, value);
        });
        assertThat(run()).contains("FAILED a").contains(field).contains("0 passed, 3 failed");
    }

    @Test
    void aTruncatedStreamIsNoErrorOfTheProvider() throws IOException {
        write("a", true, 200, String.join("", ANSWER.events().subList(0, 2)), expected -> {
            error(expected);
            expected.put("text", "Hel");
        });
        assertThat(run()).contains("expected an error of the provider").contains("0 passed, 3 failed");
    }
}
