package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Explicit spans and what is written on them. */
class TraceSpanTest {

    private final RecordedTelemetry recorded = Tracing.inMemory();
    private final Tracing tracing = recorded.tracing();

    @AfterEach
    void close() {
        recorded.close();
    }

    @Test
    void attributesKeepTheirTypes() {
        tracing.span(
                        "validate",
                        span -> Mono.fromRunnable(() -> span.set("text", "a")
                                .set("int", 1)
                                .set("long", 2L)
                                .set("double", 0.5)
                                .set("float", 0.25f)
                                .set("truth", true)
                                .set("list", List.of("a", 1))
                                .set("other", Map.of("k", "v"))
                                .set("nothing", null)
                                .set(AttributeKey.longArrayKey("typed"), List.of(1L, 2L))))
                .block();

        assertThat(recorded.span("validate").getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("text", "a")
                        .put("int", 1)
                        .put("long", 2L)
                        .put("double", 0.5)
                        .put("float", 0.25)
                        .put("truth", true)
                        .put("list", new String[] {"a", "1"})
                        .put("other", "{k=v}")
                        .put("typed", 1L, 2L)
                        .build()
                        .asMap());
    }

    @Test
    void eventsAndLevels() {
        tracing.spanMany(
                        "work",
                        span -> Flux.just(1, 2).doOnNext(n -> {
                            if (n == 1) {
                                span.event("cache.miss", Map.of("key", "k", "size", 3));
                                span.debug("d").info("i", Map.of("a", true)).warn("w");
                            }
                        }))
                .blockLast();

        SpanData span = recorded.span("work");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getEvents())
                .extracting(EventData::getName)
                .containsExactly("cache.miss", "weir.log", "weir.log", "weir.log");
        assertThat(span.getEvents().get(0).getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("key", "k")
                        .put("size", 3)
                        .build()
                        .asMap());
        assertThat(span.getEvents().get(2).getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("weir.log.level", "info")
                        .put("weir.log.message", "i")
                        .put("a", true)
                        .build()
                        .asMap());
        assertThat(span.getEvents().subList(1, 4))
                .extracting(event -> event.getAttributes().get(Names.WEIR_LOG_LEVEL))
                .containsExactly("debug", "info", "warn");
    }

    @Test
    void anErrorMarksTheSpanThoughNothingIsThrown() {
        String long300 = "x".repeat(300);
        tracing.span("error", span -> Mono.just(span.error("no stock"))).block();
        tracing.span("critical", span -> Mono.just(span.critical(long300))).block();

        assertThat(recorded.spans()).allSatisfy(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("_OTHER");
        });
        assertThat(recorded.span("error").getStatus().getDescription()).isEqualTo("no stock");
        assertThat(recorded.span("critical").getStatus().getDescription()).hasSize(256);
        assertThat(recorded.span("critical").getEvents().get(0).getAttributes().get(Names.WEIR_LOG_MESSAGE))
                .isEqualTo(long300);
    }

    @Test
    void whatIsThrownLaterSaysMore() {
        StepVerifier.create(tracing.span("step", span -> {
                    span.error("first");
                    return Mono.error(new IllegalStateException("second"));
                }))
                .verifyErrorMessage("second");

        assertThat(recorded.span("step").getStatus().getDescription()).isEqualTo("second");
        assertThat(recorded.span("step").getAttributes().get(Names.ERROR_TYPE))
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void aStepThatThrowsOrGivesNothingFailsTheSubscription() {
        StepVerifier.create(tracing.span("throws", span -> {
                    throw new IllegalStateException("early");
                }))
                .verifyErrorMessage("early");
        StepVerifier.create(tracing.span("null", span -> null)).verifyError(NullPointerException.class);
        assertThat(recorded.spans())
                .hasSize(2)
                .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
    }

    @Test
    void everySubscriptionHasASpanOfItsOwn() {
        Mono<String> ids = tracing.span("step", span -> Mono.just(span.traceId() + span.spanId()));
        String first = ids.block();
        String second = ids.block();

        assertThat(recorded.spans())
                .extracting(span -> span.getTraceId() + span.getSpanId())
                .containsExactly(first, second);
    }

    @Test
    void afterTheEndNothingIsWritten() {
        AtomicReference<TraceSpan> kept = new AtomicReference<>();
        tracing.span("step", span -> Mono.fromRunnable(() -> kept.set(span))).block();
        kept.get().set("late", 1).event("late").error("late");
        assertThat(recorded.span("step").getAttributes().isEmpty()).isTrue();
        assertThat(recorded.span("step").getEvents()).isEmpty();
    }

    @Test
    void blockingCodeUsesTheSpanToo() {
        String id = tracing.trace("step").get(span -> span.set("a", 1).spanId());
        assertThat(recorded.span("step").getSpanId()).isEqualTo(id);
        assertThat(recorded.span("step").getAttributes().get(AttributeKey.longKey("a")))
                .isEqualTo(1);
    }

    @Test
    void theCurrentSpanIsThatOfTheStepAround() {
        AtomicReference<Span> seen = new AtomicReference<>();
        tracing.span(
                        "step",
                        span -> Mono.deferContextual(context -> {
                            seen.set(Tracing.currentSpan(context));
                            return Mono.just(1);
                        }))
                .block();
        assertThat(seen.get().getSpanContext().getSpanId())
                .isEqualTo(recorded.span("step").getSpanId());
    }
}
