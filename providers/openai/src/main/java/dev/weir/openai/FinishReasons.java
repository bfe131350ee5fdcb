package dev.weir.openai;

import dev.weir.FinishReason;
import org.jspecify.annotations.Nullable;

/** The finish reasons of all compatible servers in the common vocabulary. */
final class FinishReasons {

    private FinishReasons() {}

    static FinishReason of(@Nullable String raw) {
        if (raw == null) {
            return FinishReason.OTHER;
        }
        return switch (raw) {
            case "stop", "eos", "eos_token", "stop_sequence", "end_turn" -> FinishReason.STOP;
            case "length", "max_tokens" -> FinishReason.LENGTH;
            case "model_length", "context_length" -> FinishReason.CONTEXT_LENGTH;
            case "tool_calls", "function_call", "tool_use" -> FinishReason.TOOL_CALLS;
            case "content_filter", "safety" -> FinishReason.CONTENT_FILTER;
            case "refusal" -> FinishReason.REFUSAL;
            case "error", "abort", "insufficient_system_resource" -> FinishReason.ERROR;
            default -> FinishReason.OTHER;
        };
    }
}
