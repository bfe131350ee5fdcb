package dev.weir.anthropic;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.testkit.CodecFuzz;

/** Token counts of any bytes; how to search stands at {@link CodecFuzz}. */
class CountTokensFuzzTest {

    private static final CountTokensCodec CODEC = new CountTokensCodec(Wire.codec());

    @FuzzTest(maxDuration = "5m")
    void answers(byte[] body) {
        CodecFuzz.count(CODEC, body);
    }
}
