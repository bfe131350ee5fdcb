package dev.weir.openai;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.testkit.CodecFuzz;

/** Chat Completions answers of any bytes; how to search stands at {@link CodecFuzz}. */
class ChatFuzzTest {

    private static final ChatCodec CODEC = new ChatCodec(Dialect.OPENAI);
    private static final ChatCodec TAGGED =
            new ChatCodec(Dialect.COMPATIBLE.thinkTags(true).replay(Dialect.Replay.REASONING_DETAILS));

    @FuzzTest(maxDuration = "5m")
    void answers(byte[] body) {
        CodecFuzz.answer(CODEC, body);
        CodecFuzz.answer(TAGGED, body);
    }

    @FuzzTest(maxDuration = "5m")
    void streams(byte[] body) {
        CodecFuzz.stream(CODEC, "text/event-stream", body);
        CodecFuzz.stream(TAGGED, "text/event-stream", body);
    }

    @FuzzTest(maxDuration = "5m")
    void errors(byte[] input) {
        CodecFuzz.error(CODEC::error, CODEC.headers(), input);
    }
}
