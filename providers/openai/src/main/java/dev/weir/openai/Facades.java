package dev.weir.openai;

import dev.weir.openai.Dialect.CacheMark;
import dev.weir.openai.Dialect.Replay;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import java.util.List;

/**
 * Providers that speak a protocol of OpenAI's beside one of their own or beside Chat Completions: one declaration each, named
 * after the provider and what is spoken.
 */
final class Facades {

    private final Environment environment;

    private Facades(Environment environment) {
        this.environment = environment;
    }

    static List<Provider> all(Environment environment) {
        Facades facades = new Facades(environment);
        return List.of(
                facades.azureAi(),
                facades.xaiResponses(),
                facades.openrouterResponses(),
                facades.google(),
                facades.anthropic(),
                facades.bedrock("bedrock-openai").build(),
                facades.bedrock("bedrock-responses").responses(true).build());
    }

    /** https://learn.microsoft.com/rest/api/aifoundry/modelinference; its own header lets other fields pass. */
    private Provider azureAi() {
        return OpenAiCompatible.builder("azure-ai", environment)
                .endpoint(new AzureAiEndpoint(environment.getOr("AZURE_AI_ENDPOINT", "")))
                .keyVariable("AZURE_AI_API_KEY")
                .keyHeader("api-key")
                .header("extra-parameters", "pass-through")
                .telemetryName("azure.ai.inference")
                .dialect(dialect -> dialect.with("input_type").requestIdHeaders("apim-request-id", "x-request-id"))
                .embeddings(true)
                .build();
    }

    /** https://docs.x.ai/docs/guides/responses-api. */
    private Provider xaiResponses() {
        return OpenAiCompatible.builder("xai-responses", environment)
                .baseUrl("XAI_BASE_URL", "https://api.x.ai/v1")
                .keyVariable("XAI_API_KEY")
                .telemetryName("x_ai")
                .responses(true)
                .build();
    }

    /** https://openrouter.ai/docs/api-reference/responses/overview. */
    private Provider openrouterResponses() {
        return OpenAiCompatible.builder("openrouter-responses", environment)
                .baseUrl("OPENROUTER_BASE_URL", "https://openrouter.ai/api/v1")
                .keyVariable("OPENROUTER_API_KEY")
                .telemetryName("openrouter")
                .dialect(dialect -> dialect.requestIdHeaders("x-generation-id"))
                .responses(true)
                .build();
    }

    /** https://ai.google.dev/gemini-api/docs/openai. */
    private Provider google() {
        return OpenAiCompatible.builder("google-openai", environment)
                .baseUrl("https://generativelanguage.googleapis.com/v1beta/openai")
                .keyVariable("GEMINI_API_KEY")
                .telemetryName("gcp.gemini")
                .embeddings(true)
                .build();
    }

    /** https://docs.claude.com/en/api/openai-sdk. */
    private Provider anthropic() {
        return OpenAiCompatible.builder("anthropic-openai", environment)
                .baseUrl("https://api.anthropic.com/v1")
                .keyVariable("ANTHROPIC_API_KEY")
                .telemetryName("anthropic")
                .dialect(dialect -> dialect.with("max_completion_tokens").cacheMark(CacheMark.NONE))
                .build();
    }

    /** https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html; bearer keys only. */
    private OpenAiCompatible.Builder bedrock(String name) {
        String region = environment.getOr("AWS_REGION", environment.getOr("AWS_DEFAULT_REGION", ""));
        OpenAiCompatible.Builder builder = OpenAiCompatible.builder(name, environment)
                .keyVariable("AWS_BEARER_TOKEN_BEDROCK")
                .telemetryName("aws.bedrock")
                .dialect(dialect -> dialect.with("max_completion_tokens").replay(Replay.REASONING));
        return region.isEmpty()
                ? builder.baseUrlVariable("BEDROCK_OPENAI_BASE_URL")
                : builder.baseUrl(
                        "BEDROCK_OPENAI_BASE_URL", "https://bedrock-runtime." + region + ".amazonaws.com/openai/v1");
    }
}
