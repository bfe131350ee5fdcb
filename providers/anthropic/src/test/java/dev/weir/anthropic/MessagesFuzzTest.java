package dev.weir.anthropic;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.spi.Codec;
import dev.weir.testkit.CodecFuzz;

/** Messages answers of any bytes; how to search stands at {@link CodecFuzz}. */
class MessagesFuzzTest {

    private static final Codec CODEC = Wire.codec();

    @FuzzTest(maxDuration = "5m")
    void answers(byte[] body) {
        CodecFuzz.answer(CODEC, body);
    }

    @FuzzTest(maxDuration = "5m")
    void streams(byte[] body) {
        CodecFuzz.stream(CODEC, "text/event-stream", body);
    }

    @FuzzTest(maxDuration = "5m")
    void errors(byte[] input) {
        CodecFuzz.error(CODEC::error, CODEC.headers(), input);
    }
}
