package dev.weir.examples.conformance;

import dev.weir.Options;
import dev.weir.Thinking;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A provider whose scenarios can be run: its models, what its models can be told, and its variables. */
enum Family {
    OPENAI(
            "OPENAI_BASE_URL",
            "/v1",
            "OPENAI_API_KEY",
            Models.of("openai/gpt-4o-mini", "openai/gpt-5-mini", "openai/text-embedding-3-small"),
            options -> all(options)
                    .seed(42)
                    .presencePenalty(0.2)
                    .frequencyPenalty(0.1)
                    .choiceCount(2)),
    ANTHROPIC(
            "ANTHROPIC_BASE_URL",
            "",
            "ANTHROPIC_API_KEY",
            Models.of("anthropic/claude-3-5-haiku-latest", "anthropic/claude-opus-4-6", null),
            options -> all(options).topK(40)),
    GOOGLE(
            "GOOGLE_GEMINI_BASE_URL",
            "",
            "GEMINI_API_KEY",
            Models.of("google/gemini-2.5-flash", "google/gemini-3-flash-preview", "google/gemini-embedding-001"),
            options -> all(options)
                    .topK(40)
                    .seed(42)
                    .presencePenalty(0.2)
                    .frequencyPenalty(0.1)
                    .choiceCount(2)),
    BEDROCK(
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
            "",
            "AWS_BEARER_TOKEN_BEDROCK",
            Models.of(
                    "bedrock/us.amazon.nova-lite-v1:0",
                    "bedrock/us.anthropic.claude-opus-4-6-v1",
                    "bedrock/amazon.titan-embed-text-v2:0"),
            options -> all(options).topK(40)),
    COHERE(
            "CO_API_URL",
            "",
            "CO_API_KEY",
            new Models(
                    "cohere/command-a-03-2025",
                    "cohere/command-a-reasoning-08-2025",
                    "cohere/command-a-vision-07-2025",
                    "cohere/embed-v4.0"),
            options -> all(options).topK(40).seed(42).presencePenalty(0.2).frequencyPenalty(0.1));

    /**
     * The models of a provider.
     *
     * @param chat answers
     * @param reasoning thinks before it answers
     * @param vision looks at images
     * @param embedding makes embeddings, null if the provider has none
     */
    record Models(
            String chat,
            String reasoning,
            String vision,
            @Nullable String embedding) {

        static Models of(String chat, String reasoning, @Nullable String embedding) {
            return new Models(chat, reasoning, chat, embedding);
        }
    }

    private final String urlVariable;
    private final String urlSuffix;
    private final String keyVariable;
    private final Models models;
    private final UnaryOperator<Options> options;

    Family(String urlVariable, String urlSuffix, String keyVariable, Models models, UnaryOperator<Options> options) {
        this.urlVariable = urlVariable;
        this.urlSuffix = urlSuffix;
        this.keyVariable = keyVariable;
        this.models = models;
        this.options = options;
    }

    private static Options all(Options options) {
        return options.temperature(0.5).topP(0.9).maxTokens(200).stop("THE END");
    }

    /** Returns the family of that name, in lower or upper case; null if there is none. */
    static @Nullable Family named(String name) {
        for (Family family : values()) {
            if (family.label().equals(name.toLowerCase(Locale.ROOT))) {
                return family;
            }
        }
        return null;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns how its thinking model is told to think; Cohere's knows no levels. */
    Thinking thinking() {
        return this == COHERE ? Thinking.budget(1000) : Thinking.HIGH;
    }

    Models models() {
        return models;
    }

    /** Sets everything that the chat model understands. */
    Options withEverything(Options base) {
        return options.apply(base);
    }

    String urlVariable() {
        return urlVariable;
    }

    /** Returns what the base URL has beyond the server's own address. */
    String urlSuffix() {
        return urlSuffix;
    }

    String keyVariable() {
        return keyVariable;
    }
}
