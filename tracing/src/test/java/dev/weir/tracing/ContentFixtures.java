package dev.weir.tracing;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Tool;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Calls that say something in every way there is. */
final class ContentFixtures {

    static final byte[] BYTES = {1, 2, 3, 4, 5, 6};
    static final String BASE64 = "AQIDBAUG";

    static final Tool WEATHER = Tool.function(
            "get_weather",
            "Current weather",
            "{\"type\":\"object\",\"properties\":{\"location\":{\"type\":\"string\"}}}");
    static final Tool SEARCH = Tool.provider("web", "{\"type\":\"web_search_20250305\",\"max_uses\":3}");

    /** What is said in a model call, as attributes. */
    static final Set<String> CONTENT =
            Set.of("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions");

    private ContentFixtures() {}

    /** Every kind of part for which the conventions have a kind of their own. */
    static List<Part> parts() {
        return List.of(
                new Part.Text("hello"),
                new Part.Image(MediaSource.bytes(BYTES, "image/png")),
                new Part.Image(MediaSource.url(URI.create("https://example.org/a.png"))),
                new Part.Image(MediaSource.url(URI.create("data:image/gif;base64," + BASE64))),
                new Part.Audio(MediaSource.bytes(BYTES, "audio/wav"), "spoken", null),
                new Part.Video(MediaSource.fileId("file_1").mimeType("video/mp4")),
                new Part.Document(MediaSource.bytes(BYTES, "application/pdf"), "a.pdf"),
                new Part.Thinking("thoughts", ProviderData.of("anthropic", "signature", "sealed")),
                new Part.Thinking("", ProviderData.of("anthropic", "data", "sealed")),
                new Part.ToolCall("call_1", "get_weather", "{\"location\":\"Paris\",\"days\":[1,2.5,null,true]}"),
                new Part.ToolCall(null, "get_time", ""),
                new Part.ToolCall("call_2", "run", "free text"),
                new Part.Refusal("I will not"),
                new Part.CachePoint(Duration.ofMinutes(5)),
                new Part.Opaque(
                        "anthropic",
                        "server_tool_use",
                        "{\"type\":\"server_tool_use\",\"id\":\"srv_1\",\"name\":\"web_search\",\"input\":{\"query\":\"x\"}}"),
                new Part.Opaque(
                        "anthropic",
                        "web_search_tool_result",
                        "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srv_1\",\"content\":[{\"title\":\"t\","
                                + "\"encrypted_content\":\"sealed\"}]}"),
                new Part.Opaque(
                        "openai-responses",
                        "image_generation_call",
                        "{\"type\":\"image_generation_call\",\"id\":\"ig_1\",\"result\":\"" + BASE64 + "\"}"),
                new Part.Opaque(
                        "google", "executableCode", "{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"}}"),
                new Part.Opaque("google", "codeExecutionResult", "{\"codeExecutionResult\":{\"output\":\"1\"}}"),
                new Part.Opaque("anthropic", "compaction", "{\"type\":\"compaction\",\"content\":\"in short\"}"));
    }

    static Message toolMessage() {
        return Message.tool(
                new Part.ToolResult("call_1", "get_weather", List.of(new Part.Text("{\"temp\":57}")), false),
                new Part.ToolResult("call_2", "run", List.of(new Part.Text("rainy")), true),
                new Part.ToolResult(
                        null,
                        "look",
                        List.of(new Part.Text("see"), new Part.Image(MediaSource.bytes(BYTES, "image/png"))),
                        false));
    }

    static Request request() {
        return Request.builder()
                .system("You are a librarian")
                .message(new Message(Message.Role.USER, parts(), "alice"))
                .message(Message.system("Be brief"))
                .message(Message.assistant(parts()))
                .message(toolMessage())
                .tools(WEATHER, SEARCH, Tool.custom("run", "Runs a command"))
                .build();
    }

    static Response response() {
        return Fixtures.response()
                .mutate()
                .choices(List.of(
                        new Response.Choice(Message.assistant(parts()), FinishReason.TOOL_CALLS, "tool_calls", null),
                        new Response.Choice(Message.assistant("Dune"), FinishReason.OTHER, "odd", null)))
                .build();
    }

    /** Text, a thought and a tool call that is cut off in the middle. */
    static List<Chunk> beginning() {
        return List.of(
                Fixtures.started(),
                new Chunk.ThinkingStart(0, 0),
                new Chunk.ThinkingDelta(0, 0, "hm"),
                new Chunk.ThinkingEnd(0, 0, null),
                new Chunk.TextStart(0, 1),
                new Chunk.TextDelta(0, 1, "Du"),
                new Chunk.TextDelta(0, 1, "ne"),
                new Chunk.ToolCallStart(0, 2, "call_1", "get_weather"),
                new Chunk.ToolCallDelta(0, 2, "{\"loc"));
    }

    /** Returns the names of those attributes that are content. */
    static Set<String> content(Attributes attributes) {
        return attributes.asMap().keySet().stream()
                .map(AttributeKey::getKey)
                .filter(CONTENT::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
