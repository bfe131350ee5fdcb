package dev.weir.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CohereEmbeddingTest {

    private static final JsonMapper JSON = new JsonMapper();
    private final CohereEmbeddingCodec codec = new CohereEmbeddingCodec();

    @Test
    void aRequestAlwaysNamesPurposeAndFormat() {
        assertThat(encode(EmbeddingRequest.of(List.of("a", "b"))))
                .isEqualTo(JSON.readTree("{\"model\":\"embed-v4.0\",\"texts\":[\"a\",\"b\"],"
                        + "\"input_type\":\"search_document\",\"embedding_types\":[\"float\"]}"));
    }

    @Test
    void purposeDimensionsAndExtrasAreSent() {
        assertThat(encode(EmbeddingRequest.of(List.of("a"))
                        .purpose("search_query")
                        .dimensions(256)
                        .extra("embedding_types", List.of("int8", "float"))
                        .extra("truncate", "END")))
                .isEqualTo(JSON.readTree("{\"model\":\"embed-v4.0\",\"texts\":[\"a\"],\"input_type\":\"search_query\","
                        + "\"output_dimension\":256,\"embedding_types\":[\"int8\",\"float\"],\"truncate\":\"END\"}"));
    }

    @Test
    void imagesTakeThePlaceOfTexts() {
        JsonNode body = encode(EmbeddingRequest.of(List.of()).extra("images", List.of("data:image/png;base64,AQID")));

        assertThat(body.has("texts")).isFalse();
        assertThat(body.get("images")).hasSize(1);
    }

    @Test
    void vectorsKeepTheirOrderAndOtherFormatsAreKept() {
        EmbeddingResponse response = decode("""
                {"id":"e","embeddings":{"int8":[[1,2],[3,4]],"float":[[0.5,-1e-3],[2,3]],"ubinary":null},
                 "texts":["lower-cased"],"meta":{"billed_units":{"input_tokens":4,"image_tokens":0}},
                 "response_type":"embeddings_by_type"}""");

        assertThat(response.id()).isEqualTo("e");
        assertThat(response.vectors())
                .usingElementComparator(java.util.Arrays::compare)
                .containsExactly(new float[] {0.5f, -0.001f}, new float[] {2, 3});
        assertThat(response.encoding()).isEqualTo("float");
        assertThat(response.extras()).containsOnlyKeys("int8").containsEntry("int8", "[[1,2],[3,4]]");
        assertThat(response.usage().inputTokens()).hasValue(4);
        assertThat(response.usage().outputTokens()).isEmpty();
    }

    @Test
    void base64IsReadAsLittleEndianFloats() {
        EmbeddingResponse response = decode("{\"embeddings\":{\"base64\":[\"AACAPwAAAMA=\"]}}");

        assertThat(response.vectors().get(0)).containsExactly(1f, -2f);
        assertThat(response.encoding()).isEqualTo("base64");
    }

    @Test
    void aFormatOfWholeNumbersAloneBecomesTheVectors() {
        EmbeddingResponse response = decode("{\"embeddings\":{\"uint8\":[[7,255]]}}");

        assertThat(response.vectors().get(0)).containsExactly(7f, 255f);
        assertThat(response.encoding()).isEqualTo("uint8");
        assertThat(response.extras()).isEmpty();
    }

    @Test
    void malformedVectorsAreRefused() {
        assertThatThrownBy(() -> decode("{\"embeddings\":{\"float\":[[\"x\"]]}}"))
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> decode("{\"embeddings\":{\"base64\":[\"*\"]}}"))
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> decode("{\"embeddings\":7}")).isInstanceOf(JsonException.class);
    }

    @Test
    void aRequestHoldsAtMost96Texts() {
        assertThat(codec.maxInputs("embed-v4.0")).isEqualTo(96);
    }

    private EmbeddingResponse decode(String body) {
        return codec.decode(body.getBytes(UTF_8), Headers.NONE);
    }

    private JsonNode encode(EmbeddingRequest request) {
        return JSON.readTree(
                codec.encode(request, "embed-v4.0", new ArrayList<>()).body());
    }
}
