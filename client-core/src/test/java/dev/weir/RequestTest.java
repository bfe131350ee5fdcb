package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

    private static final Part IMAGE = new Part.Image(MediaSource.url(URI.create("https://example.org/a.png")));

    @Test
    void thePromptStylesMeanTheSame() {
        Request expected = Request.builder()
                .message(Message.user("Recommend a fantasy book"))
                .build();
        assertThat(Request.of("Recommend a fantasy book")).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(Request.of(List.of(Message.user("Recommend a fantasy book"))))
                .isEqualTo(expected);
        assertThat(Request.of(Template.of("Recommend a {genre} book").with("genre", "fantasy")))
                .isEqualTo(expected);
        assertThat(Request.builder()
                        .user("Recommend a {genre} book", Map.of("genre", "fantasy"))
                        .build())
                .isEqualTo(expected);
    }

    @Test
    void aCopyIsChangedAloneAndTheBuilderGoesOn() {
        Request.Builder builder = Request.builder().user("a");
        Request first = builder.build();
        Request second = builder.temperature(0.5).assistant("b").build();
        assertThat(first.messages()).hasSize(1);
        assertThat(first.options()).isSameAs(Options.EMPTY);
        Request third =
                first.mutate().system("s").extra("x", null).header("H", "v").build();
        assertThat(third.mutate().build()).isEqualTo(third).isNotEqualTo(first);
        assertThat(second.messages()).hasSize(2);
        assertThat(third.extras()).containsEntry("x", null);
        assertThat(first.headers()).isEmpty();
    }

    @Test
    void everyFieldSurvivesACopyAndCountsInEquality() {
        Request full = Request.builder()
                .system("s")
                .user("u")
                .options(o -> o.topK(1))
                .thinking(Thinking.LOW)
                .maxTokens(5)
                .tools(Tool.function("f", "d", "{}"))
                .toolChoice(ToolChoice.REQUIRED)
                .outputFormat(OutputFormat.JSON)
                .extra("e", 1)
                .header("h", "v")
                .conversationId("c")
                .previousResponseId("r")
                .unsupportedPolicy(Request.UnsupportedPolicy.ERROR)
                .build();
        assertThat(full.mutate().build()).isEqualTo(full).hasSameHashCodeAs(full);
        List<Request> others = List.of(
                full.mutate().system("s").build(),
                full.mutate().user("u").build(),
                full.mutate().options(o -> o.topK(2)).build(),
                full.mutate().tools(Tool.custom("g", "d")).build(),
                full.mutate().toolChoice(ToolChoice.NONE).build(),
                full.mutate().outputFormat(OutputFormat.TEXT).build(),
                full.mutate().extra("e", 2).build(),
                full.mutate().header("h", "w").build(),
                full.mutate().conversationId(null).build(),
                full.mutate().previousResponseId(null).build(),
                full.mutate().unsupportedPolicy(Request.UnsupportedPolicy.WARN).build());
        assertThat(others).doesNotContain(full).doesNotHaveDuplicates();
    }

    @Test
    void listsGivenAndReturnedCannotBeChanged() {
        List<Message> messages = new ArrayList<>(List.of(Message.user("a")));
        Request request = Request.of(messages);
        messages.clear();
        assertThat(request.messages()).hasSize(1);
        assertThatThrownBy(() -> request.messages().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> request.extras().put("a", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> request.headers().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t"})
    void anEmptyPromptIsAnErrorThatSaysWhere(String prompt) {
        assertThatThrownBy(() -> Request.of(prompt).validate())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("prompt is empty")
                .hasMessageContaining("1 of 1");
        assertThatThrownBy(() -> Request.builder()
                        .user("a")
                        .assistant("b")
                        .user(prompt)
                        .build()
                        .validate())
                .hasMessageContaining("3 of 3");
    }

    @Test
    void aRequestNeedsAMessageUnlessItGoesOnFromAnAnswer() {
        assertThatThrownBy(() -> Request.builder().system("s").build().validate())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no message");
        assertThatCode(() -> Request.builder().previousResponseId("r").build().validate())
                .doesNotThrowAnyException();
    }

    @Test
    void otherContentMakesAPromptAndAnAssistantMayBeSilent() {
        assertThatCode(() -> Request.builder()
                        .user(new Part.Text(""), IMAGE)
                        .message(Message.assistant(List.of()))
                        .user("b")
                        .build()
                        .validate())
                .doesNotThrowAnyException();
    }

    @Test
    void toolMessagesHoldOnlyToolResults() {
        Message wrong = new Message(Message.Role.TOOL, List.of(new Part.Text("a")), null);
        assertThatThrownBy(() -> Request.of(List.of(Message.user("a"), wrong)).validate())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("2 of 2");
        Part.ToolCall call = new Part.ToolCall("1", "t", "{}");
        assertThatCode(() -> Request.builder()
                        .user("a")
                        .message(Message.assistant(List.of(call)))
                        .toolResults(Part.ToolResult.of(call, "ok"), Part.ToolResult.failed(call, "no"))
                        .build()
                        .validate())
                .doesNotThrowAnyException();
    }

    @Test
    void nullsAreNamed() {
        assertThatThrownBy(() -> Request.of((String) null)).hasMessage("text");
        assertThatThrownBy(() -> Request.builder().message(null)).hasMessage("message");
        assertThatThrownBy(() -> new Message(null, List.of(), null)).hasMessage("role");
    }

    @Test
    void textIsJoinedFromTheTextParts() {
        Part.ToolCall call = new Part.ToolCall(null, "t", "{}");
        Message message = Message.assistant(List.of(new Part.Text("a"), call, IMAGE, new Part.Text("b")));
        assertThat(message.text()).isEqualTo("ab");
        assertThat(message.toolCalls()).containsExactly(call);
        assertThat(Message.assistant(List.of()).text()).isEmpty();
        assertThat(Part.ToolResult.of(call, "ok").text()).isEqualTo("ok");
    }

    @Test
    void toolsAndSchemasNeedAName() {
        assertThatThrownBy(() -> Tool.function(" ", "d", "{}")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Tool.function("f", "d", null)).hasMessage("schema");
        assertThatThrownBy(() -> OutputFormat.jsonSchema(null, "{}")).hasMessage("name");
        Tool tool = Tool.function("f", "d", "{}");
        assertThat(tool.strict(true).strict()).isTrue();
        assertThat(tool.strict()).isNull();
        assertThat(tool).isEqualTo(Tool.function("f", "d", "{}")).isNotEqualTo(tool.strict(true));
        assertThat(ToolChoice.named("f").tools()).containsExactly("f");
        assertThat(ToolChoice.allowed("f", "g").mode()).isEqualTo(ToolChoice.Mode.ALLOWED);
    }
}
