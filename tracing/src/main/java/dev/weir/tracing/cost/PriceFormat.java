package dev.weir.tracing.cost;

/** Formats of price files. */
public enum PriceFormat {
    /**
     * Weir's own, made to be written by hand. Figures are US dollars per million tokens; a {@code per} of {@code 1K} on the
     * file or a row makes them per thousand. Only {@code model} and one rate are needed:
     *
     * <pre>{@code
     * {
     *   "date": "2026-08-21",
     *   "prices": [
     *     {"provider": "openai", "model": "gpt-4o", "match": ["gpt-4o-2024-*"], "input": 2.5, "cache_read": 1.25, "output": 10},
     *     {"provider": "google", "model": "gemini-2.5-pro", "input": {"base": 1.25, "above": {"200000": 2.5}}, "output": 10},
     *     {"provider": "anthropic", "model": "claude-sonnet-5", "input": 2, "output": 10,
     *      "changes": [{"from": "2026-09-01", "input": 3, "output": 15}]}
     *   ]
     * }
     * }</pre>
     *
     * <p>Rates: {@code input}, {@code output}, {@code cache_read}, {@code cache_write}, {@code reasoning}, {@code audio_input},
     * {@code audio_output}, {@code audio_cache_read}, {@code image_input}, {@code image_output}, {@code image_cache_read},
     * {@code request} (per million, or per thousand, requests). {@code match} names further models: exactly, with a star at
     * the beginning or end, or as a regular expression between slashes. A change applies {@code from} a day on or
     * {@code daily} between two times, {@code "00:30-16:30"}, both UTC, and is a whole price. {@code page} says where the
     * provider publishes the figures. A row without {@code provider} is for any.
     */
    WEIR {
        @Override
        PriceBook book(PriceJson root) {
            return WeirPrices.book(root);
        }
    },
    /**
     * The {@code data.json} of <a href="https://github.com/pydantic/genai-prices">genai-prices</a>. Rates of text and video by
     * themselves are not used.
     */
    GENAI_PRICES {
        @Override
        PriceBook book(PriceJson root) {
            return GenAiPrices.book(root);
        }
    },
    /**
     * The {@code model_prices_and_context_window.json} of <a href="https://github.com/BerriAI/litellm">LiteLLM</a>. Rows that
     * are not charged by the token are passed over, and so are the rates of batches, of priority and of longer-lived caches.
     */
    LITELLM {
        @Override
        PriceBook book(PriceJson root) {
            return LiteLlmPrices.book(root);
        }
    };

    abstract PriceBook book(PriceJson root);

    PriceTable read(String source, String json) {
        return new PriceTable(book(PriceJson.parse(source, json)));
    }
}
