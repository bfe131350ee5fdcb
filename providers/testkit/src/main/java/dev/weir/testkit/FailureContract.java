package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.ApiException;
import dev.weir.ConfigurationException;
import dev.weir.ConnectionException;
import dev.weir.DecodeException;
import dev.weir.InvalidRequestException;
import dev.weir.LlmException;
import dev.weir.Response;
import dev.weir.TruncatedStreamException;
import dev.weir.client.LlmClient;
import dev.weir.local.Reply;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** How failures must look. */
abstract class FailureContract extends CancelContract {

    private static final String PAGE = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>";

    @Test
    void aStreamWithoutItsEndMarkerFailsWithWhatHadArrived() {
        List<String> seen = new ArrayList<>();
        LlmException failure = failedStream(wire().firstTextReply(), seen);
        assertThat(failure).isInstanceOf(TruncatedStreamException.class);
        expectPartial(failure, seen);
    }

    @Test
    void aBrokenConnectionFailsWithWhatHadArrived() {
        List<String> seen = new ArrayList<>();
        LlmException failure = failedStream(wire().firstTextReply().cut(), seen);
        assertThat(failure).isInstanceOf(ConnectionException.class);
        assertThat(failure.retryable()).isTrue();
        expectPartial(failure, seen);
    }

    @Test
    void anErrorInsideAStreamFailsWithWhatHadArrived() {
        assumeTrue(wire().hasErrorEvent(), "the format has no errors inside streams");
        List<String> seen = new ArrayList<>();
        LlmException failure = failedStream(wire().firstTextReply().piece(wire().errorEvent()), seen);
        assertThat(failure)
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isLessThan(600));
        expectPartial(failure, seen);
    }

    private void expectPartial(LlmException failure, List<String> seen) {
        assertThat(seen).containsExactly(wire().pieces().get(0));
        Response partial = failure.partial().orElseThrow();
        assertThat(partial.isPartial()).isTrue();
        assertThat(partial.text()).isEqualTo(seen.get(0));
    }

    @Test
    void statusesBecomeTheirExceptions() {
        expect(401, ApiException.Authentication.class, false);
        expect(403, ApiException.Permission.class, false);
        expect(404, ApiException.NotFound.class, false);
        expect(429, ApiException.RateLimited.class, true);
        expect(500, ApiException.ServerFailure.class, true);
        expect(503, ApiException.Overloaded.class, true);
    }

    private void expect(int status, Class<? extends ApiException> type, boolean retryable) {
        for (LlmException failure : List.of(
                failedCall(wire().errorReply(status, "so it is")),
                failedStream(wire().errorReply(status, "so it is")))) {
            assertThat(failure).isInstanceOf(type).hasMessageContaining("so it is");
            assertThat(failure.retryable()).isEqualTo(retryable);
            assertThat(((ApiException) failure).status()).isEqualTo(status);
            assertThat(((ApiException) failure).error().message()).isEqualTo("so it is");
            assertThat(failure.partial()).isEmpty();
        }
    }

    @Test
    void theWaitAProviderAsksForIsKept() {
        Reply busy = wire().errorReply(429, "slow down").header("Retry-After", "7");
        ApiException failure = (ApiException) failedCall(busy);
        assertThat(failure.retryAfter()).hasValue(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 502})
    void thePageOfAProxyIsNamedAsSuch(int status) {
        Reply page = Reply.of("text/html", PAGE).status(status);
        for (LlmException failure : List.of(failedCall(page), failedStream(page))) {
            if (status == 200) {
                assertThat(failure).isInstanceOf(DecodeException.class).hasMessageContaining("web page");
            } else {
                assertThat(failure).isInstanceOf(ApiException.ServerFailure.class);
                assertThat(((ApiException) failure).body())
                        .hasValueSatisfying(body -> assertThat(body).contains("Bad Gateway"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON at all", "{\"cut\":", "[]", "null", "17"})
    void anAnswerThatIsNoneIsADecodeErrorOrATruncation(String body) {
        assertThat(failedCall(Reply.json(body))).isInstanceOf(DecodeException.class);
        LlmException streamed = failedStream(wire().streamHead()
                .pieces(dev.weir.local.Split.WHOLE.cut(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        assertThat(streamed).isInstanceOfAny(DecodeException.class, TruncatedStreamException.class);
    }

    @Test
    void anEmptyErrorIsStillAnError() {
        assertThat(failedCall(Reply.of(500))).isInstanceOf(ApiException.ServerFailure.class);
        assertThat(failedStream(Reply.of(429))).isInstanceOf(ApiException.RateLimited.class);
    }

    @Test
    void anErrorUnderStatus200IsAnError() {
        assumeTrue(wire().hasErrorUnder200(), "the provider never does this");
        Reply reply = wire().errorUnder200Reply("not today");
        assertThat(failedCall(reply)).isInstanceOf(ApiException.class).hasMessageContaining("not today");
        assertThat(failedStream(reply)).isInstanceOf(ApiException.class).hasMessageContaining("not today");
    }

    @Test
    void aMissingKeyIsNamedWhenTheCallIsMade() {
        String variable = keyVariable();
        assumeTrue(variable != null, "the provider needs no key");
        LlmClient keyless = client(server().url(), false);
        for (var attempt : List.of(
                model(keyless).call("Hello").then(),
                model(keyless).stream("Hello").then())) {
            StepVerifier.create(attempt)
                    .expectErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(ConfigurationException.class)
                            .hasMessageContaining(variable))
                    .verify(LIMIT);
        }
        assertThat(server().requestCount()).isZero();
        keyless.close().block(LIMIT);
    }

    @Test
    void theKeyIsNeverShownNotEvenWhenTheProviderEchoesIt() {
        assumeTrue(keyVariable() != null, "the provider needs no key");
        Reply echo = wire().errorReply(401, "Incorrect API key provided: " + KEY + ".");
        for (LlmException failure : List.of(
                failedCall(echo),
                failedStream(echo),
                failedCall(Reply.of("text/plain", "key " + KEY)),
                failedStream(Reply.of("text/plain", "key " + KEY).status(500)))) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(KEY);
            if (failure instanceof ApiException api) {
                assertThat(api.error().toString() + api.error().message() + api.body())
                        .doesNotContain(KEY);
            }
            if (failure instanceof DecodeException decode) {
                assertThat(String.valueOf(decode.body())).doesNotContain(KEY);
            }
        }
        assertThat(client().toString() + model()).doesNotContain(KEY);
    }

    @Test
    void anUnreachableHostIsNamed() {
        LlmClient lost = client("http://127.0.0.1:1", true);
        StepVerifier.create(model(lost).call("Hello"))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ConnectionException.class)
                        .hasMessageContaining("127.0.0.1"))
                .verify(LIMIT);
        lost.close().block(LIMIT);
    }

    @Test
    void anEmptyPromptIsRefusedBeforeAnythingIsSent() {
        StepVerifier.create(model().call(" "))
                .expectError(InvalidRequestException.class)
                .verify(LIMIT);
        StepVerifier.create(model().stream(""))
                .expectError(InvalidRequestException.class)
                .verify(LIMIT);
        assertThat(server().requestCount()).isZero();
    }
}
