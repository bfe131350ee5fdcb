package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Request;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ConsoleSpanExporterTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ConsoleSpanExporter exporter =
            ConsoleSpanExporter.to(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .setSpanLimits(SpanLimits.getDefault())
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final Tracing tracing = Tracing.builder(sdk).semconv(Semconv.V1_41).build();
    private final Tracer tracer = sdk.getTracer("test");

    @AfterEach
    void close() {
        sdk.close();
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTraceIsPrintedAsATreeWhenItsRootHasEnded() {
        Mono<?> inside = tracing.stream(
                        Fixtures.stream(Request.of("a secret prompt")), Flux.fromIterable(Fixtures.answer()))
                .then(tracing.call(Fixtures.call(), Mono.error(new IllegalStateException("a secret error"))))
                .onErrorComplete()
                .doOnTerminate(() -> assertThat(printed()).isEmpty());
        tracing.trace("recommend_book").around(inside).block();

        List<String> lines = printed().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).matches("trace [0-9a-f]{32}");
        assertThat(lines.get(1)).matches("recommend_book +[0-9.]+ m?s");
        assertThat(lines.get(2))
                .matches("\\+- chat gpt-4o-mini +[0-9.]+ m?s {3}first chunk [0-9.]+ m?s {3}tokens 25 in, 12 out");
        assertThat(lines.get(3)).matches("`- chat gpt-4o-mini +[0-9.]+ m?s {3}error java.lang.IllegalStateException");
        assertThat(printed()).doesNotContain("secret");
    }

    @Test
    void aSpanWhoseParentIsElsewhereIsARoot() {
        SpanContext remote = SpanContext.createFromRemoteParent(
                TraceId.fromLongs(1, 2), SpanId.fromLong(3), TraceFlags.getSampled(), TraceState.getDefault());
        tracer.spanBuilder("served")
                .setParent(Context.root().with(Span.wrap(remote)))
                .startSpan()
                .end();

        assertThat(printed()).contains(remote.getTraceId()).contains("served");
    }

    @Test
    void aSpanThatEndsAfterItsRootIsPrintedByTheEndAtTheLatest() {
        Span root = tracer.spanBuilder("root").startSpan();
        Span late =
                tracer.spanBuilder("late").setParent(Context.root().with(root)).startSpan();
        root.end();
        late.end();
        assertThat(printed()).contains("root").contains("late");
    }

    @Test
    void memoryIsBounded() {
        List<Span> roots = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Span root = tracer.spanBuilder("root" + i).startSpan();
            roots.add(root);
            tracer.spanBuilder("child" + i)
                    .setParent(Context.root().with(root))
                    .startSpan()
                    .end();
        }
        assertThat(printed().lines().filter(line -> line.startsWith("trace "))).hasSize(200 - 64);

        Span busy = tracer.spanBuilder("busy").startSpan();
        for (int i = 0; i < 600; i++) {
            tracer.spanBuilder("step")
                    .setParent(Context.root().with(busy))
                    .startSpan()
                    .end();
        }
        busy.end();
        assertThat(printed()).contains("(88 more spans)");
        roots.forEach(Span::end);
    }

    @Test
    void whatNamesHoldCannotSteerTheTerminal() {
        tracer.spanBuilder("evil\u001b[2Jname\n\tx").startSpan().end();

        assertThat(printed()).contains("evil?[2Jname??x").doesNotContain("\u001b");
    }

    @Test
    void whatIsLeftIsPrintedAtTheEnd() {
        Span root = tracer.spanBuilder("root").startSpan();
        tracer.spanBuilder("child")
                .setParent(Context.root().with(root))
                .startSpan()
                .setStatus(StatusCode.ERROR)
                .end();
        assertThat(printed()).isEmpty();

        sdk.close();

        assertThat(printed()).containsPattern("child +[0-9.]+ m?s {3}error");
    }

    @Test
    void severalThreadsPrintWholeTraces() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 200; i++) {
            threads.execute(() -> tracing.trace("root")
                    .around(tracing.call(Fixtures.call(), Mono.just(Fixtures.response())))
                    .block());
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        List<String> lines = printed().lines().toList();
        assertThat(lines).hasSize(600);
        for (int i = 0; i < lines.size(); i += 3) {
            assertThat(lines.get(i)).startsWith("trace ");
            assertThat(lines.get(i + 1)).startsWith("root");
            assertThat(lines.get(i + 2)).startsWith("`- chat");
        }
    }

    @Test
    void costIsPrintedWithoutExponent() {
        tracer.spanBuilder("chat m")
                .setAttribute("gen_ai.usage.cost_usd", 0.000018)
                .startSpan()
                .end();
        assertThat(printed()).contains("$0.000018");
    }
}
