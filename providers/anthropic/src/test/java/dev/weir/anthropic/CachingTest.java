package dev.weir.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Request;
import dev.weir.Tool;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CachingTest {

    private static final Tool TOOL = Tool.function("t", "does", "{\"type\":\"object\"}");

    private static Part.CachePoint point(@Nullable Duration ttl) {
        return new Part.CachePoint(ttl);
    }

    private static Wire.Encoded encode(Request request) {
        return Wire.encode(request, "claude-sonnet-4-5");
    }

    @Test
    void nothingIsSaidAboutCachingWhenUnset() {
        Request request = Request.builder()
                .system("s")
                .user(new Part.Text("a"), new Part.Text("b"))
                .tools(TOOL)
                .build();

        assertThat(encode(request).body().toString()).doesNotContain("cache_control");
    }

    @Test
    void cachePointMarksTheBlockBeforeIt() {
        Request request = Request.builder()
                .system(new Part.Text("s"), point(null))
                .user(new Part.Text("a"), point(Duration.ofMinutes(5)), new Part.Text("b"))
                .user(
                        new Part.Document(MediaSource.bytes(new byte[] {1}, "application/pdf"), null),
                        point(Duration.ofHours(1)))
                .build();

        Wire.Encoded encoded = encode(request);

        assertThat(encoded.body().get("system").get(0).get("cache_control").toString())
                .isEqualTo("{\"type\":\"ephemeral\"}");
        JsonNode content = encoded.body().get("messages").get(0).get("content");
        assertThat(content.get(0).get("cache_control").toString()).isEqualTo("{\"type\":\"ephemeral\",\"ttl\":\"5m\"}");
        assertThat(content.get(1).has("cache_control")).isFalse();
        assertThat(content.get(2).get("cache_control").toString()).isEqualTo("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
        assertThat(encoded.warnings()).isEmpty();
    }

    @Test
    void cachePointBeforeTheInstructionsMarksTheTools() {
        Request request = Request.builder()
                .system(point(null), new Part.Text("s"))
                .user("Hi")
                .tools(TOOL, Tool.provider("search", "{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}"))
                .build();

        JsonNode tools = encode(request).body().get("tools");

        assertThat(tools.get(0).has("cache_control")).isFalse();
        assertThat(tools.get(1).get("cache_control").toString()).isEqualTo("{\"type\":\"ephemeral\"}");
    }

    @Test
    void toolCallsAndResultsCanBeMarkedButThoughtsAreSkipped() {
        Part.ToolCall call = new Part.ToolCall("toolu_1", "t", "{}");
        Part thought = new Part.Thinking("Hm", ProviderData.of("anthropic", "signature", "s"));
        Request request = Request.builder()
                .user("Go")
                .message(Message.assistant(List.of(call, thought, point(null))))
                .toolResults(new Part.ToolResult("toolu_1", "t", List.of(new Part.Text("r"), point(null)), false))
                .build();

        JsonNode messages = encode(request).body().get("messages");

        assertThat(messages.get(1).get("content").get(0).has("cache_control")).isTrue();
        assertThat(messages.get(1).get("content").get(1).has("cache_control")).isFalse();
        assertThat(messages.get(2).get("content").get(0).has("cache_control")).isTrue();
        assertThat(messages.get(2).get("content").get(0).get("content").asString())
                .isEqualTo("r");
    }

    @Test
    void otherTimesToLiveBecomeTheNearestWithAWarning() {
        Request request = Request.builder()
                .system(new Part.Text("s"), point(Duration.ofMinutes(1)))
                .user(new Part.Text("a"), point(Duration.ofMinutes(30)))
                .build();

        Wire.Encoded encoded = encode(request);

        assertThat(encoded.body()
                        .get("system")
                        .get(0)
                        .get("cache_control")
                        .get("ttl")
                        .asString())
                .isEqualTo("5m");
        assertThat(encoded.body().at("/messages/0/content/0/cache_control/ttl").asString())
                .isEqualTo("1h");
        assertThat(encoded.warned()).containsExactly("cachePoint.ttl", "cachePoint.ttl");
    }

    @Test
    void onlyFourPointsAreSentTheLastOnes() {
        Request.Builder request = Request.builder().system(new Part.Text("s"), point(null));
        for (int i = 0; i < 5; i++) {
            request.user(new Part.Text("u" + i), point(null));
        }

        Wire.Encoded encoded = encode(request.build());

        assertThat(encoded.body().get("system").asString()).isEqualTo("s");
        assertThat(encoded.body().toString().split("cache_control", -1)).hasSize(5);
        assertThat(encoded.warned()).containsExactly("cachePoint");
    }

    @Test
    void pointWithNothingBeforeItIsLeftOut() {
        Request request =
                Request.builder().user(point(null), new Part.Text("Hi")).build();

        Wire.Encoded encoded = encode(request);

        assertThat(encoded.body().toString()).doesNotContain("cache_control");
        assertThat(encoded.warned()).containsExactly("cachePoint");
    }
}
