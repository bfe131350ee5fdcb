package dev.weir;

/** Why a model stopped, in one vocabulary for all providers; the provider's own word stands beside it. */
public enum FinishReason {
    /** The answer is complete, or a stop sequence was met. */
    STOP,
    /** The limit of generated tokens was reached. */
    LENGTH,
    /** The model waits for the results of tool calls. */
    TOOL_CALLS,
    /** The provider's filter cut or blocked the answer. */
    CONTENT_FILTER,
    /** The model refused to answer. */
    REFUSAL,
    /** The context window is full. */
    CONTEXT_LENGTH,
    /** The provider paused in order to compact the conversation. */
    COMPACTION,
    /** The provider reports a failure as the reason. */
    ERROR,
    /** Absent, or a word this version does not know. */
    OTHER
}
