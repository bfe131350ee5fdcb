package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Prompt;
import dev.weir.Response;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Spans around anything: publishers, futures, code that just runs. */
class StepTest {

    private static final AttributeKey<String> RESULT = AttributeKey.stringKey("weir.trace.result");
    private static final AttributeKey<String> GENRE = AttributeKey.stringKey("weir.trace.argument.genre");

    private final RecordedTelemetry recorded = Tracing.inMemory();
    private final Tracing tracing = recorded.tracing();
    private final RecordedTelemetry open =
            Tracing.inMemory(builder -> builder.captureContent(ContentCapture.SPAN_ONLY));

    @AfterEach
    void nothingStaysCurrent() {
        assertThat(Context.current()).isSameAs(Context.root());
        recorded.close();
        open.close();
    }

    private Mono<Response> call() {
        return tracing.call(Fixtures.call(), Mono.just(Fixtures.response()));
    }

    private SpanData only() {
        assertThat(recorded.spans()).hasSize(1);
        return recorded.spans().get(0);
    }

    @Test
    void tellsNameTagsMetadataFunctionAndVersion() {
        Prompt prompt = Prompt.of("p", "{x}").label("canary");
        TraceSpec spec = tracing.trace("recommend_book")
                .tags("production", "ml")
                .tags("ml")
                .metadata("team", "search")
                .function(StepTest.class, "recommend")
                .version("1.0");
        Mono.just(1).transform(spec::around).block();
        Mono.just(1)
                .transform(tracing.trace("versioned").version(prompt)::around)
                .block();

        assertThat(recorded.span("recommend_book").getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("weir.trace.tags", new String[] {"production", "ml"})
                        .put("weir.trace.metadata.team", "search")
                        .put("code.function.name", StepTest.class.getName() + ".recommend")
                        .put("weir.version.id", "1.0")
                        .build()
                        .asMap());
        assertThat(recorded.span("versioned").getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("weir.version.id", prompt.version())
                        .put("weir.version.label", "canary")
                        .build()
                        .asMap());
    }

    @Test
    void automaticAndExplicitSpansNestAcrossThreads() {
        tracing.trace("outer")
                .around(Mono.delay(Duration.ofMillis(1))
                        .publishOn(Schedulers.boundedElastic())
                        .flatMap(tick -> tracing.span("inner", span -> call().subscribeOn(Schedulers.parallel()))))
                .block();

        SpanData outer = recorded.span("outer");
        SpanData inner = recorded.span("inner");
        assertThat(inner.getParentSpanId()).isEqualTo(outer.getSpanId());
        assertThat(recorded.span("chat gpt-4o-mini").getParentSpanId()).isEqualTo(inner.getSpanId());
        assertThat(recorded.spans()).extracting(SpanData::getTraceId).containsOnly(outer.getTraceId());
    }

    @Test
    void argumentsAndResultsAreContent() {
        TraceSpec closed = tracing.trace("step").arg("genre", "secret").recordResult();
        assertThat(closed.around(Mono.just("secret")).block()).isEqualTo("secret");
        assertThat(closed.get(() -> "secret")).isEqualTo("secret");
        assertThat(recorded.spans())
                .hasSize(2)
                .noneMatch(span -> span.toString().contains("secret"));
    }

    @Test
    void withContentAllowedArgumentsAndResultsAreTold() {
        open.tracing()
                .trace("mono")
                .arg("genre", "fantasy")
                .arg("limit", 3)
                .arg("strict", true)
                .arg("weight", 0.5)
                .arg("nothing", null)
                .recordResult(Response.class, Response::text)
                .around(Mono.just(Fixtures.response()))
                .block();
        open.tracing().trace("flux").recordResult().around(Flux.just("a", "b")).blockLast();
        open.tracing().trace("wrap").recordResult().wrap(Mono.just("c")).block();
        open.tracing().trace("blocking").recordResult().get(() -> List.of("d", "e"));
        open.tracing()
                .trace("future")
                .recordResult()
                .future(() -> CompletableFuture.completedFuture("f"))
                .join();

        assertThat(open.span("mono").getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("weir.trace.argument.genre", "fantasy")
                        .put("weir.trace.argument.limit", 3)
                        .put("weir.trace.argument.strict", true)
                        .put("weir.trace.argument.weight", 0.5)
                        .put("weir.trace.result", "Dune")
                        .build()
                        .asMap());
        assertThat(open.span("flux").getAttributes().get(RESULT)).isEqualTo("b");
        assertThat(open.span("wrap").getAttributes().get(RESULT)).isEqualTo("c");
        assertThat(open.span("blocking").getAttributes().get(AttributeKey.stringArrayKey("weir.trace.result")))
                .containsExactly("d", "e");
        assertThat(open.span("future").getAttributes().get(RESULT)).isEqualTo("f");
    }

    @Test
    void whatCannotBeToldIsLeftOut() {
        TraceSpec spec = open.tracing()
                .trace("step")
                .arg("genre", new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("no words");
                    }
                })
                .recordResult(String.class, text -> {
                    throw new IllegalStateException("no result");
                });
        assertThat(spec.around(Mono.just("x")).block()).isEqualTo("x");
        spec.around(Mono.just(1)).block();
        StepVerifier.create(spec.recordResult().around(Flux.just("x").concatWith(Flux.error(new IOException("late")))))
                .expectNext("x")
                .verifyErrorMessage("late");
        StepVerifier.create(spec.recordResult().around(Flux.just("x").concatWith(Flux.never())), 1)
                .expectNext("x")
                .thenCancel()
                .verify();

        assertThat(open.spans())
                .hasSize(4)
                .allMatch(span -> span.getAttributes().get(GENRE) == null)
                .allMatch(span -> span.getAttributes().get(RESULT) == null);
    }

    @Test
    void theContextOfTheSubscriberDecidesAboutContent() {
        try (RecordedTelemetry some = Tracing.inMemory()) {
            TraceSpec spec = some.tracing().trace("step").arg("genre", "fantasy");
            spec.around(Mono.just(1)).block();
            spec.around(Mono.just(1)).contextWrite(ContentCapture.SPAN_ONLY).block();

            assertThat(some.spans())
                    .extracting(span -> span.getAttributes().get(GENRE))
                    .containsExactly(null, "fantasy");
        }
    }

    @Test
    void aWrappedResultKnowsItsSpan() {
        Trace<String> trace = tracing.trace("step").wrap(Mono.just("x")).block();
        Trace<String> blocking = tracing.trace("blocking").wrap(() -> "y");

        assertThat(trace).isNotNull();
        assertThat(trace.result()).isEqualTo("x");
        assertThat(trace.spanId()).isEqualTo(recorded.span("step").getSpanId());
        assertThat(trace.traceId()).isEqualTo(recorded.span("step").getTraceId());
        assertThat(blocking.result()).isEqualTo("y");
        assertThat(blocking.spanId()).isEqualTo(recorded.span("blocking").getSpanId());
        StepVerifier.create(tracing.trace("empty").wrap(Mono.empty())).verifyComplete();
        StepVerifier.create(tracing.trace("failed").wrap(Mono.error(new IOException("x"))))
                .verifyError(IOException.class);
        assertThat(trace.toString()).doesNotContain("x");
    }

    @Test
    void nothingHappensBeforeSubscription() {
        tracing.trace("step").wrap(call());
        tracing.span("span", span -> call());
        tracing.spanMany("span", span -> Flux.error(new AssertionError("assembled")));
        assertThat(recorded.spans()).isEmpty();
    }

    @Test
    void linksAreThereWhenTheSpanStarts() {
        SpanContext other = SpanContext.create(
                "0123456789abcdef0123456789abcdef",
                "0123456789abcdef",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        tracing.trace("step").link(other).around(Mono.just(1)).block();
        assertThat(only().getLinks())
                .singleElement()
                .satisfies(link -> assertThat(link.getSpanContext()).isEqualTo(other));
    }

    @Test
    void withoutAnSdkEverythingRuns() throws Exception {
        runsUndisturbed(Tracing.create(OpenTelemetry.noop()));
    }

    @Test
    void withABrokenSdkEverythingRuns() throws Exception {
        SpanProcessor broken = new SpanProcessor() {
            @Override
            public void onStart(Context parentContext, ReadWriteSpan span) {
                throw new IllegalStateException("start");
            }

            @Override
            public boolean isStartRequired() {
                return true;
            }

            @Override
            public void onEnd(ReadableSpan span) {}

            @Override
            public boolean isEndRequired() {
                return false;
            }
        };
        try (RecordedTelemetry failing = Tracing.inMemory(builder -> builder, broken)) {
            runsUndisturbed(failing.tracing());
            assertThat(failing.spans()).isEmpty();
        }
    }

    private static void runsUndisturbed(Tracing tracing) throws Exception {
        TraceSpec spec = tracing.trace("step").arg("a", 1).recordResult().link(SpanLink.create());
        assertThat(spec.call(() -> 1)).isEqualTo(1);
        assertThat(spec.get(() -> 2)).isEqualTo(2);
        assertThat(spec.future(() -> CompletableFuture.completedFuture(3)).join())
                .isEqualTo(3);
        assertThat(spec.future(CompletableFuture::new).cancel(true)).isTrue();
        assertThatThrownBy(() -> spec.run(() -> {
                    throw new IllegalStateException("own");
                }))
                .hasMessage("own");
        Trace<Integer> trace = spec.wrap(Mono.just(4)).block();
        assertThat(trace).isNotNull();
        assertThat(trace.result()).isEqualTo(4);
        trace.annotate(Evaluation.Label.PASS, "fine");
        Integer inside = tracing.span("span", span -> {
                    span.set("a", 1).event("b").error("c", Map.of("d", 1)).annotate(Evaluation.of("x"));
                    return Mono.just(span.spanId().length());
                })
                .block();
        assertThat(inside).isEqualTo(16);
    }
}
