package dev.weir.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiException;
import dev.weir.Chunks;
import dev.weir.ConfigurationException;
import dev.weir.EmbeddingResponse;
import dev.weir.Message;
import dev.weir.Model;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.TruncatedStreamException;
import dev.weir.Warning;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import dev.weir.local.Split;
import dev.weir.spi.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The provider over a real socket. */
class CohereProviderTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String ANSWER =
            "{\"id\":\"c1\",\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\","
                    + "\"text\":\"Zwölf 🌊\"}]},\"finish_reason\":\"COMPLETE\","
                    + "\"usage\":{\"tokens\":{\"input_tokens\":9,\"output_tokens\":2}}}";
    private static final String STREAM = event(
                    "message-start",
                    "{\"id\":\"c1\",\"type\":\"message-start\",\"delta\":{\"message\":{\"content\":[],\"tool_calls\":[]}}}")
            + event(
                    "content-start",
                    "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\","
                            + "\"text\":\"\"}}}}")
            + event(
                    "content-delta",
                    "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"Zwölf\"}}}}")
            + event(
                    "content-delta",
                    "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\" 🌊\"}}}}")
            + event("content-end", "{\"type\":\"content-end\",\"index\":0}");
    private static final String END = event(
            "message-end",
            "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\","
                    + "\"usage\":{\"tokens\":{\"input_tokens\":9,\"output_tokens\":2}}}}");

    private final LoopbackServer server = LoopbackServer.startNow();
    private final List<LlmClient> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(client -> client.close().block(LIMIT));
        server.close();
    }

    @Test
    void isNamedInTelemetryByTheConventionsUnlessToldOtherwise() {
        assertThat(Cohere.builder().build().telemetryName("m")).isEqualTo("cohere");
        assertThat(Cohere.builder().name("other").build().telemetryName("m")).isEqualTo("cohere");
        assertThat(Cohere.builder().telemetryName("mine").build().telemetryName("m"))
                .isEqualTo("mine");
    }

    @Test
    void aCallCarriesKeyAndClientNameAndTellsTheTraceId() {
        server.enqueue(Reply.json(ANSWER).header("x-debug-trace-id", "t1").header("x-api-warning", "model is old"));
        LlmClient client =
                client(Cohere.builder().apiKey("key-12345").clientName("tests").baseUrl(server.url()));

        Response response = client.model("cohere/command-a-03-2025").call("hi").block(LIMIT);

        ReceivedRequest request = server.requests().get(0);
        assertThat(request.uri()).isEqualTo("/v2/chat");
        assertThat(request.header("authorization")).isEqualTo("Bearer key-12345");
        assertThat(request.header("x-client-name")).isEqualTo("tests");
        assertThat(response.text()).isEqualTo("Zwölf 🌊");
        assertThat(response.metadata().requestId()).isEqualTo("t1");
        assertThat(response.metadata().headers()).containsEntry("x-api-warning", "model is old");
    }

    @Test
    void whatCohereWarnsAboutIsAWarningOfTheResponseOnce() {
        String old = "model 'm' is deprecated";
        server.enqueue(
                Reply.json(ANSWER).header("x-api-warning", old),
                Reply.sse(STREAM, END).header("x-api-warning", old),
                Reply.json("{\"embeddings\":{\"float\":[[1]]}}").header("x-api-warning", old),
                Reply.json("{\"results\":[]}").header("x-api-warning", old),
                Reply.json(ANSWER));
        LlmClient client = client(keyed());

        List<List<Warning>> warnings = List.of(
                client.model("cohere/m").call("hi").block(LIMIT).warnings(),
                client.model("cohere/m").stream("hi")
                        .as(Chunks.collect())
                        .block(LIMIT)
                        .warnings(),
                client.embeddings("cohere/m").embed("hi").block(LIMIT).warnings(),
                client.rerank("cohere/m")
                        .rerank(RerankRequest.of("q", List.of("a")))
                        .block(LIMIT)
                        .warnings());

        assertThat(warnings).allSatisfy(each -> assertThat(each).containsExactly(new Warning("x-api-warning", old)));
        assertThat(client.model("cohere/m").call("hi").block(LIMIT).warnings()).isEmpty();
    }

    @Test
    void keyAndAddressComeFromTheEnvironment() {
        server.always(Reply.json(ANSWER));
        for (Map<String, String> variables : List.of(
                Map.of("CO_API_KEY", "first-key", "COHERE_API_KEY", "other-key", "CO_API_URL", server.url()),
                Map.of("COHERE_API_KEY", "other-key", "CO_API_URL", server.url()))) {
            client(Cohere.builder().environment(Environment.of(variables)))
                    .model("cohere/m")
                    .call("hi")
                    .block(LIMIT);
        }

        assertThat(server.requests())
                .extracting(request -> request.header("authorization"))
                .containsExactly("Bearer first-key", "Bearer other-key");
    }

    @Test
    void aMissingKeyIsReportedByTheNameOfItsVariable() {
        LlmClient client = client(Cohere.builder().environment(Environment.of(Map.of())));

        assertThatThrownBy(() -> client.model("cohere/m").call("hi").block(LIMIT))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CO_API_KEY");
    }

    @Test
    void aStreamGivesTheSameAnswerAsACallHoweverItIsCutAndWithOrWithoutMarker() {
        server.enqueue(Reply.json(ANSWER));
        Model model = model();
        Response whole = model.call("hi").block(LIMIT);

        for (String end : List.of(END, END + "data: [DONE]\n\n")) {
            for (Split split : List.of(Split.WHOLE, Split.BYTES, Split.random(2))) {
                server.enqueue(Reply.sse(STREAM + end).split(split));
                StringBuilder text = new StringBuilder();
                Response streamed = model.stream("hi")
                        .doOnNext(chunk -> text.append(chunk.text()))
                        .ofType(dev.weir.Chunk.Done.class)
                        .blockLast(LIMIT)
                        .response();
                assertThat(streamed).as(split.toString()).isEqualTo(whole);
                assertThat(text.toString()).isEqualTo("Zwölf 🌊");
            }
        }
    }

    @Test
    void aStreamWithoutItsEndIsTruncated() {
        server.enqueue(Reply.sse(STREAM));

        assertThatThrownBy(() -> model().stream("hi").blockLast(LIMIT))
                .isInstanceOfSatisfying(TruncatedStreamException.class, failure -> {
                    assertThat(failure).hasMessageContaining("message-end");
                    assertThat(failure.partial().orElseThrow().text()).isEqualTo("Zwölf 🌊");
                });
    }

    @Test
    void aRefusalBeforeTheStreamIsTheSameAsOfACall() {
        server.always(
                Reply.json("{\"message\":\"trial key limit\"}").status(429).header("retry-after", "2"));

        for (Mono<?> answer : List.of(model().call("hi"), model().stream("hi").last())) {
            assertThatThrownBy(() -> answer.block(LIMIT))
                    .isInstanceOfSatisfying(ApiException.RateLimited.class, failure -> {
                        assertThat(failure).hasMessageContaining("trial key limit");
                        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
                    });
        }
    }

    @Test
    void aToolRoundTripSendsThePlanBack() {
        server.enqueue(
                Reply.json("{\"id\":\"c\",\"message\":{\"tool_plan\":\"I will look.\",\"tool_calls\":[{\"id\":\"w_1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]},"
                        + "\"finish_reason\":\"TOOL_CALL\"}"),
                Reply.json(ANSWER));
        Response asked = model().call("Weather?").block(LIMIT);
        Part.ToolCall call = asked.toolCalls().get(0);

        asked.resume(Message.tool(Part.ToolResult.of(call, "7C"))).block(LIMIT);

        JsonNode assistant = JSON.readTree(server.requests().get(1).body()).at("/messages/1");
        assertThat(assistant)
                .isEqualTo(JSON.readTree("{\"role\":\"assistant\",\"tool_plan\":\"I will look.\",\"tool_calls\":["
                        + "{\"id\":\"w_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\","
                        + "\"arguments\":\"{}\"}}]}"));
    }

    @Test
    void moreThan96TextsAreSplitAndComeBackInOrder() {
        server.script(request -> {
            JsonNode texts = JSON.readTree(request.body()).get("texts");
            String vectors = texts.valueStream()
                    .map(text -> "[" + text.stringValue() + "]")
                    .collect(Collectors.joining(","));
            return Reply.json("{\"id\":\"e\",\"embeddings\":{\"float\":[" + vectors + "],\"int8\":[" + vectors
                    + "]},\"meta\":{\"billed_units\":{\"input_tokens\":" + texts.size() + "}}}");
        });
        List<String> texts = IntStream.range(0, 200).mapToObj(String::valueOf).toList();

        EmbeddingResponse response =
                client(keyed()).embeddings("cohere/embed-v4.0").embed(texts).block(LIMIT);

        assertThat(server.requestCount()).isEqualTo(3);
        assertThat(response.vectors().stream().map(vector -> String.valueOf((int) vector[0])))
                .containsExactlyElementsOf(texts);
        assertThat(response.usage().inputTokens()).hasValue(200);
        assertThat(JSON.readTree(response.extras().get("int8"))).hasSize(200);
    }

    @Test
    void documentsAreRanked() {
        server.enqueue(Reply.json("{\"id\":\"r\",\"results\":[{\"index\":1,\"relevance_score\":0.9}],"
                        + "\"meta\":{\"billed_units\":{\"search_units\":1}}}")
                .header("x-debug-trace-id", "t2"));

        RerankResponse response = client(keyed())
                .rerank("cohere/rerank-v3.5")
                .rerank(RerankRequest.of("q", List.of("a", "b")))
                .block(LIMIT);

        assertThat(response.results()).containsExactly(new RerankResponse.Result(1, 0.9));
        assertThat(response.metadata().requestId()).isEqualTo("t2");
        assertThat(server.requests().get(0).uri()).isEqualTo("/v2/rerank");
    }

    @Test
    void theServiceLoaderFindsTheProvider() {
        LlmClient client = LlmClient.builder()
                .environment(Environment.of(Map.of()))
                .autoIntercept(false)
                .build();
        clients.add(client);

        assertThat(client.providers()).contains("cohere");
        assertThat(client.model("cohere/m").id().provider()).isEqualTo("cohere");
        assertThat(new CohereSource()
                        .providers(Environment.of(Map.of("CO_API_KEY", "very-secret")))
                        .toString())
                .doesNotContain("very-secret");
    }

    @Test
    void unsupportedOptionsFailOnRequestBeforeAnythingIsSent() {
        Request strict = Request.builder()
                .user("q")
                .options(o -> o.choiceCount(2))
                .unsupportedPolicy(Request.UnsupportedPolicy.ERROR)
                .build();

        assertThatThrownBy(() -> model().call(strict).block(LIMIT)).hasMessageContaining("choiceCount");
        assertThat(server.requestCount()).isZero();
    }

    private static String event(String type, String data) {
        return "event: " + type + "\ndata: " + data + "\n\n";
    }

    private Model model() {
        return client(keyed()).model("cohere/command-a-03-2025");
    }

    private Cohere.Builder keyed() {
        return Cohere.builder().apiKey("key-12345").baseUrl(server.url());
    }

    private LlmClient client(Cohere.Builder provider) {
        LlmClient client = LlmClient.builder()
                .environment(Environment.of(Map.of()))
                .autoIntercept(false)
                .provider(provider.build())
                .build();
        clients.add(client);
        return client;
    }
}
