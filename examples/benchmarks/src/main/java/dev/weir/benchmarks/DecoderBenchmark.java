package dev.weir.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Response;
import dev.weir.openai.OpenAi;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Frame;
import dev.weir.spi.StreamDecoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** From event to chunk to response: OpenAI's codec with emitter and accumulator; and these two alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecoderBenchmark {

    private final Codec codec = OpenAi.builder().apiKey("none").build().codec();
    private final List<byte[]> events =
            ChatTraffic.events().stream().map(event -> event.getBytes(UTF_8)).toList();
    private final byte[] completion = ChatTraffic.completion();
    private final Frame frame = new Frame();

    /** A whole stream; figures are per chunk. */
    @Benchmark
    @OperationsPerInvocation(ChatTraffic.CHUNKS)
    public Response stream(Blackhole sink) {
        ChunkEmitter emitter = new ChunkEmitter(sink::consume);
        StreamDecoder decoder = codec.streamDecoder();
        for (byte[] event : events) {
            decoder.decode(frame.set(null, event, 0, event.length), emitter);
        }
        emitter.complete();
        return emitter.accumulator().complete();
    }

    /** The answer to a call. */
    @Benchmark
    public Response call(Blackhole sink) {
        ChunkEmitter emitter = new ChunkEmitter(sink::consume);
        codec.decode(completion, emitter);
        emitter.complete();
        return emitter.accumulator().complete();
    }

    /** Emitter and accumulator without a decoder before them; figures are per chunk. */
    @Benchmark
    @OperationsPerInvocation(ChatTraffic.CHUNKS)
    public Response accumulate(Blackhole sink) {
        ChunkEmitter emitter = new ChunkEmitter(sink::consume);
        for (int i = 0; i < ChatTraffic.CHUNKS; i++) {
            emitter.text(0, 0, " river");
        }
        emitter.complete();
        return emitter.accumulator().complete();
    }
}
