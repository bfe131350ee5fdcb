package dev.weir.anthropic;

import dev.weir.FinishReason;

/**
 * Anthropic's words for why a model stopped.
 *
 * @see <a href="https://docs.anthropic.com/en/api/handling-stop-reasons">Handling stop reasons</a>
 */
final class StopReasons {

    private StopReasons() {}

    /** Translates a word; {@code answeredByTool} says that the only call was that of {@link ToolPlan#ANSWER}. */
    static FinishReason of(String raw, boolean answeredByTool) {
        return switch (raw) {
            case "end_turn", "stop_sequence" -> FinishReason.STOP;
            case "max_tokens" -> FinishReason.LENGTH;
            case "tool_use" -> answeredByTool ? FinishReason.STOP : FinishReason.TOOL_CALLS;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_LENGTH;
            case "compaction" -> FinishReason.COMPACTION;
            default -> FinishReason.OTHER;
        };
    }
}
