package dev.weir.openai;

import java.util.Set;

/**
 * What telemetry calls the providers behind a LiteLLM proxy, whose models are named {@code provider/model}: by that prefix
 * where the conventions know the word as a provider's name, as the proxy is not who answers.
 */
final class LiteLlmNames {

    private static final String OWN = "litellm";

    /** https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/, the words of gen_ai.provider.name. */
    private static final Set<String> KNOWN = Set.of(
            "anthropic",
            "aws.bedrock",
            "azure.ai.inference",
            "azure.ai.openai",
            "cohere",
            "deepseek",
            "gcp.gemini",
            "gcp.gen_ai",
            "gcp.vertex_ai",
            "groq",
            "ibm.watsonx.ai",
            "mistral_ai",
            "moonshot_ai",
            "openai",
            "perplexity",
            "x_ai");

    private LiteLlmNames() {}

    /** Returns the name for a model as the proxy calls it. */
    static String of(String model) {
        int slash = model.indexOf('/');
        String prefix = slash < 0 ? "" : model.substring(0, slash);
        return KNOWN.contains(prefix) ? prefix : OWN;
    }
}
