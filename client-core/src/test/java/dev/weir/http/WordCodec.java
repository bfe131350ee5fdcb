package dev.weir.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ApiError;
import dev.weir.FinishReason;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Frame;
import dev.weir.spi.Headers;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A wire format of one word per event, closed by {@code [END]}; its reader leaves responses as they are. */
class WordCodec implements Codec, StreamReader {

    static final String END = "data: [END]\n\n";

    static String event(String word) {
        return "data: " + word + "\n\n";
    }

    @Override
    public String api() {
        return "words";
    }

    @Override
    public WireRequest encode(Request request, String model, boolean stream, List<Warning> warnings) {
        return new WireRequest("/", new byte[0]);
    }

    @Override
    public void decode(byte[] body, ChunkEmitter out) {
        out.text(0, 0, new String(body, UTF_8));
        out.finish(0, FinishReason.STOP, "end");
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new StreamDecoder() {
            private boolean ended;

            @Override
            public void decode(Frame frame, ChunkEmitter out) {
                if (frame.dataIs("[END]")) {
                    out.finish(0, FinishReason.STOP, "end");
                    ended = true;
                } else {
                    out.text(0, 0, frame.text());
                }
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
        return ApiError.ofStatus(status);
    }

    @Override
    public Codec codec() {
        return this;
    }

    @Override
    public Response complete(Response decoded, Headers headers) {
        return decoded;
    }
}
