package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.InvalidRequestException;
import dev.weir.Warning;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InvokeEmbeddingTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String TITAN = "amazon.titan-embed-text-v2:0";

    private final InvokeEmbeddingCodec codec = new InvokeEmbeddingCodec(new ClockSkew(Clock.systemUTC()));
    private final List<Warning> warnings = new ArrayList<>();

    @Test
    void titanTakesOneText() {
        WireRequest wire = codec.encode(EmbeddingRequest.of(List.of("a")).dimensions(256), TITAN, warnings);

        assertThat(wire.path()).isEqualTo("/model/amazon.titan-embed-text-v2%3A0/invoke");
        assertThat(JSON.readTree(wire.body())).isEqualTo(JSON.readTree("{\"inputText\":\"a\",\"dimensions\":256}"));
        assertThat(codec.maxInputs(TITAN)).isEqualTo(1);
        assertThat(codec.maxInputs("arn:aws:bedrock:us-east-1:1:provisioned-model/x"))
                .isEqualTo(1);
        assertThatThrownBy(() -> encode(EmbeddingRequest.of(List.of("a", "b")), TITAN))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void theFirstTitanKnowsOnlyTheText() {
        JsonNode body =
                encode(EmbeddingRequest.of(List.of("a")).dimensions(256).purpose("x"), "amazon.titan-embed-text-v1");

        assertThat(body).isEqualTo(JSON.readTree("{\"inputText\":\"a\"}"));
        assertThat(warnings).extracting(Warning::option).containsExactly("dimensions", "purpose");
    }

    @Test
    void cohereTakesMany() {
        assertThat(encode(EmbeddingRequest.of(List.of("a", "b")), "cohere.embed-english-v3"))
                .isEqualTo(JSON.readTree("{\"texts\":[\"a\",\"b\"],\"input_type\":\"search_document\"}"));
        assertThat(encode(
                        EmbeddingRequest.of(List.of("a"))
                                .purpose("search_query")
                                .dimensions(512)
                                .extra("truncate", "NONE"),
                        "us.cohere.embed-v4:0"))
                .isEqualTo(JSON.readTree("{\"texts\":[\"a\"],\"input_type\":\"search_query\",\"output_dimension\":512,"
                        + "\"truncate\":\"NONE\"}"));
        assertThat(codec.maxInputs("cohere.embed-english-v3")).isEqualTo(96);
    }

    @Test
    void novaWrapsTheText() {
        assertThat(encode(
                        EmbeddingRequest.of(List.of("a")).dimensions(1024).purpose("GENERIC_RETRIEVAL"),
                        "amazon.nova-2-multimodal-embeddings-v1:0"))
                .isEqualTo(JSON.readTree("{\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{"
                        + "\"embeddingPurpose\":\"GENERIC_RETRIEVAL\",\"embeddingDimension\":1024,"
                        + "\"text\":{\"value\":\"a\",\"truncationMode\":\"NONE\"}}}"));
    }

    @Test
    void titansAnswerNamesItsTokens() {
        EmbeddingResponse response = decode(
                "{\"embedding\":[0.5,-1],\"embeddingsByType\":{\"float\":[0.5,-1],\"binary\":[1,0]},"
                        + "\"inputTextTokenCount\":5}",
                Map.of("x-amzn-bedrock-input-token-count", "9"));

        assertThat(response.vectors()).hasSize(1);
        assertThat(response.vectors().get(0)).containsExactly(0.5f, -1f);
        assertThat(response.extras()).isEqualTo(Map.of("binary", "[[1,0]]"));
        assertThat(response.usage().inputTokens()).hasValue(5);
    }

    @Test
    void titansBinaryAnswerAloneBecomesTheVector() {
        EmbeddingResponse response = decode("{\"embeddingsByType\":{\"binary\":[1,0]}}", Map.of());

        assertThat(response.vectors().get(0)).containsExactly(1f, 0f);
        assertThat(response.encoding()).isEqualTo("binary");
        assertThat(response.usage().inputTokens()).isEmpty();
    }

    @Test
    void cohereAnswersWithAListOrByTypeAndCountsTokensInAHeader() {
        Map<String, String> headers = Map.of("X-Amzn-Bedrock-Input-Token-Count", "4");

        EmbeddingResponse list =
                decode("{\"id\":\"i\",\"embeddings\":[[1,2],[3,4]],\"response_type\":\"embeddings_floats\"}", headers);
        assertThat(list.vectors()).hasSize(2);
        assertThat(list.vectors().get(1)).containsExactly(3f, 4f);
        assertThat(list.id()).isEqualTo("i");
        assertThat(list.usage().inputTokens()).hasValue(4);

        EmbeddingResponse byType =
                decode("{\"embeddings\":{\"int8\":[[9]],\"float\":[[1,2]]},\"texts\":[\"a\"]}", headers);
        assertThat(byType.vectors().get(0)).containsExactly(1f, 2f);
        assertThat(byType.extras()).isEqualTo(Map.of("int8", "[[9]]"));
    }

    @Test
    void novaAnswersWithObjects() {
        EmbeddingResponse response =
                decode("{\"embeddings\":[{\"embeddingType\":\"TEXT\",\"embedding\":[1,2,3]}]}", Map.of());

        assertThat(response.vectors().get(0)).containsExactly(1f, 2f, 3f);
    }

    @Test
    void malformedVectorsAreRefused() {
        assertThatThrownBy(() -> decode("{\"embedding\":[true]}", Map.of())).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> decode("{\"embeddings\":[1]}", Map.of())).isInstanceOf(JsonException.class);
    }

    private EmbeddingResponse decode(String body, Map<String, String> headers) {
        return codec.decode(body.getBytes(UTF_8), Headers.of(headers));
    }

    private JsonNode encode(EmbeddingRequest request, String model) {
        return JSON.readTree(codec.encode(request, model, warnings).body());
    }
}
