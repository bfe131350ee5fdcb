package dev.weir.benchmarks;

import dev.weir.spi.JsonReader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/** Picking the text out of one document with Weir's reader, Jackson's streaming parser and Jackson's tree. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class JsonBenchmark {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** An event of about 300 bytes, or the answer to a call with escapes and characters beyond ASCII in it. */
    @Param({"chunk", "completion"})
    String document = "chunk";

    private byte[] json = {};
    private String holder = "delta";
    private final JsonReader reader = new JsonReader();

    /** Chooses the document. */
    @Setup
    public void choose() {
        boolean chunk = document.equals("chunk");
        json = chunk ? ChatTraffic.chunk() : ChatTraffic.completion();
        holder = chunk ? "delta" : "message";
    }

    /** Weir's reader. */
    @Benchmark
    public @Nullable String weir() {
        String text = null;
        reader.reset(json, 0, json.length);
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("choices")) {
                reader.beginArray();
                while (reader.nextElement()) {
                    text = choice();
                }
            } else {
                reader.skip();
            }
        }
        return text;
    }

    private @Nullable String choice() {
        String text = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs(holder)) {
                reader.beginObject();
                while (reader.nextField()) {
                    if (reader.nameIs("content")) {
                        text = reader.stringOrNull();
                    } else {
                        reader.skip();
                    }
                }
            } else {
                reader.skip();
            }
        }
        return text;
    }

    /** Jackson's streaming parser. */
    @Benchmark
    public @Nullable String jacksonStreaming() {
        return JacksonText.of(json, 0, json.length, holder);
    }

    /** Jackson's tree. */
    @Benchmark
    public String jacksonTree() {
        return MAPPER.readTree(json)
                .path("choices")
                .path(0)
                .path(holder)
                .path("content")
                .asString();
    }
}
