package dev.weir.cohere;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.testkit.CodecFuzz;

/** Embeddings and rankings of any bytes; how to search stands at {@link CodecFuzz}. */
class CohereEmbeddingFuzzTest {

    private static final CohereEmbeddingCodec CODEC = new CohereEmbeddingCodec();
    private static final CohereRerankCodec RANKING = new CohereRerankCodec();

    @FuzzTest(maxDuration = "5m")
    void vectors(byte[] body) {
        CodecFuzz.embedding(CODEC, body);
    }

    @FuzzTest(maxDuration = "5m")
    void rankings(byte[] body) {
        CodecFuzz.ranking(RANKING, body);
    }
}
