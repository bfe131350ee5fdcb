package dev.weir.bedrock;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.testkit.CodecFuzz;
import java.time.Clock;

/** Embeddings of any bytes; how to search stands at {@link CodecFuzz}. */
class InvokeEmbeddingFuzzTest {

    private static final InvokeEmbeddingCodec CODEC = new InvokeEmbeddingCodec(new ClockSkew(Clock.systemUTC()));

    @FuzzTest(maxDuration = "5m")
    void answers(byte[] body) {
        CodecFuzz.embedding(CODEC, body);
    }
}
