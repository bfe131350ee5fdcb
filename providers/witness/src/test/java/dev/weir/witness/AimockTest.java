package dev.weir.witness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.ApiError;
import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.ConnectionException;
import dev.weir.DecodeException;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.FinishReason;
import dev.weir.LlmException;
import dev.weir.Message;
import dev.weir.Model;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Tool;
import dev.weir.TruncatedStreamException;
import dev.weir.client.LlmClient;
import dev.weir.google.VertexAi;
import dev.weir.spi.Environment;
import dev.weir.spi.Secret;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every family against a server that somebody else wrote, called and streamed. */
class AimockTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TEXT = "Hello from a weir.\nÜber den Fluß: 🌊🌊 \"done\" \\ end";
    private static final String WEATHER_SCHEMA = """
            {"type":"object","properties":{"city":{"type":"string"},"days":{"type":"array","items":{"type":"integer"}}},
            "required":["city"],"additionalProperties":false}""";
    private static final Request QUESTION = Request.builder()
            .system("Be brief.")
            .user("What is the weather, and the time?")
            .tools(
                    Tool.function("get_weather", "Tells the weather", WEATHER_SCHEMA),
                    Tool.function("get_time", "Tells the time", "{\"type\":\"object\",\"properties\":{}}"))
            .maxTokens(256)
            .build();

    private static Aimock server;
    private static LlmClient client;

    @BeforeAll
    static void start() throws IOException, URISyntaxException {
        Path fixtures = Path.of(Objects.requireNonNull(AimockTest.class.getResource("/aimock/witness.json"))
                .toURI());
        server = Aimock.start(fixtures, 3);
        client = LlmClient.builder()
                .environment(Environment.of(Family.environment(server.url())))
                .provider(VertexAi.builder()
                        .baseUrl(server.url())
                        .project("witness")
                        .location("global")
                        .apiVersion("v1")
                        .accessToken(Secret.of("witness-key"))
                        .build())
                .autoIntercept(false)
                .build();
    }

    @AfterAll
    static void stop() {
        try {
            client.close().block(LIMIT);
        } finally {
            server.close();
        }
    }

    @BeforeEach
    void forget() {
        server.clearJournal();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void textArrives(Family family) {
        Request request = Request.builder()
                .system("Be brief.")
                .user("Greet me")
                .temperature(0.25)
                .maxTokens(64)
                .build();

        for (Way way : Way.values()) {
            Response response = way.ask(model(family), request);
            assertThat(response.text()).as("%s", way).isEqualTo(TEXT);
            assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(response.usage().inputTokens()).hasValue(11);
            assertThat(response.usage().outputTokens()).hasValue(7);
            assertThat(response.toolCalls()).isEmpty();
        }

        List<JsonNode> journal = server.journal();
        assertThat(journal).hasSize(2);
        for (JsonNode entry : journal) {
            assertThat(entry.path("path").asString()).startsWith(family.path);
            assertThat(entry.at("/headers/content-type").asString()).startsWith("application/json");
            JsonNode body = entry.path("body");
            assertThat(URLDecoder.decode(body.path("model").asString(), UTF_8)).isEqualTo(family.model);
            assertThat(messages(body)).containsExactly("system: Be brief.", "user: Greet me");
            family.checkSampling(body);
        }
        assertThat(journal.get(0).at("/headers").propertyNames()).contains(family.keyHeader);
        family.checkStreamed(journal.get(1));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void toolsAreCalledAndAnswered(Family family) {
        for (Way way : Way.values()) {
            server.clearJournal();
            Response asked = way.ask(model(family), QUESTION);
            assertThat(asked.finishReason()).as("%s", way).isEqualTo(family.toolFinish());
            assertThat(asked.toolCalls()).extracting(Part.ToolCall::name).containsExactly("get_weather", "get_time");
            assertThat(json(asked.toolCalls().get(0).arguments()))
                    .isEqualTo(json("{\"city\":\"Zürich\",\"days\":[1,2]}"));
            assertThat(json(asked.toolCalls().get(1).arguments())).isEqualTo(json("{}"));
            assertThat(asked.usage().inputTokens()).hasValue(30);
            assertThat(asked.usage().outputTokens()).hasValue(12);

            Message results = Message.tool(
                    Part.ToolResult.of(asked.toolCalls().get(0), "{\"degrees\":21}"),
                    Part.ToolResult.of(asked.toolCalls().get(1), "noon"));
            Response answered = way.resume(asked, results);
            assertThat(answered.text()).isEqualTo("21 degrees in Zürich at noon.");
            assertThat(answered.finishReason()).isEqualTo(FinishReason.STOP);
            checkToolJournal(family, asked, server.journal());
        }
    }

    private static void checkToolJournal(Family family, Response asked, List<JsonNode> journal) {
        assertThat(journal).hasSize(2);
        for (JsonNode entry : journal) {
            JsonNode tools = entry.at("/body/tools");
            assertThat(tools.size()).isEqualTo(2);
            JsonNode function = tools.get(0).path("function");
            assertThat(function.path("name").asString()).isEqualTo("get_weather");
            assertThat(function.path("description").asString()).isEqualTo("Tells the weather");
        }
        JsonNode messages = journal.get(1).at("/body/messages");
        assertThat(messages.valueStream().map(message -> message.path("role").asString()))
                .containsExactlyElementsOf(family.toolTurnRoles());
        List<JsonNode> calls = messages.valueStream()
                .flatMap(message -> message.path("tool_calls").valueStream())
                .toList();
        List<JsonNode> results = messages.valueStream()
                .filter(message -> message.path("role").asString().equals("tool"))
                .toList();
        assertThat(calls).hasSize(2);
        for (int i = 0; i < 2; i++) {
            Part.ToolCall call = asked.toolCalls().get(i);
            assertThat(calls.get(i).at("/function/name").asString()).isEqualTo(call.name());
            assertThat(json(calls.get(i).at("/function/arguments").asString())).isEqualTo(json(call.arguments()));
            assertThat(results.get(i).path("tool_call_id").asString())
                    .isEqualTo(calls.get(i).path("id").asString());
        }
        assertThat(results.get(0).path("content").asString()).contains("degrees", "21");
        assertThat(results.get(1).path("content").asString()).contains("noon");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void wordsBeforeAToolCallAreKept(Family family) {
        for (Way way : Way.values()) {
            Request request = Request.builder()
                    .user("Say it and do it")
                    .tools(QUESTION.tools().get(0))
                    .build();
            Response response = way.ask(model(family), request);
            assertThat(response.text()).as("%s", way).isEqualTo("I look it up.");
            assertThat(response.toolCalls()).singleElement().satisfies(call -> {
                assertThat(call.name()).isEqualTo("get_weather");
                assertThat(json(call.arguments())).isEqualTo(json("{\"city\":\"Bern\"}"));
            });
            assertThat(response.finishReason()).isEqualTo(family.toolFinish());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void thoughtsAreKeptApart(Family family) {
        for (Way way : Way.values()) {
            Response response = way.ask(model(family), Request.of("Ponder this"));
            assertThat(response.thinking() + "|" + response.text())
                    .as("%s", way)
                    .isEqualTo(family.thoughtsAndText("First I weigh the stones, then the water.", "The water wins."));
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anAnswerCutAtTheLimitSaysSo(Family family) {
        for (Way way : Way.values()) {
            Response response = way.ask(model(family), Request.of("Write on"));
            assertThat(response.text()).as("%s", way).isEqualTo("This sentence is longer than");
            assertThat(response.finishReason()).isEqualTo(family.limitFinish());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aRateLimitIsAnError(Family family) {
        for (Way way : Way.values()) {
            ApiError error = failure(way, family, Request.of("Refuse"));
            assertThat(error.kind()).as("%s", way).isEqualTo(ApiError.Kind.RATE_LIMIT);
            assertThat(error.status()).isEqualTo(429);
            assertThat(error.message()).isEqualTo(family.errorMessage("Slow down, witness"));
            assertThat(error.body()).contains("Slow down, witness");
            assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(error.retryable()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anOverloadedServerIsAnError(Family family) {
        for (Way way : Way.values()) {
            ApiError error = failure(way, family, Request.of("Overload"));
            assertThat(error.kind()).as("%s", way).isEqualTo(ApiError.Kind.OVERLOADED);
            assertThat(error.message()).isEqualTo(family.errorMessage("Too busy"));
            assertThat(error.retryable()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aStreamThatBreaksOffIsNoShortSuccess(Family family) {
        Model model = model(family);
        Throwable failure = catchThrowable(() -> Way.STREAM.ask(model, Request.of("Break off")));

        assertThat(failure).isInstanceOfAny(TruncatedStreamException.class, ConnectionException.class);
        Response partial = ((LlmException) failure).partial().orElseThrow();
        assertThat(partial.isPartial()).isTrue();
        assertThat(partial.text()).isNotEmpty();
        assertThat("These words never reach their end because the line goes dead before.")
                .startsWith(partial.text());
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void chaosIsReportedForWhatItIs(Family family) {
        Model model = model(family);
        for (Way way : Way.values()) {
            assertThat(failure(way, family, chaos("ratelimit")).kind())
                    .as("%s", way)
                    .isEqualTo(ApiError.Kind.RATE_LIMIT);
            assertThat(failure(way, family, chaos("drop")).kind()).isEqualTo(ApiError.Kind.SERVER);
            assertThat(catchThrowable(() -> way.ask(model, chaos("disconnect"))))
                    .isInstanceOf(ConnectionException.class);
            assertThat(catchThrowable(() -> way.ask(model, chaos("malformed")))).isInstanceOf(DecodeException.class);
        }
    }

    /** The other families are not asked: aimock knows Google's embedContent only, Weir sends batches. */
    @ParameterizedTest
    @ValueSource(strings = {"openai/text-embedding-3-small", "azure/text-embedding-3-small", "cohere/embed-v4.0"})
    void everyTextGetsAVector(String model) {
        EmbeddingResponse response = Objects.requireNonNull(client.embeddings(model)
                .embed(EmbeddingRequest.of(List.of("A river", "in its bed")))
                .block(LIMIT));

        assertThat(response.vectors())
                .containsExactly(new float[] {0.5f, -0.25f, 0.125f}, new float[] {0.5f, -0.25f, 0.125f});
        assertThat(server.journal())
                .singleElement()
                .satisfies(entry -> assertThat(entry.at("/body/model").asString())
                        .isEqualTo(model.substring(model.indexOf('/') + 1)));
    }

    private static Request chaos(String fault) {
        return Request.builder()
                .user("Greet me")
                .header("x-aimock-chaos-" + fault, "1")
                .build();
    }

    private static ApiError failure(Way way, Family family, Request request) {
        Model model = model(family);
        ApiException failure = catchThrowableOfType(ApiException.class, () -> way.ask(model, request));
        assertThat(failure).as("%s", way).isNotNull();
        return failure.error();
    }

    private static Model model(Family family) {
        assumeTrue(
                client.providers().contains(family.provider), () -> "There is no provider " + family.provider + " yet");
        return client.model(family.id());
    }

    private static List<String> messages(JsonNode body) {
        return body.path("messages")
                .valueStream()
                .map(message -> message.path("role").asString() + ": " + text(message.path("content")))
                .toList();
    }

    /** What the server takes over unchanged may be text or parts of text. */
    private static String text(JsonNode content) {
        StringBuilder text = new StringBuilder(content.isString() ? content.asString() : "");
        content.valueStream().forEach(part -> text.append(part.path("text").asString()));
        return text.toString();
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    /** The two ways to ask; both end in a response. */
    enum Way {
        CALL,
        STREAM;

        Response ask(Model model, Request request) {
            return Objects.requireNonNull(
                    this == CALL
                            ? model.call(request).block(LIMIT)
                            : done(model.stream(request).collectList().block(LIMIT)));
        }

        Response resume(Response before, Message message) {
            return Objects.requireNonNull(
                    this == CALL
                            ? before.resume(message).block(LIMIT)
                            : done(before.resumeStream(message).collectList().block(LIMIT)));
        }

        private static Response done(List<Chunk> chunks) {
            Response response = ((Chunk.Done) chunks.get(chunks.size() - 1)).response();
            StringBuilder streamed = new StringBuilder();
            chunks.forEach(chunk -> streamed.append(chunk.text()));
            assertThat(streamed.toString()).isEqualTo(response.text());
            return response;
        }
    }
}
