package dev.weir.tracing;

import static dev.weir.tracing.DialectScenarios.added;
import static dev.weir.tracing.DialectScenarios.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Tool;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of OpenInference. */
class OpenInferenceDialectTest {

    private static Map<String, Object> asked() {
        Map<String, Object> map = new TreeMap<>();
        map.put("openinference.span.kind", "LLM");
        map.put("llm.system", "openai");
        map.put("llm.provider", "openai");
        map.put("llm.request.model_name", "gpt-4o-mini");
        map.put("llm.invocation_parameters", "{\"max_tokens\":4096,\"temperature\":0.7}");
        map.put("llm.tools.0.tool.json_schema", "{\"type\":\"function\",\"name\":\"find\"}");
        map.put("session.id", "conv_1");
        return map;
    }

    private static Map<String, Object> answered() {
        Map<String, Object> map = asked();
        map.put("llm.model_name", "gpt-4o-mini-2024-07-18");
        map.put("llm.response.model_name", "gpt-4o-mini-2024-07-18");
        map.put("llm.token_count.prompt", 25L);
        map.put("llm.token_count.completion", 12L);
        map.put("llm.token_count.total", 37L);
        map.put("llm.token_count.prompt_details.cache_read", 3L);
        map.put("llm.token_count.prompt_details.cache_write", 0L);
        map.put("llm.token_count.completion_details.reasoning", 4L);
        map.put("llm.finish_reason", "stop");
        return map;
    }

    @Test
    void callAndStreamAreMappedWholeWithoutContent() {
        assertThat(added(DialectScenarios.call(), DialectScenarios.call(Dialects.OPENINFERENCE)))
                .isEqualTo(answered());
        assertThat(added(DialectScenarios.stream(), DialectScenarios.stream(Dialects.OPENINFERENCE)))
                .isEqualTo(answered());
    }

    @Test
    void aFailedCallIsKnownByTheModelThatWasAsked() {
        Map<String, Object> expected = asked();
        expected.put("llm.model_name", "gpt-4o-mini");

        assertThat(added(
                        DialectScenarios.failedCall(DialectScenarios.refused()),
                        DialectScenarios.failedCall(DialectScenarios.refused(), Dialects.OPENINFERENCE)))
                .isEqualTo(expected);
    }

    @Test
    void aCancelledStreamKeepsWhatCame() {
        Map<String, Object> expected = asked();
        expected.put("llm.model_name", "gpt-4o-mini-2024-07-18");
        expected.put("llm.response.model_name", "gpt-4o-mini-2024-07-18");
        expected.put("llm.finish_reason", "error");

        assertThat(added(DialectScenarios.cancelledStream(), DialectScenarios.cancelledStream(Dialects.OPENINFERENCE)))
                .isEqualTo(expected);
    }

    @Test
    void everyKindOfOperationHasItsKind() {
        assertThat(added(DialectScenarios.embedding(), DialectScenarios.embedding(Dialects.OPENINFERENCE)))
                .isEqualTo(Map.of(
                        "openinference.span.kind", "EMBEDDING",
                        "embedding.model_name", "gpt-4o-mini",
                        "llm.token_count.prompt", 2L));
        assertThat(added(DialectScenarios.tool(), DialectScenarios.tool(Dialects.OPENINFERENCE)))
                .isEqualTo(Map.of(
                        "openinference.span.kind", "TOOL",
                        "tool.name", "find",
                        "tool.description", "Finds books",
                        "tool.id", "call_1"));
        assertThat(added(DialectScenarios.agent(), DialectScenarios.agent(Dialects.OPENINFERENCE)))
                .isEqualTo(
                        Map.of("openinference.span.kind", "AGENT", "agent.name", "librarian", "session.id", "conv_1"));
        assertThat(added(DialectScenarios.step(), DialectScenarios.step(Dialects.OPENINFERENCE)))
                .isEqualTo(Map.of("openinference.span.kind", "CHAIN"));
        assertThat(added(DialectScenarios.rerank(), DialectScenarios.rerank(Dialects.OPENINFERENCE)))
                .isEqualTo(Map.of(
                        "openinference.span.kind", "RERANKER",
                        "reranker.model_name", "gpt-4o-mini",
                        "reranker.top_k", 5L));
    }

    @ParameterizedTest
    @CsvSource({"invoke_workflow, CHAIN", "'', CHAIN", "plan, CHAIN", "retrieval, RETRIEVER", "invoke_agent, AGENT"})
    void aStepIsKnownByItsOperation(String operation, String kind) {
        DialectFacts.Written written = DialectFacts.step(Dialects.OPENINFERENCE, operation);

        assertThat(written.attributes).isEqualTo(Map.of("openinference.span.kind", kind));
    }

    @Test
    void messagesAreFlattenedIfTheyAreCaptured() {
        Part.ToolCall call = new Part.ToolCall("call_1", "find", "{\"genre\":\"fantasy\"}");
        Request request = Request.builder()
                .system("You are a librarian")
                .user(
                        new Part.Text("Like this one"),
                        new Part.Image(dev.weir.MediaSource.url(java.net.URI.create("https://example.org/a.png"))))
                .message(Message.assistant(List.of(call)))
                .toolResults(Part.ToolResult.of(call, "Dune"), Part.ToolResult.of(call, "Emma"))
                .tools(DialectScenarios.TOOL)
                .build();

        Map<String, Object> written = DialectFacts.written(
                        Dialects.OPENINFERENCE, request, List.of(Message.assistant("Dune")), 0.025)
                .attributes;

        Map<String, Object> messages = new TreeMap<>(written);
        messages.keySet().removeIf(name -> !name.contains("_messages."));
        Map<String, Object> expected = new TreeMap<>();
        expected.put("llm.input_messages.0.message.role", "system");
        expected.put("llm.input_messages.0.message.content", "You are a librarian");
        expected.put("llm.input_messages.1.message.role", "user");
        expected.put("llm.input_messages.1.message.contents.0.message_content.type", "text");
        expected.put("llm.input_messages.1.message.contents.0.message_content.text", "Like this one");
        expected.put("llm.input_messages.1.message.contents.1.message_content.type", "image");
        expected.put(
                "llm.input_messages.1.message.contents.1.message_content.image.image.url", "https://example.org/a.png");
        expected.put("llm.input_messages.2.message.role", "assistant");
        expected.put("llm.input_messages.2.message.tool_calls.0.tool_call.id", "call_1");
        expected.put("llm.input_messages.2.message.tool_calls.0.tool_call.function.name", "find");
        expected.put(
                "llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments", "{\"genre\":\"fantasy\"}");
        expected.put("llm.input_messages.3.message.role", "tool");
        expected.put("llm.input_messages.3.message.tool_call_id", "call_1");
        expected.put("llm.input_messages.3.message.name", "find");
        expected.put("llm.input_messages.3.message.content", "Dune");
        expected.put("llm.input_messages.4.message.role", "tool");
        expected.put("llm.input_messages.4.message.tool_call_id", "call_1");
        expected.put("llm.input_messages.4.message.name", "find");
        expected.put("llm.input_messages.4.message.content", "Emma");
        expected.put("llm.output_messages.0.message.role", "assistant");
        expected.put("llm.output_messages.0.message.content", "Dune");
        assertThat(messages).isEqualTo(expected);
        assertThat(written)
                .containsEntry("input.mime_type", "application/json")
                .containsEntry("output.mime_type", "application/json")
                .containsEntry(
                        "output.value",
                        "{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"Dune\"}],\"role\":\"assistant\"}]}")
                .containsEntry("llm.cost.total", 0.025)
                .containsEntry(
                        "llm.tools.0.tool.json_schema",
                        "{\"type\":\"function\",\"name\":\"find\",\"description\":\"Finds books\","
                                + "\"parameters\":{\"type\":\"object\"}}");
        assertThat((String) written.get("input.value")).contains("You are a librarian", "Like this one");
    }

    @Test
    void toolDefinitionsStayReadableWhateverRedactionLeft() {
        Request request = Request.builder()
                .user("x")
                .tools(
                        Tool.function("find", "[redacted]", "[redacted"),
                        Tool.provider("web", "{\"type\":\"web_search_20250305\"}"))
                .build();

        assertThat(DialectFacts.written(Dialects.OPENINFERENCE, request, List.of(), null).attributes)
                .containsEntry(
                        "llm.tools.0.tool.json_schema",
                        "{\"type\":\"function\",\"name\":\"find\",\"description\":\"[redacted]\","
                                + "\"parameters\":\"[redacted\"}")
                .containsEntry("llm.tools.1.tool.json_schema", "{\"type\":\"web_search_20250305\"}");
    }

    @Test
    void aToolsArgumentsAndResultAreWrittenIfTheyAreCaptured() {
        Part.ToolCall call = new Part.ToolCall("call_1", "find", "{\"genre\":\"fantasy\"}");

        assertThat(DialectFacts.tool(Dialects.OPENINFERENCE, DialectScenarios.TOOL, call, "\"Dune\"").attributes)
                .containsEntry("tool.parameters", "{\"genre\":\"fantasy\"}")
                .containsEntry("input.value", "{\"genre\":\"fantasy\"}")
                .containsEntry("output.value", "\"Dune\"");
    }

    @Test
    void allOptionsAreInvocationParameters() {
        Request request = Request.builder()
                .user("x")
                .options(options -> options.temperature(1)
                        .topP(0.9)
                        .topK(40)
                        .seed(42)
                        .stop("END")
                        .presencePenalty(0.2)
                        .frequencyPenalty(0.1)
                        .choiceCount(2)
                        .thinking(dev.weir.Thinking.HIGH))
                .build();

        assertThat(DialectFacts.written(Dialects.OPENINFERENCE, request, List.of(), null).attributes)
                .containsEntry(
                        "llm.invocation_parameters",
                        "{\"choice.count\":2,\"frequency_penalty\":0.1,\"presence_penalty\":0.2,"
                                + "\"reasoning.level\":\"high\",\"seed\":42,\"stop_sequences\":[\"END\"],"
                                + "\"temperature\":1,\"top_k\":40,\"top_p\":0.9}");
        assertThat(attributes(DialectScenarios.embedding(Dialects.OPENINFERENCE)))
                .doesNotContainKey("llm.invocation_parameters");
    }
}
