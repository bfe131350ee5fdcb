package dev.weir.openai;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.testkit.CodecFuzz;

/** Responses answers of any bytes; how to search stands at {@link CodecFuzz}. */
class ResponsesFuzzTest {

    private static final ResponsesCodec CODEC = new ResponsesCodec(Dialect.OPENAI, "openai-responses");

    @FuzzTest(maxDuration = "5m")
    void answers(byte[] body) {
        CodecFuzz.answer(CODEC, body);
    }

    @FuzzTest(maxDuration = "5m")
    void streams(byte[] body) {
        CodecFuzz.stream(CODEC, "text/event-stream", body);
    }
}
