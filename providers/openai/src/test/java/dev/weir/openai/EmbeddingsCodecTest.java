package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError;
import dev.weir.ApiException;
import dev.weir.EmbeddingModel;
import dev.weir.EmbeddingRequest;
import dev.weir.EmbeddingResponse;
import dev.weir.InvalidRequestException;
import dev.weir.Usage;
import dev.weir.Warning;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Environment;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EmbeddingsCodecTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EmbeddingCodec codec = new EmbeddingsCodec(Dialect.OPENAI);

    private static JsonNode encode(EmbeddingCodec codec, EmbeddingRequest request, List<Warning> warnings) {
        return Wire.exactJson(new String(codec.encode(request, "m", warnings).body(), UTF_8));
    }

    private static EmbeddingCodec brand(String name) {
        return Objects.requireNonNull(new OpenAiProviders()
                .providers(Environment.of(Map.of())).stream()
                        .filter(provider -> provider.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .embeddingCodec());
    }

    /** Reads an answer written with single quotes. */
    private EmbeddingResponse read(String body) {
        return codec.decode(body.replace('\'', '"').getBytes(UTF_8), Headers.NONE);
    }

    private EmbeddingResponse vectors(String data) {
        return read(
                "{'object':'list','model':'m-1','data':[" + data + "],'usage':{'prompt_tokens':4,'total_tokens':4}}");
    }

    @Test
    void onlyWhatWasSetIsSent() {
        EmbeddingRequest two = EmbeddingRequest.of(List.of("a", "b"));
        assertThat(encode(codec, two, new ArrayList<>()))
                .isEqualTo(Wire.json("{'model':'m','input':['a','b'],'encoding_format':'base64'}"));
        assertThat(encode(codec, two.dimensions(256).extra("user", "u"), new ArrayList<>()))
                .isEqualTo(Wire.json(
                        "{'model':'m','input':['a','b'],'encoding_format':'base64','dimensions':256,'user':'u'}"));
        assertThat(encode(codec, two.extra("encoding_format", "float"), new ArrayList<>())
                        .path("encoding_format")
                        .asString())
                .isEqualTo("float");
    }

    @Test
    void aPurposeIsWarnedAboutOrSent() {
        List<Warning> warnings = new ArrayList<>();
        EmbeddingRequest request = EmbeddingRequest.of(List.of("a")).purpose("query");
        assertThat(encode(codec, request, warnings).has("input_type")).isFalse();
        assertThat(warnings).extracting(Warning::option).containsExactly("purpose");
        assertThat(encode(brand("azure-ai"), request, new ArrayList<>())
                        .path("input_type")
                        .asString())
                .isEqualTo("query");
    }

    @Test
    void brandsHaveTheirOwnNames() {
        JsonNode mistral =
                encode(brand("mistral"), EmbeddingRequest.of(List.of("a")).dimensions(3), new ArrayList<>());
        assertThat(mistral)
                .isEqualTo(Wire.json("{'model':'m','input':['a'],'encoding_format':'float','output_dimension':3}"));
        assertThat(brand("mistral").maxInputs("m")).isEqualTo(32);
        assertThat(codec.maxInputs("m")).isEqualTo(2048);
        assertThat(encode(brand("azure"), EmbeddingRequest.of(List.of("a")), new ArrayList<>())
                        .path("encoding_format")
                        .asString())
                .isEqualTo("base64");
        assertThat(encode(brand("ollama"), EmbeddingRequest.of(List.of("a")), new ArrayList<>())
                        .path("encoding_format")
                        .asString())
                .isEqualTo("float");
        assertThat(codec.api()).isEqualTo("openai-embeddings");
    }

    @Test
    void nothingToEmbedIsRefused() {
        EmbeddingRequest empty = EmbeddingRequest.of(List.of());
        assertThatThrownBy(() -> codec.encode(empty, "m", new ArrayList<>()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void knownBase64IsReadToTheBit() {
        EmbeddingResponse response =
                vectors("{'index':0,'embedding':'AACAPwAAIMAAAAAA'}," + "{'index':1,'embedding':'zczMPcIWAQD//39/'}");
        assertThat(response.encoding()).isEqualTo("base64");
        assertThat(response.vectors().get(0)).containsExactly(1.0f, -2.5f, 0.0f);
        assertThat(response.vectors().get(1)).containsExactly(0.1f, 1e-40f, Float.MAX_VALUE);
    }

    @Test
    void numbersAndBase64AreEqual() {
        EmbeddingResponse numbers =
                vectors("{'index':0,'embedding':[1.0,-2.5,0]},{'index':1,'embedding':[0.1,1e-40,3.4028235e38]}");
        assertThat(numbers.encoding()).isEqualTo("float");
        assertThat(numbers.vectors().get(0)).containsExactly(1.0f, -2.5f, 0.0f);
        assertThat(numbers.vectors().get(1)).containsExactly(0.1f, 1e-40f, Float.MAX_VALUE);
    }

    @Test
    void bitsThatAreNoNumberSurvive() {
        int bits = 0x7fc12345;
        byte[] bytes = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bits)
                .array();
        EmbeddingResponse response =
                vectors("{'index':0,'embedding':'" + Base64.getEncoder().encodeToString(bytes) + "'}");
        assertThat(Float.floatToRawIntBits(response.vectors().get(0)[0])).isEqualTo(bits);
    }

    @Test
    void wrongBase64FailsClearly() {
        assertThatThrownBy(() -> vectors("{'index':0,'embedding':'AACAPw=='},{'index':1,'embedding':'AACA'}"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("3 bytes");
        assertThatThrownBy(() -> vectors("{'index':0,'embedding':'__-_'}"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("base64");
    }

    @Test
    void wrongNumbersFailClearly() {
        assertThatThrownBy(() -> vectors("{'index':0,'embedding':[1,null]}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> vectors("{'index':0,'embedding':['x']}")).isInstanceOf(JsonException.class);
    }

    @Test
    void vectorsComeInInputOrder() {
        EmbeddingResponse response = vectors("{'index':1,'embedding':[2]},{'index':0,'embedding':[1]}");
        assertThat(response.vectors()).extracting(vector -> vector[0]).containsExactly(1f, 2f);
        assertThat(response.model()).isEqualTo("m-1");
        assertThat(response.id()).isNull();
        assertThat(response.toString()).doesNotContain("[1");
    }

    @Test
    void aMissingOrDoubleEntryFails() {
        assertThatThrownBy(() -> vectors("{'index':1,'embedding':[2]}"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("index 0");
        assertThatThrownBy(() -> vectors("{'index':0,'embedding':[2]},{'index':0,'embedding':[2]}"))
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> vectors("{'index':0}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("{}")).isInstanceOf(JsonException.class);
    }

    @Test
    void usageMayLackAnything() {
        assertThat(read("{'data':[]}").usage()).isEqualTo(Usage.ABSENT);
        Usage usage =
                read("{'data':[],'id':'e1','usage':{'prompt_audio_seconds':null,'prompt_tokens':21,'total_tokens':21,"
                                + "'completion_tokens':null,'prompt_token_details':null}}")
                        .usage();
        assertThat(usage.inputTokens()).hasValue(21);
        assertThat(usage.outputTokens()).isEmpty();
        assertThat(usage.raw()).contains("prompt_audio_seconds");
    }

    @Test
    void errorsAreReadAsInChat() {
        ApiError error = codec.error(
                404,
                Headers.NONE,
                "{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"model_not_found\"}}"
                        .getBytes(UTF_8));
        assertThat(error.kind()).isEqualTo(ApiError.Kind.NOT_FOUND);
        ApiError azure = brand("azure")
                .error(401, Headers.NONE, "{\"error\":{\"code\":\"401\",\"message\":\"m\"}}".getBytes(UTF_8));
        assertThat(azure.kind()).isEqualTo(ApiError.Kind.AUTHENTICATION);
        assertThatThrownBy(() -> read("{'error':{'message':'m'}}")).isInstanceOf(WireException.class);
    }

    private static LlmClient client(LoopbackServer server) {
        return LlmClient.builder()
                .autoIntercept(false)
                .environment(Environment.of(Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", server.url() + "/v1")))
                .build();
    }

    @Test
    void theFailureOfOneOfSeveralRequestsNamesItsInputs() {
        try (LoopbackServer server = LoopbackServer.startNow()) {
            server.script(request -> request.bodyText().contains("\"2048\"")
                    ? Reply.json("{\"error\":{\"message\":\"no\"}}").status(400)
                    : Reply.json("{\"data\":[]}"));
            LlmClient client = client(server);
            EmbeddingModel model = client.embeddings("openai/text-embedding-3-small");
            List<String> inputs =
                    IntStream.range(0, 4100).mapToObj(String::valueOf).toList();
            assertThatThrownBy(() -> model.embed(inputs).block(PATIENCE))
                    .isInstanceOfSatisfying(
                            ApiException.BadRequest.class,
                            failure -> assertThat(failure.getSuppressed())
                                    .anySatisfy(slice ->
                                            assertThat(slice).hasMessageContaining("inputs 2048 to 4095 of the 4100")));
            assertThatThrownBy(() -> model.embed("2048").block(PATIENCE))
                    .satisfies(failure -> assertThat(failure.getSuppressed())
                            .noneSatisfy(slice -> assertThat(slice).hasMessageContaining("inputs")));
            client.close().block(PATIENCE);
        }
    }

    @Test
    void anEmptyTextIsForTheServerToRefuse() {
        try (LoopbackServer server = LoopbackServer.startNow()) {
            server.always(Reply.json("{\"error\":{\"message\":\"'$.input' is empty\"}}")
                    .status(400));
            LlmClient client = client(server);
            EmbeddingModel model = client.embeddings("openai/text-embedding-3-small");
            assertThatThrownBy(() -> model.embed("").block(PATIENCE))
                    .isInstanceOf(ApiException.BadRequest.class)
                    .hasMessageContaining("is empty");
            assertThatThrownBy(() -> model.embed(List.of()).block(PATIENCE))
                    .isInstanceOf(InvalidRequestException.class);
            assertThat(server.requestCount()).isEqualTo(1);
            client.close().block(PATIENCE);
        }
    }

    @Test
    void tooManyRequestsAreRetryableAfterTheWaitTheServerAsksFor() {
        try (LoopbackServer server = LoopbackServer.startNow()) {
            server.enqueue(Reply.json("{\"error\":{\"message\":\"slow down\"}}")
                    .status(429)
                    .header("retry-after", "3"));
            LlmClient client = client(server);
            assertThatThrownBy(() -> client.embeddings("openai/m").embed("a").block(PATIENCE))
                    .isInstanceOfSatisfying(ApiException.RateLimited.class, failure -> {
                        assertThat(failure.retryable()).isTrue();
                        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(3));
                    });
            client.close().block(PATIENCE);
        }
    }

    @Test
    void aLargeBatchIsSplitAndJoinedInOrder() {
        try (LoopbackServer server = LoopbackServer.startNow()) {
            server.script(request -> {
                JsonNode input = Wire.exactJson(request.bodyText()).path("input");
                List<String> entries = IntStream.range(0, input.size())
                        .mapToObj(i -> "{\"index\":" + i + ",\"embedding\":["
                                + input.get(i).asString() + "]}")
                        .toList();
                return Reply.json("{\"data\":[" + String.join(",", entries) + "],\"usage\":{\"prompt_tokens\":"
                        + input.size() + "}}");
            });
            LlmClient client = client(server);
            EmbeddingModel model = client.embeddings("openai/text-embedding-3-small");
            List<String> inputs =
                    IntStream.range(0, 2049).mapToObj(String::valueOf).toList();
            EmbeddingResponse response =
                    model.embed(EmbeddingRequest.of(inputs)).block(PATIENCE);
            assertThat(server.requestCount()).isEqualTo(2);
            assertThat(Objects.requireNonNull(response).vectors())
                    .extracting(vector -> (int) vector[0])
                    .isEqualTo(IntStream.range(0, 2049).boxed().toList());
            assertThat(response.usage().inputTokens()).hasValue(2049);
            assertThat(model.embed(EmbeddingRequest.of(Collections.nCopies(2048, "7")))
                            .block(PATIENCE))
                    .isNotNull();
            assertThat(server.requestCount()).isEqualTo(3);
            assertThat(server.requests().get(0).path()).isEqualTo("/v1/embeddings");
            client.close().block(PATIENCE);
        }
    }
}
