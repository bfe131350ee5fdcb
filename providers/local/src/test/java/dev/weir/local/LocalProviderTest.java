package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.ConfigurationException;
import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.Model;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.client.LlmClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LocalProviderTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Tool WEATHER = Tool.function("get_weather", "Tells the weather", """
            {"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":3}},
             "required":["city"]}""");

    private final LlmClient client = LlmClient.builder().autoIntercept(false).build();
    private final Model parrot = client.model("local/parrot-fast");

    @AfterEach
    void close() {
        client.close().block(LIMIT);
    }

    private Response call(Request request) {
        Response called = parrot.call(request).block(LIMIT);
        Chunk last = parrot.stream(request).blockLast(LIMIT);
        assertThat(((Chunk.Done) last).response()).isEqualTo(called);
        return called;
    }

    @Test
    void isFoundOnTheClassPathAndRepeatsThePrompt() {
        Response response = call(Request.of("Grüß mir die Welt 🌍"));
        assertThat(response.text())
                .startsWith("You said: \"Grüß mir die Welt 🌍\"")
                .contains("weir");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.model()).isEqualTo("parrot-fast");
        assertThat(response.usage().inputTokens()).hasValue(5);
        assertThat(response.usage().outputTokens()).hasValue(response.text().split(" ").length);
        assertThat(response.metadata().requestId()).isEqualTo("req_parrot");
    }

    @Test
    void theSamePromptAlwaysGetsTheSameAnswer() {
        assertThat(call(Request.of("a")).text()).isEqualTo(call(Request.of("a")).text());
        assertThat(Flux.range(0, 20)
                        .concatMap(i -> parrot.call("p" + i))
                        .map(r -> r.text().replaceAll("p\\d+", ""))
                        .distinct()
                        .count()
                        .block(LIMIT))
                .isGreaterThan(1);
    }

    @Test
    void streamsWordByWordAtItsPace() {
        LlmClient paced = LlmClient.builder()
                .autoIntercept(false)
                .provider(LocalProvider.create().pace(Duration.ofMillis(30), Duration.ofMillis(1)))
                .build();
        long began = System.nanoTime();
        List<Chunk> chunks =
                paced.model("local/parrot").stream("hi").collectList().block(LIMIT);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(30));
        String joined = String.join("", chunks.stream().map(Chunk::text).toList());
        assertThat(((Chunk.Done) chunks.get(chunks.size() - 1)).response().text())
                .isEqualTo(joined);
        assertThat(chunks).filteredOn(Chunk.TextDelta.class::isInstance).hasSizeGreaterThan(20);
        paced.close().block(LIMIT);
    }

    @Test
    void limitsAndStopSequencesAreKept() {
        Response cut = call(Request.builder().user("hello").maxTokens(3).build());
        assertThat(cut.text()).isEqualTo("You said: \"hello\"");
        assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(cut.usage().outputTokens()).hasValue(3);
        Response stopped = call(
                Request.builder().user("hello").options(o -> o.stop("I am")).build());
        assertThat(stopped.text()).isEqualTo("You said: \"hello\" ");
        assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void severalChoicesAreAllAlike() {
        Response response = call(
                Request.builder().user("hello").options(o -> o.choiceCount(3)).build());
        assertThat(response.choices()).hasSize(3);
        assertThat(response.choices())
                .extracting(choice -> choice.message().text())
                .containsOnly(response.text());
    }

    @Test
    void callsAToolWhenAskedOrRequiredAndThenTellsItsResult() {
        Request asked = Request.builder()
                .user("Please call the weather tool")
                .tools(WEATHER)
                .build();
        Response response = call(asked);
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        Part.ToolCall call = response.toolCalls().get(0);
        assertThat(call.name()).isEqualTo("get_weather");
        assertThat(call.arguments()).isEqualTo("{\"city\":\"city\",\"days\":3}");
        Response told = response.resume(Message.tool(Part.ToolResult.of(call, "sunny, 21 degrees")))
                .block(LIMIT);
        assertThat(told.text()).contains("sunny, 21 degrees");

        Request.Builder quiet = Request.builder().user("Hello").tools(WEATHER);
        assertThat(call(quiet.build()).toolCalls()).isEmpty();
        assertThat(call(quiet.toolChoice(ToolChoice.REQUIRED).build()).toolCalls())
                .hasSize(1);
        assertThat(call(quiet.toolChoice(ToolChoice.named("get_weather")).build())
                        .toolCalls())
                .hasSize(1);
        assertThat(call(asked.mutate().toolChoice(ToolChoice.NONE).build()).toolCalls())
                .isEmpty();
    }

    @Test
    void answersInTheShapeOfASchema() {
        String schema = """
                {"type":"object","required":["title","tags"],"properties":{
                  "title":{"type":"string","minLength":12},"kind":{"enum":["novel","essay"]},
                  "pages":{"type":"integer","minimum":10},"price":{"type":["null","number"]},"fixed":{"const":7},
                  "tags":{"type":"array","minItems":2,"items":{"type":"string"}},"out":{"type":"boolean"},
                  "author":{"$ref":"#/$defs/person"},"when":{"type":"string","format":"date"},
                  "either":{"anyOf":[{"type":"null"},{"type":"integer"}]}},
                 "$defs":{"person":{"type":"object","required":["name"],
                   "properties":{"name":{"type":"string"},"friend":{"$ref":"#/$defs/person"}}}}}""";
        Response response = call(Request.builder()
                .user("a book")
                .outputFormat(OutputFormat.jsonSchema("book", schema))
                .build());
        JsonNode book = JsonMapper.builder().build().readTree(response.text());
        assertThat(book.path("title").asString()).hasSizeGreaterThanOrEqualTo(12);
        assertThat(book.path("kind").asString()).isEqualTo("novel");
        assertThat(book.path("pages").asInt()).isEqualTo(10);
        assertThat(book.path("price").isNumber()).isTrue();
        assertThat(book.path("fixed").asInt()).isEqualTo(7);
        assertThat(book.path("tags").size()).isEqualTo(2);
        assertThat(book.path("out").isBoolean()).isTrue();
        assertThat(book.path("author").path("name").asString()).isEqualTo("name");
        assertThat(book.path("when").asString()).matches("\\d{4}-\\d\\d-\\d\\d");
        assertThat(book.path("either").isIntegralNumber()).isTrue();
        Response any = call(Request.builder()
                .user("a \"book\"")
                .outputFormat(OutputFormat.JSON)
                .build());
        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(any.text())
                        .path("echo")
                        .asString())
                .isEqualTo("a \"book\"");
    }

    @Test
    void failsOnRequest() {
        StepVerifier.create(parrot.call("please fail with 429"))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(ApiException.RateLimited.class, e -> {
                            assertThat(e.retryAfter()).hasValue(Duration.ofSeconds(1));
                            assertThat(e.error().code()).isEqualTo("rate_limit_exceeded");
                            assertThat(e.requestId()).hasValue("req_parrot");
                        }))
                .verify(LIMIT);
        StepVerifier.create(parrot.stream("fail with 503"))
                .expectError(ApiException.Overloaded.class)
                .verify(LIMIT);
        StepVerifier.create(parrot.stream("fail with 401"))
                .expectError(ApiException.Authentication.class)
                .verify(LIMIT);
        StepVerifier.create(client.model("local/cockatoo").call("hi"))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(ApiException.NotFound.class)
                        .hasMessageContaining("cockatoo")
                        .hasMessageContaining("parrot-fast"))
                .verify(LIMIT);
    }

    @Test
    void whatAParrotCannotHonourIsAWarning() {
        Response response = parrot.call(
                        Request.builder().user("x").options(o -> o.topK(3)).build())
                .block(LIMIT);
        assertThat(response.warnings()).extracting(dev.weir.Warning::option).containsExactly("topK");
    }

    @Test
    void oneServerServesAllCallsAndStopsWithTheClient() {
        LocalProvider provider = LocalProvider.create().pace(Duration.ZERO, Duration.ZERO);
        assertThatThrownBy(() -> provider.endpoint().baseUrl("parrot")).isInstanceOf(ConfigurationException.class);
        Flux.merge(provider.prepare(), provider.prepare(), provider.prepare()).blockLast(LIMIT);
        java.net.URI first = provider.endpoint().baseUrl("parrot");
        provider.prepare().block(LIMIT);
        assertThat(provider.endpoint().baseUrl("parrot")).isEqualTo(first);
        provider.close().block(LIMIT);
        provider.close().block(LIMIT);
        assertThatThrownBy(() -> new java.net.Socket("127.0.0.1", first.getPort()).close())
                .isInstanceOf(java.net.ConnectException.class);
        provider.prepare().block(LIMIT);
        provider.close().block(LIMIT);
    }

    @Test
    void aNegativePaceIsRefused() {
        assertThatThrownBy(() -> LocalProvider.create().pace(Duration.ofMillis(-1), Duration.ZERO))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("negative");
    }
}
