package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError;
import dev.weir.FinishReason;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.Frame;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.WireException;
import dev.weir.spi.WireRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The fuzz targets see what they are there to see. */
class CodecFuzzTest {

    private static final byte[] BODY = "data: x\n\ndata: y\n\n".getBytes(UTF_8);

    @Test
    void answersAndTheTwoRefusalsAreFine() {
        for (Consumer<ChunkEmitter> decoding : List.<Consumer<ChunkEmitter>>of(
                out -> out.text(0, 0, "x"),
                out -> {
                    throw new JsonException("no");
                },
                out -> {
                    throw new WireException(ApiError.ofStatus(500));
                })) {
            Codec codec = codec(decoding, "{}");
            assertThatCode(() -> CodecFuzz.answer(codec, BODY)).doesNotThrowAnyException();
            assertThatCode(() -> CodecFuzz.stream(codec, "text/event-stream", BODY))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void anyOtherExceptionIsAFinding() {
        Codec codec = codec(
                out -> {
                    throw new IllegalStateException("oops");
                },
                "{}");
        assertThatThrownBy(() -> CodecFuzz.answer(codec, BODY)).hasMessage("oops");
        assertThatThrownBy(() -> CodecFuzz.stream(codec, "text/event-stream", BODY))
                .hasMessage("oops");
    }

    @Test
    void moreThanTheBodyCanHoldIsAFinding() {
        Codec codec = codec(out -> out.text(0, 0, "x".repeat(1 << 20)), "{}");
        assertThatThrownBy(() -> CodecFuzz.answer(codec, BODY)).hasMessageContaining("out of 18 bytes");
        assertThatThrownBy(() -> CodecFuzz.stream(codec, "text/event-stream", BODY))
                .hasMessageContaining("out of 18 bytes");
    }

    @Test
    void aStreamThatIsNotTheSameTwiceIsAFinding() {
        AtomicInteger count = new AtomicInteger();
        Codec codec = codec(out -> out.text(0, 0, "x" + count.incrementAndGet()), "{}");
        assertThatThrownBy(() -> CodecFuzz.stream(codec, "text/event-stream", BODY))
                .hasMessageContaining("byte by byte");
    }

    @Test
    void anAnswerThatMakesABrokenRequestIsAFinding() {
        Codec codec = codec(out -> out.text(0, 0, "x"), "{\"messages\":[}");
        assertThatThrownBy(() -> CodecFuzz.answer(codec, BODY)).hasMessageContaining("As history");
    }

    @Test
    void anErrorThatForgetsItsStatusIsAFinding() {
        byte[] answer = "429\nretry-after: 3\n\n{}".getBytes(UTF_8);
        assertThatCode(() -> CodecFuzz.error(
                        (status, headers, body) ->
                                ApiError.ofStatus(status).message(headers.get("retry-after") + new String(body, UTF_8)),
                        ResponseHeaders.STANDARD,
                        answer))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> CodecFuzz.error(
                        (status, headers, body) -> ApiError.ofStatus(500), ResponseHeaders.STANDARD, answer))
                .hasMessageContaining("429");
    }

    /** Returns a codec that reads every body and every event in one way and writes every request as the same text. */
    private static Codec codec(Consumer<ChunkEmitter> decoding, String request) {
        return new Codec() {
            @Override
            public String api() {
                return "fake";
            }

            @Override
            public WireRequest encode(Request asked, String model, boolean stream, List<Warning> warnings) {
                return new WireRequest("/", request.getBytes(UTF_8));
            }

            @Override
            public void decode(byte[] body, ChunkEmitter out) {
                decoding.accept(out);
                out.finish(0, FinishReason.STOP, null);
            }

            @Override
            public StreamDecoder streamDecoder() {
                return new StreamDecoder() {
                    @Override
                    public void decode(Frame frame, ChunkEmitter out) {
                        decoding.accept(out);
                    }

                    @Override
                    public boolean ended() {
                        return false;
                    }

                    @Override
                    public @Nullable String missing() {
                        return null;
                    }
                };
            }

            @Override
            public ApiError error(int status, Headers headers, byte[] body) {
                return ApiError.ofStatus(status);
            }
        };
    }
}
