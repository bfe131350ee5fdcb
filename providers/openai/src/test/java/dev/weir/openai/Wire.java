package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.Chunk;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Frame;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Drives a codec as the transport does, without one. */
final class Wire {

    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * What came out.
     *
     * @param response the answer, partial if there was an error
     * @param error the error inside the answer, null if there was none
     * @param missing what a stream lacks at its end, null if nothing
     */
    record Answer(
            Response response,
            List<Chunk> chunks,
            @Nullable ApiError error,
            boolean ended,
            @Nullable String missing) {

        <T extends Chunk> List<T> chunks(Class<T> type) {
            return chunks.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }

    private Wire() {}

    static Answer call(Codec codec, String body) {
        List<Chunk> chunks = new ArrayList<>();
        ChunkEmitter out = new ChunkEmitter(chunks::add);
        try {
            codec.decode(body.getBytes(UTF_8), out);
        } catch (WireException error) {
            return new Answer(out.accumulator().snapshot(), chunks, error.error(), true, null);
        }
        out.complete();
        return new Answer(out.accumulator().complete(), chunks, null, true, null);
    }

    /** Reads a stream of well-formed SSE; framing proper is tested where it lives. */
    static Answer stream(Codec codec, String sse) {
        List<Chunk> chunks = new ArrayList<>();
        ChunkEmitter out = new ChunkEmitter(chunks::add);
        StreamDecoder decoder = codec.streamDecoder();
        String type = null;
        StringBuilder data = new StringBuilder();
        try {
            for (String line : (sse + "\n\n").split("\r\n|\n|\r", -1)) {
                if (line.startsWith("data:")) {
                    data.append(data.isEmpty() ? "" : "\n")
                            .append(line.substring(5).stripLeading());
                } else if (line.startsWith("event:")) {
                    type = line.substring(6).trim();
                } else if (line.isEmpty() && !data.isEmpty()) {
                    if (!decoder.ended()) {
                        decoder.decode(frame(type, data.toString()), out);
                    }
                    data.setLength(0);
                    type = null;
                }
            }
        } catch (WireException error) {
            return new Answer(out.accumulator().snapshot(), chunks, error.error(), decoder.ended(), null);
        }
        String missing = decoder.ended() ? null : decoder.missing();
        out.complete();
        return new Answer(out.accumulator().complete(), chunks, null, decoder.ended(), missing);
    }

    /** Reads events given as their data. */
    static Answer events(Codec codec, String... data) {
        StringBuilder sse = new StringBuilder();
        for (String event : data) {
            sse.append("data: ").append(event).append("\n\n");
        }
        return stream(codec, sse.toString());
    }

    /** Puts the data into the midst of a larger array, as the transport does. */
    private static Frame frame(@Nullable String type, String data) {
        byte[] bytes = ("###" + data + "###").getBytes(UTF_8);
        return new Frame().set(type, bytes, 3, bytes.length - 6);
    }

    static JsonNode encode(Codec codec, Request request) {
        return encode(codec, request, false, new ArrayList<>());
    }

    static JsonNode encode(Codec codec, Request request, boolean stream, List<Warning> warnings) {
        return exactJson(new String(codec.encode(request, "m", stream, warnings).body(), UTF_8));
    }

    static List<Warning> warnings(Codec codec, Request request) {
        List<Warning> warnings = new ArrayList<>();
        codec.encode(request, "m", false, warnings);
        return warnings;
    }

    static JsonNode json(String text) {
        return MAPPER.readTree(text.replace('\'', '"'));
    }

    static JsonNode exactJson(String text) {
        return MAPPER.readTree(text);
    }
}
