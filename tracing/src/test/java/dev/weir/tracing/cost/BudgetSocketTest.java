package dev.weir.tracing.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.Model;
import dev.weir.client.LlmClient;
import dev.weir.local.ChatWire;
import dev.weir.local.Gate;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.openai.OpenAi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Budgets over real sockets, without OpenTelemetry. */
class BudgetSocketTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TEN_TOKENS = "x".repeat(40);

    private final LoopbackServer server = LoopbackServer.startNow();
    private final LlmClient client = LlmClient.builder()
            .autoIntercept(false)
            .provider(OpenAi.builder()
                    .apiKey("sk-test-0123456789")
                    .baseUrl(server.url() + "/v1")
                    .build())
            .build();
    private final Model model = client.model("openai/gpt-4o-mini");

    @AfterEach
    void stop() {
        client.close().block(PATIENCE);
        server.close();
    }

    private static String piece(String text) {
        return ChatWire.event(
                "{\"id\":\"c\",\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                        + "\"}}]}");
    }

    @Test
    void theServerSeesTheConnectionCloseWithThePieceThatIsTooMuch() {
        Gate never = new Gate();
        server.enqueue(Reply.sse(piece(TEN_TOKENS), piece(TEN_TOKENS), piece(TEN_TOKENS))
                .waitFor(never)
                .piece(piece("not to be seen")));
        List<String> texts = new CopyOnWriteArrayList<>();
        StepVerifier.create(model.with(Budget.tokens(25)).stream("hi")
                        .doOnNext(chunk -> texts.add(chunk.text()))
                        .then())
                .expectErrorSatisfies(failure -> {
                    assertThat(failure).isInstanceOf(BudgetExceededException.class);
                    assertThat(((BudgetExceededException) failure)
                                    .partial()
                                    .orElseThrow()
                                    .text())
                            .isEqualTo(TEN_TOKENS.repeat(3));
                })
                .verify(PATIENCE);
        server.exchange(0).closedByClient().block(PATIENCE);
        assertThat(String.join("", texts)).isEqualTo(TEN_TOKENS.repeat(3));
    }

    @Test
    void aServerThatGoesOnAndOnIsStoppedAtOnePieceOver() {
        server.enqueue(Reply.sse().repeat(1_000_000, piece(TEN_TOKENS)));
        StepVerifier.create(model.with(Budget.tokens(1_000)).stream("hi")
                        .filter(Chunk::isOutput)
                        .count()
                        .onErrorResume(
                                BudgetExceededException.class,
                                stopped -> reactor.core.publisher.Mono.just((long) stopped.partial()
                                                .orElseThrow()
                                                .text()
                                                .length()
                                        / TEN_TOKENS.length())))
                // the prompt is half a token, so the hundredth piece is the one that goes over
                .expectNext(100L)
                .expectComplete()
                .verify(PATIENCE);
        server.exchange(0).closedByClient().block(PATIENCE);
    }

    @Test
    void aSharedBudgetOutlivesItsCallsAndThenRefusesWithoutAConnection() {
        server.always(ChatWire.text("a", "b").usage(40, 20).stream());
        Model frugal = model.with(Budget.tokens(100).shared());
        frugal.stream("hi").blockLast(PATIENCE);
        frugal.stream("hi").blockLast(PATIENCE);
        StepVerifier.create(frugal.stream("hi"))
                .expectErrorSatisfies(failure ->
                        assertThat(((BudgetExceededException) failure).sent()).isFalse())
                .verify(PATIENCE);
        assertThat(server.requestCount()).isEqualTo(2);
    }

    @Test
    void manySessionsShareAModelButNotABudget() {
        server.always(ChatWire.text("a").usage(40, 20).call());
        Model fair = model.with(Budget.usd(0.00002).perMeter());
        // by the shipped table, gpt-4o-mini: 40 x 0.15 + 20 x 0.60 = 6 + 12 millionths
        Flux.range(0, 8)
                .flatMap(session -> {
                    CostMeter meter = CostMeter.create();
                    return fair.call("hi")
                            .then(fair.call("hi"))
                            .then(fair.call("hi"))
                            .onErrorComplete(BudgetExceededException.class)
                            .contextWrite(meter)
                            .then(reactor.core.publisher.Mono.fromSupplier(meter::cost));
                })
                .doOnNext(cost -> assertThat(cost.rounded()).isEqualByComparingTo("0.000036"))
                .blockLast(PATIENCE);
        assertThat(server.requestCount()).isEqualTo(16);
    }
}
