package dev.weir.google;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.testkit.CodecFuzz;

/** Embeddings and token counts of any bytes; how to search stands at {@link CodecFuzz}. */
class GeminiEmbeddingFuzzTest {

    private static final GeminiEmbeddingCodec CODEC = new GeminiEmbeddingCodec(Dialect.GEMINI);
    private static final GeminiTokenCountCodec COUNT =
            new GeminiTokenCountCodec(Dialect.GEMINI, new GeminiCodec(Dialect.GEMINI, null));

    @FuzzTest(maxDuration = "5m")
    void vectors(byte[] body) {
        CodecFuzz.embedding(CODEC, body);
    }

    @FuzzTest(maxDuration = "5m")
    void counts(byte[] body) {
        CodecFuzz.count(COUNT, body);
    }
}
