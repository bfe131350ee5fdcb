package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Chunk;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Frame;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the codec without a transport. */
final class Wire {

    static final JsonMapper JSON = JsonMapper.builder().build();
    static final String MODEL = "gemini-2.5-flash";
    static final String GEMINI_3 = "gemini-3-flash-preview";

    private Wire() {}

    static Codec codec() {
        return new GeminiCodec(Dialect.GEMINI, null);
    }

    static Codec vertex() {
        return new GeminiCodec(Dialect.VERTEX, null);
    }

    /** Reads single quotes as double ones. */
    static String json(String text) {
        return text.replace('\'', '"');
    }

    static Response call(String body) {
        ChunkEmitter out = new ChunkEmitter(chunk -> {});
        codec().decode(body.getBytes(UTF_8), out);
        out.complete();
        return out.accumulator().complete();
    }

    static JsonNode body(Request request) {
        return body(request, MODEL);
    }

    static JsonNode body(Request request, String model) {
        return body(codec(), request, model, new ArrayList<>());
    }

    static JsonNode body(Codec codec, Request request, String model, List<Warning> warnings) {
        WireRequest wire = codec.encode(request, model, false, warnings);
        return JSON.readTree(wire.body());
    }

    static List<String> warned(Request request, String model) {
        List<Warning> warnings = new ArrayList<>();
        codec().encode(request, model, false, warnings);
        return warnings.stream().map(Warning::option).toList();
    }

    /** One stream, fed event by event; each event stands in the middle of a larger array that is wiped afterwards. */
    static final class Stream {

        final List<Chunk> chunks = new ArrayList<>();
        final StreamDecoder decoder = codec().streamDecoder();
        private final ChunkEmitter out = new ChunkEmitter(chunks::add);
        private final Frame frame = new Frame();

        Stream event(String data) {
            byte[] bytes = data.getBytes(UTF_8);
            byte[] array = new byte[bytes.length + 7];
            System.arraycopy(bytes, 0, array, 3, bytes.length);
            try {
                decoder.decode(frame.set(null, array, 3, bytes.length), out);
            } finally {
                java.util.Arrays.fill(array, (byte) 'x');
            }
            return this;
        }

        Stream events(String... data) {
            for (String each : data) {
                event(json(each));
            }
            return this;
        }

        Stream sse(String body) {
            for (String event : body.split("\\r?\\n\\r?\\n")) {
                if (event.startsWith("data:")) {
                    event(event.substring(5).strip());
                }
            }
            return this;
        }

        String text() {
            StringBuilder text = new StringBuilder();
            chunks.forEach(chunk -> text.append(chunk.text()));
            return text.toString();
        }

        Response partial() {
            return out.accumulator().snapshot();
        }

        Response response() {
            out.complete();
            return out.accumulator().complete();
        }
    }
}
