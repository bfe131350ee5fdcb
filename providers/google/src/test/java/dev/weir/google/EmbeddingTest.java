package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireException;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingTest {

    private static final GeminiEmbeddingCodec GEMINI = new GeminiEmbeddingCodec(Dialect.GEMINI);
    private static final GeminiEmbeddingCodec VERTEX = new GeminiEmbeddingCodec(Dialect.VERTEX);

    private static WireRequest encode(GeminiEmbeddingCodec codec, EmbeddingRequest request, String model) {
        return codec.encode(request, model, new ArrayList<>());
    }

    private static EmbeddingResponse decode(String body) {
        return GEMINI.decode(Wire.json(body).getBytes(UTF_8), Headers.NONE);
    }

    @Test
    void sendsOneBatchThatNamesTheModelInEveryItem() {
        EmbeddingRequest request = EmbeddingRequest.of(List.of("a", "b"))
                .dimensions(256)
                .purpose("RETRIEVAL_DOCUMENT")
                .extra("title", "T");
        WireRequest wire = encode(GEMINI, request, "gemini-embedding-001");
        assertThat(wire.path()).isEqualTo("/models/gemini-embedding-001:batchEmbedContents");
        String item = "{'model':'models/gemini-embedding-001','content':{'parts':[{'text':'%s'}]},"
                + "'taskType':'RETRIEVAL_DOCUMENT','outputDimensionality':256,'title':'T'}";
        assertThat(new String(wire.body(), UTF_8))
                .isEqualTo(Wire.json("{'requests':[" + item.formatted("a") + "," + item.formatted("b") + "]}"));
        assertThat(GEMINI.maxInputs("gemini-embedding-001")).isEqualTo(100);
    }

    @Test
    void predictsOnVertex() {
        EmbeddingRequest request = EmbeddingRequest.of(List.of("a"))
                .dimensions(256)
                .purpose("RETRIEVAL_QUERY")
                .extra("parameters", Map.of("autoTruncate", false));
        WireRequest wire = encode(VERTEX, request, "text-embedding-005");
        assertThat(wire.path()).isEqualTo("/publishers/google/models/text-embedding-005:predict");
        assertThat(Wire.JSON.readTree(wire.body()))
                .isEqualTo(Wire.JSON.readTree(Wire.json("{'instances':[{'content':'a','task_type':'RETRIEVAL_QUERY'}],"
                        + "'parameters':{'outputDimensionality':256,'autoTruncate':false}}")));
        assertThat(VERTEX.maxInputs("text-embedding-005")).isEqualTo(5);
        assertThat(VERTEX.maxInputs("gemini-embedding-001")).isEqualTo(1);
        assertThat(encode(VERTEX, request, "gemini-embedding-001").path()).endsWith(":predict");
    }

    @Test
    void embedsContentWithNewModelsOnVertex() {
        EmbeddingRequest plain = EmbeddingRequest.of(List.of("a"));
        WireRequest wire = encode(VERTEX, plain, "gemini-embedding-2");
        assertThat(wire.path()).isEqualTo("/publishers/google/models/gemini-embedding-2:embedContent");
        assertThat(new String(wire.body(), UTF_8)).isEqualTo(Wire.json("{'content':{'parts':[{'text':'a'}]}}"));
        wire = encode(VERTEX, plain.dimensions(8).purpose("CLUSTERING"), "gemini-embedding-2");
        assertThat(Wire.JSON.readTree(wire.body()).get("embedContentConfig").toString())
                .isEqualTo(Wire.json("{'outputDimensionality':8,'taskType':'CLUSTERING'}"));
        assertThat(VERTEX.maxInputs("gemini-embedding-2")).isEqualTo(1);
    }

    @Test
    void readsAllThreeAnswersInOrder() {
        assertThat(decode("{'embeddings':[{'values':[0.5,-1e-3]},{'values':[2,3]}]}")
                        .vectors())
                .containsExactly(new float[] {0.5f, -0.001f}, new float[] {2, 3});
        EmbeddingResponse single =
                decode("{'embedding':{'values':[1]},'usageMetadata':{'promptTokenCount':11,'totalTokenCount':11}}");
        assertThat(single.vectors()).containsExactly(new float[] {1});
        assertThat(single.usage().inputTokens()).hasValue(11);
        EmbeddingResponse predicted = decode("{'predictions':[{'embeddings':{'statistics':{'token_count':4.0,"
                + "'truncated':false},'values':[1,2]}},{'embeddings':{'values':[3,4],'statistics':{'token_count':2,"
                + "'truncated':true}}}],'metadata':{'billableCharacterCount':12}}");
        assertThat(predicted.vectors()).containsExactly(new float[] {1, 2}, new float[] {3, 4});
        assertThat(predicted.usage().inputTokens()).hasValue(6);
        assertThat(predicted.extras()).containsEntry("metadata", "{\"billableCharacterCount\":12}");
        assertThat(predicted.warnings()).hasSize(1);
    }

    @Test
    void reportsNoUsageWhereThereIsNone() {
        assertThat(decode("{'embeddings':[{'values':[1]}]}").usage().isAbsent()).isTrue();
    }

    @Test
    void refusesWhatIsNoEmbedding() {
        assertThatThrownBy(() -> decode("{}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> decode("{'embedding':{'values':['x']}}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> decode("{'error':{'code':500}}")).isInstanceOf(WireException.class);
    }
}
