package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ConfigurationException;
import dev.weir.spi.Credentials;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import dev.weir.spi.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

class BrandsTest {

    private static final URI ANYWHERE = URI.create("https://example.org");

    private static Provider brand(String name, Map<String, String> environment) {
        return ServiceLoader.load(ProviderSource.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(OpenAiProviders.class::isInstance)
                .flatMap(source -> source.providers(Environment.of(environment)).stream())
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> authorize(Provider provider) {
        return Objects.requireNonNull(provider.credentials()
                .authorize(ANYWHERE, Map.of(), new byte[0])
                .block());
    }

    @ParameterizedTest
    @CsvSource({
        "openai, openai, https://api.openai.com/v1, OPENAI_API_KEY",
        "groq, groq, https://api.groq.com/openai/v1, GROQ_API_KEY",
        "xai, x_ai, https://api.x.ai/v1, XAI_API_KEY",
        "mistral, mistral_ai, https://api.mistral.ai/v1, MISTRAL_API_KEY",
        "deepseek, deepseek, https://api.deepseek.com, DEEPSEEK_API_KEY",
        "openrouter, openrouter, https://openrouter.ai/api/v1, OPENROUTER_API_KEY",
        "together, together, https://api.together.xyz/v1, TOGETHER_API_KEY",
        "fireworks, fireworks, https://api.fireworks.ai/inference/v1, FIREWORKS_API_KEY",
        "perplexity, perplexity, https://api.perplexity.ai, PERPLEXITY_API_KEY",
        "cerebras, cerebras, https://api.cerebras.ai/v1, CEREBRAS_API_KEY",
        "huggingface, huggingface, https://router.huggingface.co/v1, HF_TOKEN",
        "zai, z_ai, https://api.z.ai/api/paas/v4, ZAI_API_KEY",
        "moonshot, moonshot_ai, https://api.moonshot.ai/v1, MOONSHOTAI_API_KEY"
    })
    void aBrandHasNameAddressAndKey(String name, String telemetryName, String url, String variable) {
        Provider provider = brand(name, Map.of(variable, "key-1"));
        assertThat(provider.telemetryName("m")).isEqualTo(telemetryName);
        assertThat(provider.endpoint().resolve("m", "/chat/completions")).hasToString(url + "/chat/completions");
        assertThat(authorize(provider)).isEqualTo(Map.of("Authorization", "Bearer key-1"));
        Provider bare = brand(name, Map.of());
        assertThatThrownBy(() -> authorize(bare))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(variable)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({
        "litellm, litellm, http://localhost:4000, LITELLM_API_KEY",
        "ollama, ollama, http://localhost:11434/v1, OLLAMA_API_KEY",
        "vllm, vllm, http://localhost:8000/v1, VLLM_API_KEY",
        "lmstudio, lmstudio, http://localhost:1234/v1, LMSTUDIO_API_KEY",
        "llamacpp, llama_cpp, http://localhost:8080/v1, LLAMACPP_API_KEY"
    })
    void aServerOfOnesOwnMayDoWithoutKey(String name, String telemetryName, String url, String variable) {
        Provider bare = brand(name, Map.of());
        assertThat(bare.telemetryName("m")).isEqualTo(telemetryName);
        assertThat(bare.endpoint().resolve("m", "/chat/completions")).hasToString(url + "/chat/completions");
        assertThat(authorize(bare)).isEmpty();
        assertThat(authorize(brand(name, Map.of(variable, "key-1")))).containsEntry("Authorization", "Bearer key-1");
    }

    @Test
    void anAddressIsOverriddenByItsVariable() {
        Provider provider = brand("groq", Map.of("GROQ_BASE_URL", "http://gateway:8080/groq/"));
        assertThat(provider.endpoint().resolve("m", "/chat/completions"))
                .hasToString("http://gateway:8080/groq/chat/completions");
        Provider wrong = brand("groq", Map.of("GROQ_BASE_URL", "gateway"));
        assertThatThrownBy(() -> wrong.endpoint().baseUrl("m"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("GROQ_BASE_URL");
    }

    @Test
    void namesAreUnique() {
        List<String> names = new OpenAiProviders()
                .providers(Environment.of(Map.of())).stream()
                        .map(Provider::name)
                        .toList();
        assertThat(names).doesNotHaveDuplicates().contains("openai", "azure", "azure-ai");
    }

    @Test
    void aBrandOfOnesOwnIsAFewLines() {
        Provider mine = OpenAiCompatible.builder("mine", Environment.of(Map.of("MINE_KEY", "k")))
                .baseUrl("https://llm.example.com/v1")
                .keyVariable("MINE_KEY")
                .keyHeader("X-Key")
                .header("X-Team", "a")
                .telemetryName("mine.ai")
                .embeddings(true)
                .build();
        assertThat(authorize(mine)).isEqualTo(Map.of("X-Key", "k"));
        assertThat(mine.headers()).isEqualTo(Map.of("X-Team", "a"));
        assertThat(mine.telemetryName("m")).isEqualTo("mine.ai");
        assertThat(mine.embeddingCodec()).isNotNull();
        assertThat(mine).hasToString("Provider[mine, openai-chat]");
    }

    @Test
    void aBrandWithoutAddressSaysSo() {
        assertThatThrownBy(() ->
                        OpenAiCompatible.builder("mine").build().endpoint().baseUrl("m"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"mine\"");
        assertThatThrownBy(() -> OpenAiCompatible.builder("mine", Environment.of(Map.of()))
                        .baseUrlVariable("MINE_URL")
                        .build()
                        .endpoint()
                        .baseUrl("m"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("MINE_URL");
        assertThatThrownBy(() -> OpenAiCompatible.builder("a/b")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void theTelemetryNameOfOpenAiIsOverridable() {
        assertThat(OpenAi.builder().telemetryName("gateway").build().telemetryName("m"))
                .isEqualTo("gateway");
    }

    @ParameterizedTest
    @CsvSource({
        "https://r.openai.azure.com, '', https://r.openai.azure.com/openai/v1/chat/completions",
        "https://r.openai.azure.com/, '', https://r.openai.azure.com/openai/v1/chat/completions",
        "https://r.services.ai.azure.com/openai/v1, '', https://r.services.ai.azure.com/openai/v1/chat/completions",
        "https://r.openai.azure.com, 2024-10-21, https://r.openai.azure.com/openai/deployments/my%20dep/chat/completions"
                + "?api-version=2024-10-21",
        "https://n.region.models.ai.azure.com/v1, '', https://n.region.models.ai.azure.com/v1/chat/completions",
        "https://apim.example.com/llm?sub=1, '', https://apim.example.com/llm/chat/completions?sub=1"
    })
    void azureHasSeveralFormsOfAddresses(String endpoint, String version, String expected) {
        Provider provider = AzureOpenAi.builder(Environment.of(Map.of()))
                .endpoint(endpoint)
                .apiVersion(version)
                .build();
        assertThat(provider.endpoint().resolve("my dep", "/chat/completions")).hasToString(expected);
    }

    @Test
    void azureTakesAKeyOrAToken() {
        Provider keyed = brand(
                "azure", Map.of("AZURE_OPENAI_API_KEY", "k", "AZURE_OPENAI_ENDPOINT", "https://r.openai.azure.com"));
        assertThat(authorize(keyed)).isEqualTo(Map.of("api-key", "k"));
        assertThat(keyed.telemetryName("m")).isEqualTo("azure.ai.openai");
        AtomicInteger asked = new AtomicInteger();
        Secret token = () -> Mono.fromSupplier(() -> "token-" + asked.incrementAndGet());
        Credentials entra = AzureOpenAi.builder(Environment.of(Map.of()))
                .token(token)
                .build()
                .credentials();
        assertThat(entra.authorize(ANYWHERE, Map.of(), new byte[0]).block())
                .isEqualTo(Map.of("Authorization", "Bearer token-1"));
        assertThat(entra.authorize(ANYWHERE, Map.of(), new byte[0]).block())
                .isEqualTo(Map.of("Authorization", "Bearer token-2"));
    }

    @Test
    void azureWithoutEndpointSaysSo() {
        assertThatThrownBy(() -> brand("azure", Map.of()).endpoint().baseUrl("m"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("AZURE_OPENAI_ENDPOINT");
        assertThatThrownBy(() -> brand("azure-ai", Map.of()).endpoint().baseUrl("m"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("AZURE_AI_ENDPOINT");
    }

    @Test
    void azureModelInferenceHasAVersionInItsAddress() {
        Provider provider = brand(
                "azure-ai", Map.of("AZURE_AI_ENDPOINT", "https://r.services.ai.azure.com", "AZURE_AI_API_KEY", "k"));
        assertThat(provider.endpoint().resolve("m", "/chat/completions"))
                .hasToString("https://r.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview");
        assertThat(provider.telemetryName("m")).isEqualTo("azure.ai.inference");
        assertThat(provider.headers()).containsEntry("extra-parameters", "pass-through");
        assertThat(authorize(provider)).isEqualTo(Map.of("api-key", "k"));
    }
}
