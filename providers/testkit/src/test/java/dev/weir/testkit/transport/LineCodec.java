package dev.weir.testkit.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.FinishReason;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Frame;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import dev.weir.spi.WireRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smallest wire format that has everything: {@code {"text":"..."}}, {@code {"error":"..."}} and an end marker. */
final class LineCodec implements Codec {

    static final String END = "data: [END]\n\n";

    static String event(String text) {
        return "data: "
                + new JsonWriter().beginObject().name("text").value(text).endObject() + "\n\n";
    }

    @Override
    public String api() {
        return "line";
    }

    @Override
    public WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings) {
        JsonWriter json = new JsonWriter().beginObject();
        json.name("prompt").value(request.messages().get(0).text());
        if (request.options().topK() != null) {
            warnings.add(new Warning("topK", "this format has none"));
        }
        return new WireRequest("/lines", json.endObject().toByteArray());
    }

    @Override
    public void decode(byte[] body, ChunkEmitter out) {
        read(JsonReader.of(body), out);
        out.finish(0, FinishReason.STOP, "end");
    }

    private static void read(JsonReader json, ChunkEmitter out) {
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("text")) {
                out.text(0, 0, json.stringOrNull());
            } else if (json.nameIs("error")) {
                throw new WireException(ApiError.ofStatus(200).message(json.stringOrNull()));
            } else {
                json.skip();
            }
        }
        json.end();
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new StreamDecoder() {
            private final JsonReader json = new JsonReader();
            private boolean ended;

            @Override
            public void decode(Frame frame, ChunkEmitter out) {
                if (frame.dataIs("[END]")) {
                    out.finish(0, FinishReason.STOP, "end");
                    ended = true;
                    return;
                }
                json.reset(frame.array(), frame.offset(), frame.length());
                read(json, out);
            }

            @Override
            public boolean ended() {
                return ended;
            }

            @Override
            public @Nullable String missing() {
                return "[END]";
            }
        };
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        return ApiError.ofStatus(status)
                .message(new String(body, UTF_8))
                .body(new String(body, UTF_8))
                .retryAfter(ResponseHeaders.retryAfter(headers, Instant.now()));
    }
}
