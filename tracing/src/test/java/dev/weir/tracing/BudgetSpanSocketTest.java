package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Model;
import dev.weir.client.LlmClient;
import dev.weir.local.ChatWire;
import dev.weir.local.Gate;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.openai.OpenAi;
import dev.weir.tracing.cost.Budget;
import dev.weir.tracing.cost.BudgetExceededException;
import dev.weir.tracing.cost.CostMeter;
import dev.weir.tracing.cost.PriceTable;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** A budget and a meter inside of tracing, over a real socket. */
class BudgetSpanSocketTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Telemetries telemetry =
            new Telemetries(builder -> builder.prices(PriceTable.shipped()).usageCounters());
    private final LoopbackServer server = LoopbackServer.startNow();
    private final LlmClient client = LlmClient.builder()
            .autoIntercept(false)
            .intercept(telemetry.tracing)
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
        telemetry.close();
    }

    private static String chunk(String more) {
        return ChatWire.event("{\"id\":\"c\",\"model\":\"gpt-4o-mini\"," + more + "}");
    }

    private static String text(String text) {
        return chunk("\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]");
    }

    /** Some compatible servers report usage with every piece. */
    private static String usage(int input, int output) {
        return chunk("\"choices\":[],\"usage\":{\"prompt_tokens\":" + input + ",\"completion_tokens\":" + output
                + ",\"total_tokens\":" + (input + output) + "}");
    }

    @Test
    void theStreamIsStoppedTheSpanSaysWhyAndItsUsageCountsOnce() {
        server.enqueue(Reply.sse(text("a"), usage(100, 1), text("b"), usage(100, 901), text("c"))
                .waitFor(new Gate())
                .piece(text("d")));
        CostMeter session = CostMeter.create();
        StepVerifier.create(model.with(Budget.tokens(1_000)).stream("hi")
                        .contextWrite(session)
                        .then())
                .expectErrorSatisfies(failure -> assertThat(((BudgetExceededException) failure)
                                .partial()
                                .orElseThrow()
                                .text())
                        .isEqualTo("ab"))
                .verify(PATIENCE);
        server.exchange(0).closedByClient().block(PATIENCE);

        SpanData span = telemetry.onlySpan();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("budget_exceeded");
        assertThat(span.getAttributes().get(Names.USAGE_OUTPUT_TOKENS)).isEqualTo(901);
        // 100 x 0.15 + 901 x 0.60 = 15 + 540.6 millionths
        assertThat(span.getAttributes()
                        .get(io.opentelemetry.api.common.AttributeKey.doubleKey("gen_ai.usage.cost_usd")))
                .isEqualTo(0.000556);
        assertThat(telemetry.metric("gen_ai.tokens.total").getLongSumData().getPoints())
                .hasSize(2)
                .extracting(point -> point.getValue())
                .containsExactlyInAnyOrder(100L, 901L);
        assertThat(session.calls()).isEqualTo(1);
        assertThat(session.usage().outputTokens()).hasValue(901);
        assertThat(session.cost().usd()).isEqualByComparingTo("0.0005556");
        assertThat(session.cost().estimated()).isTrue();
    }

    /** Content, dialects, events, extras: whatever else is recorded, the stream is cut and counted as without. */
    @Test
    void withEverythingSwitchedOnTheStreamIsCutTheSameAndAllTellIt() {
        Telemetries all = new Telemetries(builder -> builder.prices(PriceTable.shipped())
                .usageCounters()
                .captureContent(ContentCapture.SPAN_AND_EVENT)
                .dialects(Dialects.LLM, Dialects.V1, Dialects.OPENINFERENCE)
                .extras(Extra.values()));
        LlmClient traced = LlmClient.builder()
                .autoIntercept(false)
                .intercept(all.tracing)
                .provider(OpenAi.builder()
                        .apiKey("sk-test-0123456789")
                        .baseUrl(server.url() + "/v1")
                        .build())
                .build();
        CostMeter session = CostMeter.create();
        List<String> texts = new ArrayList<>();
        // Ten estimated tokens each; the prompt is half a token, so the third is the piece that is too much.
        String ten = "x".repeat(40);
        server.enqueue(Reply.sse(usage(7, 0), text(ten), text(ten), text(ten))
                .waitFor(new Gate())
                .piece(text("never")));
        try {
            StepVerifier.create(traced.model("openai/gpt-4o-mini").with(Budget.tokens(30)).stream("hi")
                            .doOnNext(chunk -> texts.add(chunk.text()))
                            .contextWrite(session)
                            .then())
                    .expectError(BudgetExceededException.class)
                    .verify(PATIENCE);
            server.exchange(0).closedByClient().block(PATIENCE);

            assertThat(String.join("", texts)).isEqualTo(ten.repeat(3));
            SpanData span = all.onlySpan();
            assertThat(all.ends.get(span.getSpanId())).hasValue(1);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(DialectScenarios.attributes(span))
                    .containsEntry("error.type", "budget_exceeded")
                    .containsEntry("llm.error.type", "budget_exceeded")
                    .containsEntry("llm.success", false)
                    .containsEntry("llm.response.length", 120L)
                    .containsEntry("gen_ai.usage.input_tokens", 7L)
                    .containsEntry("gen_ai.usage.prompt_tokens", 7L)
                    .hasEntrySatisfying(
                            "gen_ai.output.messages",
                            said -> assertThat((String) said).contains(ten.repeat(3)));
            assertThat(all.onlyEvent("gen_ai.client.inference.operation.details")
                            .getAttributes()
                            .get(Names.ERROR_TYPE))
                    .isEqualTo("budget_exceeded");
            assertThat(all.metric("gen_ai.tokens.total").getLongSumData().getPoints())
                    .allSatisfy(point -> assertThat(point.getAttributes()
                                    .get(io.opentelemetry.api.common.AttributeKey.stringKey("outcome")))
                            .isEqualTo("failed"))
                    .extracting(point -> point.getValue())
                    .containsExactlyInAnyOrder(7L, 0L);
            assertThat(session.calls()).isEqualTo(1);
            assertThat(session.usage().inputTokens()).hasValue(7);
        } finally {
            traced.close().block(PATIENCE);
            all.close();
        }
    }

    @Test
    void aRefusedCallIsASpanThatSaysSo() {
        StepVerifier.create(model.with(Budget.usd(0)).call("hi"))
                .expectError(BudgetExceededException.class)
                .verify(PATIENCE);
        assertThat(server.requestCount()).isZero();
        assertThat(telemetry.onlySpan().getAttributes().get(Names.ERROR_TYPE)).isEqualTo("budget_exceeded");
        assertThat(telemetry.metrics.collectAllMetrics())
                .noneMatch(metric -> metric.getName().contains("token"));
    }
}
