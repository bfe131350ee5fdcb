package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.LineCodec.END;
import static dev.weir.testkit.transport.LineCodec.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiException;
import dev.weir.ConnectionException;
import dev.weir.DecodeException;
import dev.weir.InvalidRequestException;
import dev.weir.LlmException;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.TruncatedStreamException;
import dev.weir.client.LlmClient;
import dev.weir.local.Reply;
import dev.weir.spi.Endpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Whatever a server answers becomes one clear exception of the tree. */
class BadAnswersTest extends TransportHarness {

    private static <E extends LlmException> E failure(Publisher<?> call, Class<E> type) {
        List<Throwable> failures = new java.util.ArrayList<>(1);
        StepVerifier.create(Flux.from(call).then())
                .expectErrorSatisfies(failures::add)
                .verify(PATIENCE);
        assertThat(failures.get(0)).isInstanceOf(type);
        assertThat(failures.get(0)).hasMessageNotContaining(KEY);
        return type.cast(failures.get(0));
    }

    private <E extends LlmException> void bothFail(Class<E> type, java.util.function.Consumer<E> check) {
        check.accept(failure(model().call("hi"), type));
        check.accept(failure(model().stream("hi"), type));
    }

    @Test
    void statusesBecomeTheirExceptions() {
        server.always(
                Reply.json("slow down").status(429).header("Retry-After", "3").header("x-request-id", "req-7"));
        bothFail(ApiException.RateLimited.class, limited -> {
            assertThat(limited.retryAfter()).contains(Duration.ofSeconds(3));
            assertThat(limited.requestId()).contains("req-7");
            assertThat(limited.body()).contains("slow down");
            assertThat(limited.retryable()).isTrue();
        });
        server.always(Reply.json("no").status(401));
        bothFail(
                ApiException.Authentication.class,
                denied -> assertThat(denied.retryable()).isFalse());
        server.always(Reply.of(500));
        bothFail(
                ApiException.ServerFailure.class,
                broken -> assertThat(broken.status()).isEqualTo(500));
    }

    @Test
    void keyEchoedByTheServerIsStruckOut() {
        server.always(Reply.json("bad key " + KEY).status(401));
        bothFail(ApiException.Authentication.class, denied -> {
            assertThat(denied).hasMessageContaining("bad key ***");
            assertThat(denied.body()).contains("bad key ***");
        });
    }

    @Test
    void webPageUnder200() {
        server.always(Reply.of("text/html", "<html>login</html>"));
        bothFail(DecodeException.class, page -> {
            assertThat(page).hasMessageContaining("web page").hasMessageContaining("base URL");
            assertThat(page.body()).isEqualTo("<html>login</html>");
        });
    }

    @Test
    void otherThanJsonUnder200() {
        server.always(Reply.of("application/json", "certainly not"));
        bothFail(DecodeException.class, broken -> assertThat(broken).hasMessageNotContaining("certainly"));
    }

    @Test
    void emptyBodyUnder200() {
        server.always(Reply.of("application/json", ""));
        failure(model().call("hi"), DecodeException.class);
        failure(model().stream("hi"), TruncatedStreamException.class);
    }

    @Test
    void errorDocumentUnder200() {
        server.always(Reply.json("{\"error\":\"on fire\"}"));
        bothFail(
                ApiException.class,
                error -> assertThat(error).hasMessageContaining("on fire").hasMessageContaining("inside the answer"));
    }

    @Test
    void errorEventInsideAStreamKeepsWhatHadArrived() {
        server.always(Reply.sse(event("half"), "data: {\"error\":\"on fire\"}\n\n", END));
        ApiException error = failure(model().stream("hi"), ApiException.class);
        assertThat(error.partial().map(Response::text)).contains("half");
    }

    @Test
    void malformedEventKeepsItsTextApartFromTheMessage() {
        server.always(Reply.sse(event("half"), "data: {\"text\":secret}\n\n", END));
        DecodeException broken = failure(model().stream("hi"), DecodeException.class);
        assertThat(broken).hasMessageNotContaining("secret");
        assertThat(broken.body()).isEqualTo("{\"text\":secret}");
        assertThat(broken.partial().map(Response::text)).contains("half");
    }

    @Test
    void connectionCutInsideAStream() {
        server.always(Reply.sse(event("half")).cutInChunk());
        ConnectionException cut = failure(model().stream("hi"), ConnectionException.class);
        assertThat(cut.retryable()).isTrue();
    }

    @Test
    void connectionClosedBeforeTheHeadIsNotSentAgain() {
        server.always(Reply.disconnect());
        failure(model().call("hi"), ConnectionException.class);
        assertThat(server.requestCount()).isEqualTo(1);
    }

    @Test
    void connectionResetAfterTheRequestIsNotSentAgain() {
        server.always(Reply.of(200).reset());
        failure(model().stream("hi"), ConnectionException.class);
        assertThat(server.requestCount()).isEqualTo(1);
    }

    @Test
    void refusedConnection() {
        int port = server.port();
        server.close();
        LlmClient client =
                client(builder -> builder.provider(new LineProvider(Endpoint.of("http://127.0.0.1:" + port))));
        ConnectionException refused = failure(client.model("line/one").call("hi"), ConnectionException.class);
        assertThat(refused).hasMessageContaining("127.0.0.1:" + port);
        assertThat(refused.errorType()).isEqualTo("java.net.ConnectException");
        client.close().block(PATIENCE);
    }

    @Test
    void unresolvableHost() {
        LlmClient client =
                client(builder -> builder.provider(new LineProvider(Endpoint.of("http://no-such-host.invalid/v1"))));
        ConnectionException unknown = failure(client.model("line/one").call("hi"), ConnectionException.class);
        assertThat(unknown).hasMessageContaining("no-such-host.invalid");
        client.close().block(PATIENCE);
    }

    @Test
    void redirectIsNotFollowed() {
        server.always(Reply.of(307).header("location", "http://elsewhere.invalid/v1"));
        bothFail(
                ApiException.class,
                redirect -> assertThat(redirect)
                        .hasMessageContaining("elsewhere.invalid")
                        .hasMessageContaining("base URL"));
        assertThat(server.requestCount()).isEqualTo(2);
    }

    @Test
    void eventBeyondTheLimit() {
        use(builder -> builder.http(http().maxEventBytes(4096)));
        server.always(Reply.sse(event("x".repeat(100_000)), END));
        assertThat(failure(model().stream("hi"), DecodeException.class)).hasMessageContaining("4096");
    }

    @Test
    void eventOfAMegabyteIsFine() {
        String text = "x".repeat(1 << 20);
        server.always(Reply.sse(event(text), END));
        assertThat(model().stream("hi")
                        .map(c -> c.text().length())
                        .reduce(0, Integer::sum)
                        .block(PATIENCE))
                .isEqualTo(1 << 20);
    }

    @Test
    void bodyOfACallBeyondTheLimit() {
        use(builder -> builder.http(http().maxBodyBytes(4096)));
        server.always(Reply.json("{\"text\":\"" + "x".repeat(100_000) + "\"}"));
        failure(model().call("hi"), DecodeException.class);
    }

    @Test
    void emptyPromptIsNotSent() {
        server.always(Reply.json("{}"));
        bothEmpty("");
        bothEmpty(" \n");
        failure(model().call(Request.of(List.of())), InvalidRequestException.class);
        assertThat(server.requestCount()).isZero();
    }

    private void bothEmpty(String prompt) {
        assertThat(failure(model().call(prompt), InvalidRequestException.class)).hasMessageContaining("empty");
        assertThat(failure(model().stream(prompt), InvalidRequestException.class))
                .hasMessageContaining("empty");
    }

    @Test
    void optionTheProviderLacksIsAWarningOrAnErrorButNeverSilent() {
        server.always(Reply.json("{\"text\":\"ok\"}"));
        Request request = Request.builder().user("hi").options(o -> o.topK(3)).build();
        Response response = model().call(request).block(PATIENCE);
        assertThat(response.warnings()).extracting(warning -> warning.option()).containsExactly("topK");
        Request strict = request.mutate()
                .unsupportedPolicy(Request.UnsupportedPolicy.ERROR)
                .build();
        assertThat(failure(model().call(strict), InvalidRequestException.class)).hasMessageContaining("topK");
        assertThat(server.requestCount()).isEqualTo(1);
    }
}
