package dev.weir.benchmarks;

import dev.weir.Chunk;
import dev.weir.ChunkAccumulator;
import dev.weir.FinishReason;
import dev.weir.Interceptor;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Request;
import dev.weir.tracing.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;

/** The tracing operator around a stream that costs nothing; figures are per chunk, span and metrics of the stream included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TracingBenchmark {

    /** No tracing at all, an OpenTelemetry that does nothing, the SDK with exporters that drop. */
    @Param({"none", "noop", "sdk"})
    String telemetry = "none";

    private final Operation.Inference operation = new Operation.Inference(
            new Operation.Target(
                    ModelId.parse("openai/gpt-4o-mini"), "gpt-4o-mini", "openai", "openai-chat", "127.0.0.1", 443),
            "chat",
            Request.of("Write about the river"),
            true);
    private final Flux<Chunk> chunks = Flux.fromIterable(answer());
    private Interceptor interceptor = new Interceptor() {};
    private @Nullable OpenTelemetrySdk sdk;

    /** Sets up tracing. */
    @Setup
    public void begin() {
        if (telemetry.equals("noop")) {
            interceptor = Tracing.create(OpenTelemetry.noop());
        } else if (telemetry.equals("sdk")) {
            sdk = DroppingTelemetry.create();
            interceptor = Tracing.create(sdk);
        }
    }

    /** Closes the SDK. */
    @TearDown
    public void end() {
        if (sdk != null) {
            sdk.close();
        }
    }

    /** Subscribes to one stream. */
    @Benchmark
    @OperationsPerInvocation(ChatTraffic.CHUNKS)
    public void stream(Blackhole sink) {
        interceptor.stream(operation, chunks).subscribe(sink::consume);
    }

    private static List<Chunk> answer() {
        List<Chunk> chunks = new ArrayList<>();
        chunks.add(new Chunk.Started("chatcmpl-1", "gpt-4o-mini-2024-07-18"));
        chunks.add(new Chunk.TextStart(0, 0));
        for (int i = 0; i < ChatTraffic.CHUNKS; i++) {
            chunks.add(new Chunk.TextDelta(0, 0, " river"));
        }
        chunks.add(new Chunk.TextEnd(0, 0, null));
        chunks.add(new Chunk.Finished(0, FinishReason.STOP, "stop"));
        ChunkAccumulator accumulator = new ChunkAccumulator();
        chunks.forEach(accumulator::add);
        chunks.add(new Chunk.Done(accumulator.complete()));
        return chunks;
    }
}
