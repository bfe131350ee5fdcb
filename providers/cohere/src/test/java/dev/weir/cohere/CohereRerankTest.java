package dev.weir.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.RerankRequest;
import dev.weir.RerankResponse;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CohereRerankTest {

    private static final JsonMapper JSON = new JsonMapper();
    private final CohereRerankCodec codec = new CohereRerankCodec();

    @Test
    void aRequestListsTheDocuments() {
        WireRequest wire = codec.encode(RerankRequest.of("q", List.of("a", "b")), "rerank-v3.5", new ArrayList<>());

        assertThat(wire.path()).isEqualTo("/v2/rerank");
        assertThat(JSON.readTree(wire.body()))
                .isEqualTo(JSON.readTree("{\"model\":\"rerank-v3.5\",\"query\":\"q\",\"documents\":[\"a\",\"b\"]}"));
    }

    @Test
    void topNIsNeverMoreThanThereAreDocuments() {
        RerankRequest request = new RerankRequest("q", List.of("a", "b"), 9, Map.of("max_tokens_per_doc", 100));

        assertThat(JSON.readTree(codec.encode(request, "m", new ArrayList<>()).body()))
                .isEqualTo(JSON.readTree("{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":2,"
                        + "\"max_tokens_per_doc\":100}"));
    }

    @Test
    void resultsPointIntoTheRequest() {
        RerankResponse response = codec.decode("""
                {"id":"r","results":[{"index":3,"relevance_score":0.99},{"index":0,"relevance_score":0}],
                 "meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}""".getBytes(UTF_8));

        assertThat(response.id()).isEqualTo("r");
        assertThat(response.results())
                .containsExactly(new RerankResponse.Result(3, 0.99), new RerankResponse.Result(0, 0));
        assertThat(response.usage().inputTokens()).isEmpty();
        assertThat(response.usage().raw()).contains("search_units");
    }

    @Test
    void aResultWithoutIndexIsRefused() {
        assertThatThrownBy(() -> codec.decode("{\"results\":[{\"relevance_score\":1}]}".getBytes(UTF_8)))
                .isInstanceOf(JsonException.class);
    }
}
