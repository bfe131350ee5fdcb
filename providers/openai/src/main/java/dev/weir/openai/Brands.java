package dev.weir.openai;

import dev.weir.openai.Dialect.CacheMark;
import dev.weir.openai.Dialect.CallIdStyle;
import dev.weir.openai.Dialect.DocumentStyle;
import dev.weir.openai.Dialect.Replay;
import dev.weir.openai.Dialect.StructuredOutput;
import dev.weir.openai.Dialect.ThinkingStyle;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import java.util.List;
import java.util.Locale;

/**
 * The compatible brands, one declaration each: name, address, variable of the key, and what differs from
 * {@link Dialect#COMPATIBLE}. The variable {@code <NAME>_BASE_URL} names another address. Links lead to what each
 * declaration rests on.
 */
final class Brands {

    private final Environment environment;

    private Brands(Environment environment) {
        this.environment = environment;
    }

    static List<Provider> all(Environment environment) {
        Brands brands = new Brands(environment);
        return List.of(
                brands.groq(),
                brands.xai(),
                brands.mistral(),
                brands.litellm(),
                brands.deepseek(),
                brands.openrouter(),
                brands.together(),
                brands.fireworks(),
                brands.perplexity(),
                brands.cerebras(),
                brands.huggingface(),
                brands.zai(),
                brands.moonshot(),
                brands.heroku(),
                brands.crusoe(),
                brands.snowflake(),
                brands.nvidia(),
                brands.ollama(),
                brands.vllm(),
                brands.lmstudio(),
                brands.llamacpp());
    }

    private OpenAiCompatible.Builder brand(String name, String url) {
        return OpenAiCompatible.builder(name, environment).baseUrl(name.toUpperCase(Locale.ROOT) + "_BASE_URL", url);
    }

    /** https://console.groq.com/docs/openai. */
    private Provider groq() {
        return brand("groq", "https://api.groq.com/openai/v1")
                .keyVariable("GROQ_API_KEY")
                .dialect(dialect -> dialect.without("logprobs", "top_logprobs", "logit_bias", "n", "messages[].name")
                        .replay(Replay.REASONING))
                .build();
    }

    /** https://docs.x.ai/docs/api-reference. */
    private Provider xai() {
        return brand("xai", "https://api.x.ai/v1")
                .keyVariable("XAI_API_KEY")
                .telemetryName("x_ai")
                .dialect(dialect -> dialect.with("max_completion_tokens").replay(Replay.REASONING_CONTENT))
                .build();
    }

    /** https://docs.mistral.ai/api; unknown fields are errors there, so what it lacks must not be sent. */
    private Provider mistral() {
        return brand("mistral", "https://api.mistral.ai/v1")
                .keyVariable("MISTRAL_API_KEY")
                .telemetryName("mistral_ai")
                .dialect(dialect -> dialect.rename("seed", "random_seed")
                        .rename("dimensions", "output_dimension")
                        .without("stream_options", "messages[].name", "tool_choice.none", "content[].input_audio")
                        .without("logprobs", "top_logprobs", "logit_bias", "service_tier")
                        .requiredToolChoice("any")
                        .callIds(CallIdStyle.NINE_ALPHANUMERIC)
                        .documents(DocumentStyle.DOCUMENT_URL)
                        .replay(Replay.THINKING_PARTS)
                        .requestIdHeaders("mistral-correlation-id", "x-kong-request-id")
                        .embeddings("float", 32))
                .embeddings(true)
                .build();
    }

    /** https://docs.litellm.ai/docs/proxy/user_keys. */
    private Provider litellm() {
        return brand("litellm", "http://localhost:4000")
                .optionalKeyVariable("LITELLM_API_KEY")
                .telemetryNames(LiteLlmNames::of)
                .dialect(dialect -> dialect.with("max_completion_tokens")
                        .cacheMark(CacheMark.CACHE_CONTROL)
                        .replay(Replay.REASONING_CONTENT)
                        .requestIdHeaders("x-litellm-call-id", "x-request-id"))
                .embeddings(true)
                .build();
    }

    /** https://api-docs.deepseek.com; unknown fields are ignored there, so a warning is better than sending them. */
    private Provider deepseek() {
        return brand("deepseek", "https://api.deepseek.com")
                .keyVariable("DEEPSEEK_API_KEY")
                .dialect(dialect -> dialect.without("seed", "n", "parallel_tool_calls", "service_tier", "metadata")
                        .structuredOutput(StructuredOutput.JSON_ONLY)
                        .thinking(ThinkingStyle.TOGGLE)
                        .replay(Replay.REASONING_CONTENT)
                        .requestIdHeaders("x-ds-trace-id"))
                .build();
    }

    /** https://openrouter.ai/docs/api-reference/overview. */
    private Provider openrouter() {
        return brand("openrouter", "https://openrouter.ai/api/v1")
                .keyVariable("OPENROUTER_API_KEY")
                .dialect(dialect -> dialect.with("top_k", "content[].video_url")
                        .thinking(ThinkingStyle.OBJECT)
                        .cacheMark(CacheMark.CACHE_CONTROL)
                        .documents(DocumentStyle.FILE_OR_URL)
                        .replay(Replay.REASONING_DETAILS)
                        .requestIdHeaders("x-generation-id"))
                .build();
    }

    /** https://docs.together.ai/reference/chat-completions-1. */
    private Provider together() {
        return brand("together", "https://api.together.xyz/v1")
                .keyVariable("TOGETHER_API_KEY")
                .dialect(dialect -> dialect.with("top_k"))
                .embeddings(true)
                .build();
    }

    /** https://docs.fireworks.ai/api-reference/post-chatcompletions. */
    private Provider fireworks() {
        return brand("fireworks", "https://api.fireworks.ai/inference/v1")
                .keyVariable("FIREWORKS_API_KEY")
                .dialect(dialect -> dialect.with("top_k").replay(Replay.REASONING_CONTENT))
                .embeddings(true)
                .build();
    }

    /** https://docs.perplexity.ai/api-reference/chat-completions-post. */
    private Provider perplexity() {
        return brand("perplexity", "https://api.perplexity.ai")
                .keyVariable("PERPLEXITY_API_KEY")
                .dialect(dialect -> dialect.with("top_k")
                        .without("tools", "tool_choice", "parallel_tool_calls", "stream_options")
                        .without("seed", "n", "logprobs", "top_logprobs", "logit_bias"))
                .build();
    }

    /** https://inference-docs.cerebras.ai/api-reference/chat-completions. */
    private Provider cerebras() {
        return brand("cerebras", "https://api.cerebras.ai/v1")
                .keyVariable("CEREBRAS_API_KEY")
                .dialect(dialect -> dialect.with("max_completion_tokens")
                        .without("frequency_penalty", "presence_penalty", "logit_bias")
                        .without("parallel_tool_calls", "service_tier", "n")
                        .replay(Replay.REASONING)
                        .requestIdHeaders("inference-id"))
                .build();
    }

    /** https://huggingface.co/docs/inference-providers; the answer has the form of whoever is behind the router. */
    private Provider huggingface() {
        return brand("huggingface", "https://router.huggingface.co/v1")
                .keyVariable("HF_TOKEN")
                .build();
    }

    /** https://docs.z.ai/api-reference/llm/chat-completion. */
    private Provider zai() {
        return brand("zai", "https://api.z.ai/api/paas/v4")
                .keyVariable("ZAI_API_KEY")
                .telemetryName("z_ai")
                .dialect(dialect -> dialect.thinking(ThinkingStyle.TOGGLE)
                        .without("reasoning_effort")
                        .replay(Replay.REASONING_CONTENT))
                .build();
    }

    /** https://platform.moonshot.ai/docs/api/chat. */
    private Provider moonshot() {
        return brand("moonshot", "https://api.moonshot.ai/v1")
                .keyVariable("MOONSHOTAI_API_KEY")
                .telemetryName("moonshot_ai")
                .dialect(dialect -> dialect.without("tool_choice.required").replay(Replay.REASONING_CONTENT))
                .build();
    }

    /** https://devcenter.heroku.com/articles/heroku-inference-api-v1-chat-completions. */
    private Provider heroku() {
        return brand("heroku", "https://us.inference.heroku.com/v1")
                .keyVariable("INFERENCE_KEY")
                .build();
    }

    /** https://docs.crusoecloud.com/quickstart/getting-started-with-serverless-inference. */
    private Provider crusoe() {
        return brand("crusoe", "https://api.inference.crusoecloud.com/v1")
                .keyVariable("CRUSOE_API_KEY")
                .dialect(dialect -> dialect.replay(Replay.REASONING))
                .build();
    }

    /** https://docs.snowflake.com/en/user-guide/snowflake-cortex/cortex-rest-api; every account has its own address. */
    private Provider snowflake() {
        return OpenAiCompatible.builder("snowflake", environment)
                .baseUrlVariable("SNOWFLAKE_BASE_URL")
                .keyVariable("SNOWFLAKE_TOKEN")
                .dialect(dialect -> dialect.with("max_completion_tokens").replay(Replay.REASONING_DETAILS))
                .build();
    }

    /** https://docs.api.nvidia.com/nim/reference/llm-apis. */
    private Provider nvidia() {
        return brand("nvidia", "https://integrate.api.nvidia.com/v1")
                .keyVariable("NVIDIA_API_KEY")
                .build();
    }

    /** https://docs.ollama.com/api/openai-compatibility; fields it does not know are dropped there without a word. */
    private Provider ollama() {
        return brand("ollama", "http://localhost:11434/v1")
                .optionalKeyVariable("OLLAMA_API_KEY")
                .dialect(dialect -> dialect.without("n", "logit_bias", "parallel_tool_calls", "service_tier")
                        .without("metadata", "tools[].function.strict")
                        .structuredOutput(StructuredOutput.SCHEMA)
                        .replay(Replay.REASONING))
                .embeddings(true)
                .build();
    }

    /** https://docs.vllm.ai/en/latest/serving/openai_compatible_server. */
    private Provider vllm() {
        return brand("vllm", "http://localhost:8000/v1")
                .optionalKeyVariable("VLLM_API_KEY")
                .dialect(dialect -> dialect.with("max_completion_tokens", "top_k", "content[].video_url")
                        .replay(Replay.REASONING))
                .embeddings(true)
                .build();
    }

    /** https://lmstudio.ai/docs/developer/openai-compat. */
    private Provider lmstudio() {
        return brand("lmstudio", "http://localhost:1234/v1")
                .optionalKeyVariable("LMSTUDIO_API_KEY")
                .dialect(dialect -> dialect.with("top_k").replay(Replay.REASONING_CONTENT))
                .embeddings(true)
                .build();
    }

    /** https://github.com/ggml-org/llama.cpp/tree/master/tools/server. */
    private Provider llamacpp() {
        return brand("llamacpp", "http://localhost:8080/v1")
                .optionalKeyVariable("LLAMACPP_API_KEY")
                .telemetryName("llama_cpp")
                .dialect(dialect ->
                        dialect.with("top_k").without("tool_choice.named").replay(Replay.REASONING_CONTENT))
                .embeddings(true)
                .build();
    }
}
