package dev.weir.cohere;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.testkit.CodecFuzz;

/** Chat answers of any bytes; how to search stands at {@link CodecFuzz}. */
class CohereFuzzTest {

    private static final CohereCodec CODEC = new CohereCodec();

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
