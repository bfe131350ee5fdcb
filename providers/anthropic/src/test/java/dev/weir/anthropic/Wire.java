package dev.weir.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Chunk;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Frame;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Drives the codec the way the transport does, at whole events. */
final class Wire {

    static final JsonMapper JSON = new JsonMapper();

    private Wire() {}

    static AnthropicCodec codec(String... betas) {
        return new AnthropicCodec(Anthropic.DEFAULT_VERSION, List.of(betas));
    }

    /** What was written for a request. */
    record Encoded(JsonNode body, Map<String, String> headers, List<Warning> warnings) {

        List<String> warned() {
            return warnings.stream().map(Warning::option).toList();
        }
    }

    static Encoded encode(Request request, String model) {
        return encode(request, model, false);
    }

    static Encoded encode(Request request, String model, boolean stream) {
        List<Warning> warnings = new ArrayList<>();
        WireRequest wire = codec().encode(request, model, stream, warnings);
        return new Encoded(JSON.readTree(wire.body()), wire.headers(), warnings);
    }

    static Response call(String body) {
        ChunkEmitter out = new ChunkEmitter(chunk -> {});
        codec().decode(body.getBytes(UTF_8), out);
        out.complete();
        return out.accumulator().complete();
    }

    /** One stream being read. */
    static final class Stream {

        final List<Chunk> chunks = new ArrayList<>();
        private final ChunkEmitter out = new ChunkEmitter(chunks::add);
        private final StreamDecoder decoder = codec().streamDecoder();
        private final Frame frame = new Frame();

        /** Feeds events, each the JSON of one. */
        Stream feed(String... events) {
            for (String event : events) {
                // not at the start of the array, as in the transport's buffer
                byte[] bytes = ("data: " + event + "\n\n").getBytes(UTF_8);
                if (!decoder.ended()) {
                    decoder.decode(frame.set(null, bytes, 6, bytes.length - 8), out);
                }
            }
            return this;
        }

        /** Feeds a body of server-sent events with plain line ends. */
        Stream body(String body) {
            for (String line : body.split("\\R", -1)) {
                if (line.startsWith("data:")) {
                    feed(line.substring("data:".length()));
                }
            }
            return this;
        }

        boolean ended() {
            return decoder.ended();
        }

        String missing() {
            return decoder.missing();
        }

        Response partial() {
            return out.accumulator().snapshot();
        }

        Response response() {
            out.complete();
            return out.accumulator().complete();
        }
    }

    static Stream stream(String... events) {
        return new Stream().feed(events);
    }
}
