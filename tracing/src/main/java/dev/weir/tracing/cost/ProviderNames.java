package dev.weir.tracing.cost;

import java.util.Locale;
import java.util.Map;

/** One name for every provider, whether it comes from telemetry, from a client or from somebody's price file. */
final class ProviderNames {

    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("x_ai", "x-ai"),
            Map.entry("xai", "x-ai"),
            Map.entry("aws.bedrock", "aws"),
            Map.entry("bedrock", "aws"),
            Map.entry("bedrock_converse", "aws"),
            Map.entry("amazon-bedrock", "aws"),
            Map.entry("gcp.gemini", "google"),
            Map.entry("gcp.vertex_ai", "google"),
            Map.entry("gcp.gen_ai", "google"),
            Map.entry("gemini", "google"),
            Map.entry("vertex_ai", "google"),
            Map.entry("vertex", "google"),
            Map.entry("azure.ai.openai", "azure"),
            Map.entry("azure.ai.inference", "azure"),
            Map.entry("azure_ai", "azure"),
            Map.entry("azure-ai", "azure"),
            Map.entry("mistral_ai", "mistral"),
            Map.entry("moonshot_ai", "moonshotai"),
            Map.entry("moonshot", "moonshotai"),
            Map.entry("together_ai", "together"),
            Map.entry("together-ai", "together"),
            Map.entry("fireworks_ai", "fireworks"),
            Map.entry("fireworks-ai", "fireworks"),
            Map.entry("cohere_chat", "cohere"),
            Map.entry("voyage", "voyageai"),
            Map.entry("text-completion-openai", "openai"),
            Map.entry("openai-responses", "openai"));

    private ProviderNames() {}

    /** Returns the name that price tables use; one that is not known stays as it is. */
    static String of(String name) {
        String lower = name.trim().toLowerCase(Locale.ROOT);
        String same = SAME.get(lower);
        if (same != null) {
            return same;
        }
        return lower.startsWith("vertex_ai-") ? "google" : lower;
    }
}
