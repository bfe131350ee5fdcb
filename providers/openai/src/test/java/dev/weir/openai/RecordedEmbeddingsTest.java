package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.EmbeddingResponse;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Headers;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Decodes recorded embeddings straight through the codec. */
class RecordedEmbeddingsTest {

    @TestFactory
    Stream<DynamicTest> recordedAnswersAreReadAsExpected() throws IOException {
        return Recorded.tests("openai-embeddings", RecordedEmbeddingsTest::check);
    }

    private static void check(JsonNode exchange) {
        EmbeddingCodec codec = new EmbeddingsCodec(Dialect.OPENAI);
        JsonNode expected = exchange.path("expected");
        byte[] body = exchange.path("response").path("body_text").asString().getBytes(UTF_8);
        int status = exchange.path("response").path("status").asInt();
        if (status >= 300) {
            ApiError error = codec.error(status, Headers.NONE, body);
            assertThat(error.code()).isEqualTo(expected.path("error_code").asString());
            assertThat(error.message()).isEqualTo(expected.path("error_message").asString());
            return;
        }
        EmbeddingResponse response = codec.decode(body, Headers.NONE);
        assertThat(response.vectors()).hasSize(expected.path("embedding_count").asInt());
        assertThat(response.vectors().get(0))
                .hasSize(expected.path("embedding_dims").asInt());
        assertThat(response.model()).isEqualTo(expected.path("model").asString());
        assertThat(response.usage().inputTokens())
                .hasValue(expected.path("usage").path("input").asLong());
    }
}
