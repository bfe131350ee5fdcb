package dev.weir.http;

import dev.weir.benchmarks.ChatTraffic;
import dev.weir.spi.Frame;
import dev.weir.spi.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** Cutting a stream of server-sent events, per event. In this package because the framers are private to it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FramingBenchmark {

    /** Bytes per read: about one event, and what a socket gives out at once. */
    @Param({"340", "16384"})
    int read;

    private final List<ByteBuf> reads = new ArrayList<>();
    private final Frame frame = new Frame();

    /** Splits a stream into reads. */
    @Setup
    public void split() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ChatTraffic.frames().forEach(all::writeBytes);
        byte[] bytes = all.toByteArray();
        for (int from = 0; from < bytes.length; from += read) {
            int length = Math.min(read, bytes.length - from);
            reads.add(Unpooled.directBuffer(length).writeBytes(bytes, from, length));
        }
    }

    /** Reads a stream and returns the number of bytes in its events. */
    @Benchmark
    @OperationsPerInvocation(ChatTraffic.CHUNKS)
    public int sse() {
        Framer framer = Framer.of(Framing.SSE, 1 << 20);
        int sum = 0;
        for (ByteBuf piece : reads) {
            piece.readerIndex(0);
            framer.append(piece);
            while (framer.next(frame)) {
                sum += frame.length();
            }
        }
        return sum;
    }
}
