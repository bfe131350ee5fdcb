package dev.weir.openai;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.testkit.CodecFuzz;

/** Embeddings answers of any bytes; how to search stands at {@link CodecFuzz}. */
class EmbeddingsFuzzTest {

    private static final EmbeddingsCodec CODEC = new EmbeddingsCodec(Dialect.OPENAI);

    @FuzzTest(maxDuration = "5m")
    void answers(byte[] body) {
        CodecFuzz.embedding(CODEC, body);
    }
}
