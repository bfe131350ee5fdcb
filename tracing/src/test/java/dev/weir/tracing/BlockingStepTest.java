package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Response;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Spans around code that just runs, and around futures. */
class BlockingStepTest {

    private final RecordedTelemetry recorded = Tracing.inMemory();
    private final Tracing tracing = recorded.tracing();

    @AfterEach
    void nothingStaysCurrent() {
        assertThat(Context.current()).isSameAs(Context.root());
        recorded.close();
    }

    private Mono<Response> call() {
        return tracing.call(Fixtures.call(), Mono.just(Fixtures.response()));
    }

    private SpanData only() {
        assertThat(recorded.spans()).hasSize(1);
        return recorded.spans().get(0);
    }

    @Test
    void blockingCodeRunsInsideItsSpanAndFindsItsParent() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        tracing.trace("outer").run(() -> {
            seen.set(Span.current().getSpanContext().getSpanId());
            call().block();
            assertThat(tracing.trace("inner").<String>get(() -> null)).isNull();
        });
        assertThat(tracing.trace("callable").call(() -> 5)).isEqualTo(5);

        SpanData outer = recorded.span("outer");
        assertThat(seen).hasValue(outer.getSpanId());
        assertThat(recorded.span("chat gpt-4o-mini").getParentSpanId()).isEqualTo(outer.getSpanId());
        assertThat(recorded.span("inner").getParentSpanId()).isEqualTo(outer.getSpanId());
    }

    @Test
    void blockingCodeInsideAMonoIsAChildOfItsStep() {
        tracing.trace("outer")
                .around(tracing.trace("elsewhere")
                        .around(Mono.fromCallable(() -> tracing.trace("inner").get(() -> 1)))
                        .subscribeOn(Schedulers.boundedElastic()))
                .block();
        tracing.trace("mapped")
                .around(Mono.just(1).map(one -> tracing.trace("function").get(() -> 2)))
                .block();

        assertThat(recorded.span("elsewhere").getParentSpanId())
                .isEqualTo(recorded.span("outer").getSpanId());
        assertThat(recorded.span("inner").getParentSpanId())
                .isEqualTo(recorded.span("elsewhere").getSpanId());
        assertThat(recorded.span("function").getParentSpanId())
                .isEqualTo(recorded.span("mapped").getSpanId());
    }

    @Test
    void whatCodeThrowsIsThrownOnUnchanged() {
        IOException checked = new IOException("disk");
        assertThatThrownBy(() -> tracing.trace("step").call(() -> {
                    throw checked;
                }))
                .isSameAs(checked);

        assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(only().getAttributes().get(Names.ERROR_TYPE)).isEqualTo("java.io.IOException");
        assertThat(only().getEvents()).hasSize(1);
    }

    @Test
    void aFutureEndsItsSpanBeforeItIsDone() {
        CompletableFuture<String> source = new CompletableFuture<>();
        AtomicReference<String> current = new AtomicReference<>();
        CompletableFuture<String> future = tracing.trace("step").future(() -> {
            current.set(Span.current().getSpanContext().getSpanId());
            return source;
        });
        AtomicReference<Integer> ended = new AtomicReference<>();
        CompletableFuture<Void> seen =
                future.thenAccept(value -> ended.set(recorded.spans().size()));
        assertThat(recorded.spans()).isEmpty();

        source.complete("x");

        seen.join();
        assertThat(ended).hasValue(1);
        assertThat(current).hasValue(only().getSpanId());
        assertThat(future).isCompletedWithValue("x");
    }

    @Test
    void aFailedFutureFailsItsSpan() {
        IOException disk = new IOException("disk");
        CompletableFuture<Object> future = tracing.trace("step")
                .future(() -> CompletableFuture.supplyAsync(() -> {
                    throw new CompletionException(disk);
                }));

        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasCause(disk);
        assertThat(only().getAttributes().get(Names.ERROR_TYPE)).isEqualTo("java.io.IOException");
        assertThatThrownBy(() -> tracing.trace("throws").future(() -> {
                    throw new IllegalStateException("early");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("early");
        assertThat(recorded.span("throws").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void cancelOfAFutureReachesItsSource() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> future = tracing.trace("step").future(() -> source);

        assertThat(future.cancel(true)).isTrue();

        assertThat(future).isCancelled();
        assertThat(source).isCancelled();
        assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(future.cancel(true)).isTrue();
    }

    @Test
    void aCancelledSourceCancelsTheFuture() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> future = tracing.trace("step").future(() -> source);

        source.cancel(true);

        assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
        assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }
}
