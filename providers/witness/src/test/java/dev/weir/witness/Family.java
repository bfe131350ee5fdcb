package dev.weir.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FinishReason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The wire families aimock serves, each under the provider that speaks it. */
enum Family {
    OPENAI_CHAT("openai", "gpt-5.4", "/v1/chat/completions", "authorization"),
    OPENAI_RESPONSES("openai-responses", "gpt-5.4", "/v1/responses", "authorization"),
    ANTHROPIC("anthropic", "claude-sonnet-4-5", "/v1/messages", "x-api-key"),
    GEMINI("google", "gemini-2.5-flash", "/v1beta/models/", "x-goog-api-key"),
    VERTEX(
            "vertex",
            "gemini-2.5-flash",
            "/v1/projects/witness/locations/global/publishers/google/models/",
            "authorization"),
    BEDROCK("bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", "/model/", "authorization"),
    COHERE("cohere", "command-a-reasoning-08-2025", "/v2/chat", "authorization"),
    AZURE("azure", "gpt-5.4", "/openai/v1/chat/completions", "api-key"),
    OLLAMA("ollama", "qwen3", "/v1/chat/completions", "content-type");

    final String provider;
    final String model;
    final String path;
    final String keyHeader;

    Family(String provider, String model, String path, String keyHeader) {
        this.provider = provider;
        this.model = model;
        this.path = path;
        this.keyHeader = keyHeader;
    }

    String id() {
        return provider + "/" + model;
    }

    /** Checks the options as far as the server's own idea of a request keeps them. */
    void checkSampling(JsonNode body) {
        if (this != OPENAI_RESPONSES) {
            assertThat(body.path("temperature").asDouble()).isEqualTo(0.25);
        }
        JsonNode limit = body.has("max_tokens") ? body.path("max_tokens") : body.path("max_completion_tokens");
        assertThat(limit.asInt()).isEqualTo(64);
    }

    /** Checks that a stream was asked for: in the path where the family has two, else in the body. */
    void checkStreamed(JsonNode entry) {
        String path = entry.path("path").asString();
        switch (this) {
            case GEMINI, VERTEX -> assertThat(path).contains(":streamGenerateContent", "alt=sse");
            case BEDROCK -> assertThat(path).endsWith("/converse-stream");
            default -> assertThat(entry.at("/body/stream").asBoolean()).isTrue();
        }
    }

    /** Gemini ends tool calls with STOP; aimock has a word of its own, which is kept as it is. */
    FinishReason toolFinish() {
        return this == GEMINI || this == VERTEX ? FinishReason.OTHER : FinishReason.TOOL_CALLS;
    }

    /** Responses says in incomplete_details why it stopped; aimock leaves that out, so the reason is not known. */
    FinishReason limitFinish() {
        return this == OPENAI_RESPONSES ? FinishReason.OTHER : FinishReason.LENGTH;
    }

    /** Responses has an item for each call; aimock makes a message of each item. */
    List<String> toolTurnRoles() {
        return this == OPENAI_RESPONSES
                ? List.of("system", "user", "assistant", "assistant", "tool", "tool")
                : List.of("system", "user", "assistant", "tool", "tool");
    }

    /** Cohere sends thoughts in blocks of type thinking; aimock sends them as text. */
    String thoughtsAndText(String thoughts, String text) {
        return this == COHERE ? "|" + thoughts + text : thoughts + "|" + text;
    }

    /**
     * Bedrock and Cohere name the message at the top level; aimock sends Anthropic's and OpenAI's error objects, in which
     * they are not looked for.
     */
    @Nullable
    String errorMessage(String message) {
        return this == BEDROCK || this == COHERE ? null : message;
    }

    /** Returns the variables that send every family to one server. */
    static Map<String, String> environment(String url) {
        return Map.ofEntries(
                Map.entry("OPENAI_BASE_URL", url + "/v1"),
                Map.entry("OPENAI_API_KEY", "witness-key"),
                Map.entry("ANTHROPIC_BASE_URL", url),
                Map.entry("ANTHROPIC_API_KEY", "witness-key"),
                Map.entry("GOOGLE_GEMINI_BASE_URL", url),
                Map.entry("GEMINI_API_KEY", "witness-key"),
                Map.entry("CO_API_URL", url),
                Map.entry("CO_API_KEY", "witness-key"),
                Map.entry("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url),
                Map.entry("AWS_REGION", "eu-central-1"),
                Map.entry("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
                Map.entry("AWS_SECRET_ACCESS_KEY", "witness-key"),
                Map.entry("AZURE_OPENAI_ENDPOINT", url),
                Map.entry("AZURE_OPENAI_API_KEY", "witness-key"),
                Map.entry("OLLAMA_BASE_URL", url + "/v1"));
    }
}
