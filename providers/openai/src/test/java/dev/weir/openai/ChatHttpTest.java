package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.ConfigurationException;
import dev.weir.DecodeException;
import dev.weir.Model;
import dev.weir.Request;
import dev.weir.TruncatedStreamException;
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
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** Chat Completions through the public API over a real socket. */
class ChatHttpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String KEY = "sk-test-0123456789abcdef";
    private static final String DELTA =
            "data: {\"id\":\"c1\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n";
    private static final String END =
            "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String ANSWER = "{\"id\":\"c1\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"message\":"
            + "{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";

    private LoopbackServer server;
    private LlmClient client;

    @BeforeEach
    void start() {
        server = LoopbackServer.startNow();
        client = client(Map.of(
                "OPENAI_API_KEY",
                KEY,
                "OPENAI_BASE_URL",
                server.url() + "/v1",
                "OPENAI_ORG_ID",
                "org-1",
                "OPENAI_PROJECT_ID",
                "proj-1"));
    }

    private static LlmClient client(Map<String, String> environment) {
        return LlmClient.builder()
                .autoIntercept(false)
                .environment(Environment.of(environment))
                .build();
    }

    @AfterEach
    void stop() {
        client.close().block(PATIENCE);
        server.close();
    }

    private Model model() {
        return client.model("openai/m");
    }

    private List<Chunk> stream() {
        return Objects.requireNonNull(model().stream("hi").collectList().block(PATIENCE));
    }

    private static String text(List<Chunk> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.text()));
        return text.toString();
    }

    @Test
    void keyOrganizationAndProjectTravelInHeaders() {
        server.enqueue(Reply.json(ANSWER).header("x-request-id", "req_1"));
        var response = Objects.requireNonNull(model().call("hi").block(PATIENCE));
        ReceivedRequest request = server.requests().get(0);
        assertThat(request.path()).isEqualTo("/v1/chat/completions");
        assertThat(request.header("Authorization")).isEqualTo("Bearer " + KEY);
        assertThat(request.header("OpenAI-Organization")).isEqualTo("org-1");
        assertThat(request.header("OpenAI-Project")).isEqualTo("proj-1");
        assertThat(request.header("Content-Type")).startsWith("application/json");
        assertThat(Wire.exactJson(request.bodyText()).path("model").asString()).isEqualTo("m");
        assertThat(response.text()).isEqualTo("Hi");
        assertThat(response.metadata().requestId()).isEqualTo("req_1");
    }

    @Test
    void theKeyIsNowhereToBeRead() {
        var provider = OpenAi.builder(Environment.of(Map.of())).apiKey(KEY).build();
        assertThat(provider.toString() + provider.credentials() + provider.codec() + client)
                .doesNotContain(KEY);
    }

    @Test
    void aMissingKeyIsAnErrorThatNamesTheVariable() {
        try (AutoCloseableClient bare = new AutoCloseableClient(client(Map.of()))) {
            assertThatThrownBy(() -> bare.client().model("openai/m").call("hi").block(PATIENCE))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("OPENAI_API_KEY");
        }
    }

    private record AutoCloseableClient(LlmClient client) implements AutoCloseable {
        @Override
        public void close() {
            client.close().block(PATIENCE);
        }
    }

    @Test
    void aStreamCutAtEveryByteGivesTheSameChunks() {
        byte[] body =
                (DELTA.formatted("\u00e9\u4e16") + DELTA.formatted("\ud83d\ude80\\n") + END + DONE).getBytes(UTF_8);
        Reply whole = Reply.sse().piece(body);
        server.enqueue(whole);
        List<Chunk> expected = stream();
        assertThat(text(expected)).isEqualTo("\u00e9\u4e16\ud83d\ude80\n");
        server.enqueue(whole.split(Split.BYTES));
        assertThat(stream()).isEqualTo(expected);
        for (int at = 1; at < body.length; at++) {
            server.enqueue(whole.split(Split.at(at)));
            assertThat(stream()).as("cut at " + at).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndIsUnderstood(String end) {
        String body = ": comment\n\n\n\nevent: message\nid: 7\nretry: 10\n"
                + DELTA.formatted("a").replace("data: {", "data:{") + ": keep-alive\n\n"
                + "data: {\"choices\":[{\"index\":0,\ndata: \"delta\":{\"content\":\"b\"}}]}\n\n" + END
                + "data: [DONE]";
        server.enqueue(Reply.sse("\ufeff" + body.replace("\n", end)));
        assertThat(text(stream())).isEqualTo("ab");
    }

    @Test
    void whatFollowsDoneIsIgnored() {
        server.enqueue(Reply.sse(DELTA.formatted("a"), END, DONE, "data: nonsense\n\n"));
        assertThat(text(stream())).isEqualTo("a");
    }

    @Test
    void anEndWithoutFinishReasonFailsWithThePartialAnswer() {
        server.enqueue(Reply.sse(DELTA.formatted("a"), DELTA.formatted("b")));
        TruncatedStreamException cut = catchThrowableOfType(TruncatedStreamException.class, this::stream);
        assertThat(cut.partial())
                .hasValueSatisfying(partial -> assertThat(partial.text()).isEqualTo("ab"));
    }

    @Test
    void anEndAfterTheFinishReasonCompletes() {
        server.enqueue(Reply.sse(DELTA.formatted("a"), END));
        assertThat(text(stream())).isEqualTo("a");
    }

    @Test
    void anErrorInTheStreamFailsWithThePartialAnswer() {
        server.enqueue(Reply.sse(
                DELTA.formatted("a"),
                "data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\",\"code\":null}}\n\n"));
        ApiException failure = catchThrowableOfType(ApiException.class, this::stream);
        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure.errorType()).isEqualTo("server_error");
        assertThat(failure.partial())
                .hasValueSatisfying(partial -> assertThat(partial.text()).isEqualTo("a"));
    }

    @Test
    void anEventThatIsNotJsonFailsWithItsText() {
        server.enqueue(Reply.sse(DELTA.formatted("a"), "data: {oops\n\n", DONE));
        DecodeException failure = catchThrowableOfType(DecodeException.class, this::stream);
        assertThat(failure.body()).contains("{oops");
        assertThat(failure).hasMessageNotContaining("oops");
    }

    @Test
    void cancelClosesTheConnection() {
        server.enqueue(Reply.sse(DELTA.formatted("a"), DELTA.formatted("b")).keepOpen());
        StepVerifier.create(model().stream("hi").filter(chunk -> !chunk.text().isEmpty()))
                .expectNextMatches(chunk -> chunk.text().equals("a"))
                .thenCancel()
                .verify(PATIENCE);
        server.exchange(0).closedByClient().block(PATIENCE);
    }

    @Test
    void aCompressedStreamIsReadAsItArrives() {
        server.enqueue(Reply.sse(DELTA.formatted("a"), END, DONE).gzip());
        assertThat(text(stream())).isEqualTo("a");
    }

    @Test
    void aWholeAnswerToAStreamRequestIsAnAnswer() {
        server.enqueue(Reply.json(ANSWER));
        List<Chunk> chunks = stream();
        assertThat(text(chunks)).isEqualTo("Hi");
        assertThat(chunks.get(chunks.size() - 1)).isInstanceOf(Chunk.Done.class);
    }

    @Test
    void anErrorDocumentToAStreamRequestIsAnError() {
        server.enqueue(Reply.json("{\"code\":\"The service is currently unavailable\",\"error\":\"later\"}"));
        ApiException.Overloaded failure = catchThrowableOfType(ApiException.Overloaded.class, this::stream);
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void doneEqualsWhatACallReturns() {
        server.enqueue(Reply.json(ANSWER), Reply.sse(DELTA.formatted("H"), DELTA.formatted("i"), END, DONE));
        var called = model().call(Request.of("hi")).block(PATIENCE);
        List<Chunk> chunks = new ArrayList<>(stream());
        assertThat(chunks.get(chunks.size() - 1)).isEqualTo(new Chunk.Done(Objects.requireNonNull(called)));
    }
}
