package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.RerankResponse;
import dev.weir.Response;
import dev.weir.Usage;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Spans, counters and dialects agree on whose behalf a call is made, wherever that was said. */
class AttributionSourcesTest {

    private static final AttributeKey<String> TENANT = AttributeKey.stringKey("tenant_id");
    private static final AttributeKey<String> FEATURE = AttributeKey.stringKey("feature");

    /** Operations that are counted, with the tokens that they report. */
    enum Counted {
        CALL(tracing -> tracing.call(Fixtures.call(), Mono.just(Fixtures.response())), 37),
        STREAM(tracing -> tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer())), 37),
        EMBEDDING(tracing -> tracing.embed(Fixtures.embed(), Mono.just(Fixtures.embedding())), 2),
        RANKING(tracing -> tracing.rerank(Fixtures.rerank(), Mono.just(Fixtures.ranking())), 0);

        final Function<Tracing, Publisher<?>> operation;
        final long tokens;

        Counted(Function<Tracing, Publisher<?>> operation, long tokens) {
            this.operation = operation;
            this.tokens = tokens;
        }
    }

    private final List<Attribution> told = new ArrayList<>();
    private final Telemetries telemetries = new Telemetries(
            builder -> builder.usageCounters().dialects(new Told()).ambient(ambient -> ambient.readBaggage(true)));

    private final class Told implements AttributeDialect {

        @Override
        public void call(CallFacts call, Sink sink) {
            told.add(call.attribution());
        }

        @Override
        public void embedding(EmbeddingFacts embedding, Sink sink) {
            told.add(embedding.attribution());
        }

        @Override
        public void rerank(RerankFacts rerank, Sink sink) {
            told.add(rerank.attribution());
        }
    }

    @AfterEach
    void close() {
        telemetries.close();
        assertThat(Context.current()).isSameAs(Context.root());
    }

    private static Context baggage() {
        return Context.root()
                .with(Baggage.builder()
                        .put("app.tenant_id", "acme")
                        .put("app.feature", "search")
                        .build());
    }

    /** Returns the tokens counted, by tenant and feature. */
    private static Map<String, Long> tokens(Telemetries telemetries) {
        Map<String, Long> sums = new TreeMap<>();
        telemetries.metric("gen_ai.tokens.total").getLongSumData().getPoints().forEach(point -> {
            Attributes labels = point.getAttributes();
            sums.merge(labels.get(TENANT) + "/" + labels.get(FEATURE), point.getValue(), Long::sum);
        });
        return sums;
    }

    private static @Nullable String tenantOf(Telemetries telemetries) {
        return telemetries.onlySpan().getAttributes().get(AttributeKey.stringKey("app.tenant_id"));
    }

    private void assertAllSay(String tenant, String feature, long tokens) {
        assertThat(tenantOf(telemetries)).isEqualTo(tenant);
        assertThat(told).containsExactly(Attribution.tenant(tenant).feature(feature));
        if (tokens > 0) {
            assertThat(tokens(telemetries)).isEqualTo(Map.of(tenant + "/" + feature, tokens));
        }
    }

    @ParameterizedTest
    @EnumSource
    void baggageOfTheCallerCounts(Counted counted) {
        try (Scope ignored = baggage().makeCurrent()) {
            Flux.from(counted.operation.apply(telemetries.tracing)).blockLast();
        }
        assertAllSay("acme", "search", counted.tokens);
    }

    @ParameterizedTest
    @EnumSource
    void whatBlockingCodeAroundSaysCounts(Counted counted) {
        try (Scope ignored = Attribution.tenant("acme").feature("search").makeCurrent()) {
            Flux.from(counted.operation.apply(telemetries.tracing)).blockLast();
        }
        assertAllSay("acme", "search", counted.tokens);
    }

    @ParameterizedTest
    @EnumSource
    void theReactorContextIsNearerAndLeavesTheRestToBaggage(Counted counted) {
        try (Scope ignored = baggage().makeCurrent()) {
            Flux.from(counted.operation.apply(telemetries.tracing))
                    .contextWrite(Attribution.tenant("globex"))
                    .blockLast();
        }
        assertAllSay("globex", "search", counted.tokens);
    }

    @Test
    void baggageThatNobodyAskedToReadCountsForNobody() {
        try (Telemetries strict = new Telemetries(builder -> builder.usageCounters());
                Scope ignored = baggage().makeCurrent()) {
            strict.tracing.call(Fixtures.call(), Mono.just(Fixtures.response())).block();
            assertThat(tenantOf(strict)).isNull();
            assertThat(tokens(strict)).isEqualTo(Map.of("unknown/unknown", 37L));
        }
    }

    @Test
    void theTrackerCountsForTheCallersTenantToo() {
        Usage usage = Usage.builder().count(Usage.Count.OUTPUT, 5L).build();
        TokenTracker tracker = telemetries.tracing.tokenTracker();
        try (Scope ignored = baggage().makeCurrent()) {
            tracker.record(reactor.util.context.Context.empty(), "openai/gpt-4o-mini", usage);
        }
        telemetries
                .tracing
                .trace("elsewhere")
                .around(Mono.deferContextual(
                        context -> Mono.fromRunnable(() -> tracker.record(context, "openai/gpt-4o-mini", usage))))
                .contextWrite(context -> Parents.store(context, baggage()))
                .block();
        assertThat(tokens(telemetries)).isEqualTo(Map.of("acme/search", 10L));
    }

    @Test
    void aRankingThatReportsTokensCountsThem() {
        RerankResponse paid = new RerankResponse(
                null,
                Fixtures.ranking().results(),
                Usage.builder().count(Usage.Count.INPUT, 8L).build(),
                Response.Metadata.ABSENT,
                List.of());
        try (Scope ignored = baggage().makeCurrent()) {
            telemetries.tracing.rerank(Fixtures.rerank(), Mono.just(paid)).block();
        }
        assertAllSay("acme", "search", 8);
    }
}
