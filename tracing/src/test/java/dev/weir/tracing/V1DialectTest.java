package dev.weir.tracing;

import static dev.weir.tracing.DialectScenarios.added;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The names of Mirascope's first {@code with_otel}. */
class V1DialectTest {

    private static final Map<String, Object> ANSWERED =
            Map.of("gen_ai.system", "openai", "gen_ai.usage.prompt_tokens", 25L, "gen_ai.usage.completion_tokens", 12L);

    @Test
    void aCallAndAStreamHaveTheOldNames() {
        assertThat(added(DialectScenarios.call(), DialectScenarios.call(Dialects.V1)))
                .isEqualTo(ANSWERED);
        assertThat(added(DialectScenarios.stream(), DialectScenarios.stream(Dialects.V1)))
                .isEqualTo(ANSWERED);
    }

    @Test
    void unknownTokensAreLeftOutAndContentIsNotWritten() {
        assertThat(added(DialectScenarios.cancelledStream(), DialectScenarios.cancelledStream(Dialects.V1)))
                .isEqualTo(Map.of("gen_ai.system", "openai"));
        assertThat(DialectScenarios.call(Dialects.V1).getEvents()).isEmpty();
    }

    /** As https://mirascope.com/docs/v1/integrations/otel shows them. */
    @Test
    void contentBecomesEventsIfItIsCaptured() {
        Request request = Request.builder()
                .system("You are \"kind\"")
                .user("Recommend a fantasy book")
                .build();

        DialectFacts.Written written =
                DialectFacts.written(Dialects.V1, request, List.of(Message.assistant("Dune")), null);

        assertThat(written.events)
                .containsExactly(
                        "gen_ai.content.prompt gen_ai.prompt={\"content\":\"You are \\\"kind\\\"\",\"role\":\"system\"}",
                        "gen_ai.content.prompt gen_ai.prompt={\"content\":\"Recommend a fantasy book\",\"role\":\"user\"}",
                        "gen_ai.content.completion gen_ai.completion={\"content\":[{\"type\":\"text\",\"text\":\"Dune\"}],"
                                + "\"role\":\"assistant\"}");
    }

    @Test
    void partsOfAllKindsAreNamedAndBytesStayOut() {
        Part.ToolCall call = new Part.ToolCall("call_1", "find", "{\"genre\":\"fantasy\"}");
        Request request = Request.builder()
                .user(
                        new Part.Text("Like this one"),
                        new Part.Image(dev.weir.MediaSource.bytes(new byte[] {1, 2, 3}, "image/png")),
                        new Part.Image(dev.weir.MediaSource.url(java.net.URI.create("https://example.org/a.png"))),
                        new Part.CachePoint(null))
                .message(Message.assistant(List.of(new Part.Thinking("hm", null), call)))
                .toolResults(Part.ToolResult.of(call, "Dune"))
                .build();

        DialectFacts.Written written = DialectFacts.written(
                Dialects.V1, request, List.of(Message.assistant(List.of(new Part.Refusal("no")))), null);

        assertThat(written.events)
                .extracting(event -> event.substring(event.indexOf('=') + 1))
                .containsExactly(
                        "{\"content\":[{\"type\":\"text\",\"text\":\"Like this one\"},"
                                + "{\"type\":\"image\",\"mime_type\":\"image/png\"},"
                                + "{\"type\":\"image\",\"url\":\"https://example.org/a.png\"}],\"role\":\"user\"}",
                        "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\"},{\"type\":\"tool_call\","
                                + "\"id\":\"call_1\",\"name\":\"find\",\"arguments\":\"{\\\"genre\\\":\\\"fantasy\\\"}\"}],"
                                + "\"role\":\"assistant\"}",
                        "{\"content\":[{\"type\":\"tool_result\",\"tool_call_id\":\"call_1\",\"content\":\"Dune\"}],"
                                + "\"role\":\"tool\"}",
                        "{\"content\":[{\"type\":\"refusal\",\"refusal\":\"no\"}],\"role\":\"assistant\"}");
    }
}
