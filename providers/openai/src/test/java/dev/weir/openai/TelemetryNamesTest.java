package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What telemetry calls everyone who speaks this wire format. */
class TelemetryNamesTest {

    private static final Map<String, Provider> PROVIDERS = new OpenAiProviders()
            .providers(Environment.of(Map.of("AWS_REGION", "eu-west-1"))).stream()
                    .collect(Collectors.toMap(Provider::name, provider -> provider));

    /** Whole, so that a new brand has to say what it is called. */
    @Test
    void everyBrandHasTheNameOfTheConventionsOrElseItsOwn() {
        assertThat(PROVIDERS.entrySet())
                .extracting(entry -> entry.getKey() + " " + entry.getValue().telemetryName("m"))
                .containsExactlyInAnyOrder(
                        "openai openai",
                        "openai-responses openai",
                        "azure azure.ai.openai",
                        "azure-responses azure.ai.openai",
                        "azure-ai azure.ai.inference",
                        "anthropic-openai anthropic",
                        "google-openai gcp.gemini",
                        "bedrock-openai aws.bedrock",
                        "bedrock-responses aws.bedrock",
                        "xai x_ai",
                        "xai-responses x_ai",
                        "groq groq",
                        "mistral mistral_ai",
                        "moonshot moonshot_ai",
                        "deepseek deepseek",
                        "perplexity perplexity",
                        "openrouter openrouter",
                        "openrouter-responses openrouter",
                        "litellm litellm",
                        "together together",
                        "fireworks fireworks",
                        "cerebras cerebras",
                        "huggingface huggingface",
                        "zai z_ai",
                        "heroku heroku",
                        "crusoe crusoe",
                        "snowflake snowflake",
                        "nvidia nvidia",
                        "ollama ollama",
                        "vllm vllm",
                        "lmstudio lmstudio",
                        "llamacpp llama_cpp");
    }

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o, openai",
        "anthropic/claude-sonnet-4-5, anthropic",
        "groq/openai/gpt-oss-20b, groq",
        "cohere/command-r, cohere",
        "deepseek/deepseek-chat, deepseek",
        "perplexity/sonar, perplexity",
        "bedrock/anthropic.claude, litellm",
        "azure/my-deployment, litellm",
        "OpenAI/gpt-4o, litellm",
        "openai, litellm",
        "gpt-4o, litellm",
        "/gpt-4o, litellm"
    })
    void behindLiteLlmThePrefixCountsWhereTheConventionsKnowIt(String model, String name) {
        assertThat(PROVIDERS.get("litellm").telemetryName(model)).isEqualTo(name);
    }

    @Test
    void aNameGivenInCodeHoldsForEveryModel() {
        Provider mine = OpenAiCompatible.builder("litellm")
                .baseUrl("https://proxy.example")
                .telemetryName("acme")
                .build();

        assertThat(mine.telemetryName("openai/gpt-4o")).isEqualTo("acme");
        AzureOpenAi.Builder azure =
                AzureOpenAi.builder(Environment.of(Map.of())).telemetryName("gateway");
        assertThat(azure.build().telemetryName("m")).isEqualTo("gateway");
        assertThat(azure.buildResponses().telemetryName("m")).isEqualTo("gateway");
    }
}
