package dev.weir.tracing;

/** What spans may carry beyond the conventions. Nothing of it is recorded unless asked for. */
public enum Extra {
    /** How often the request was sent, as {@code weir.request.attempt_count}. */
    ATTEMPT_COUNT,
    /** Seconds to the first generated text, thought or tool call, as {@code weir.response.time_to_first_token}. */
    TIME_TO_FIRST_TOKEN,
    /** How many chunks arrived, as {@code weir.response.chunk_count}. */
    CHUNK_COUNT,
    /** The provider's own words for why it stopped, as {@code weir.response.finish_reasons.raw}. */
    RAW_FINISH_REASONS,
    /** How many characters of text a tool returned, as {@code weir.tool.result_size}. */
    TOOL_RESULT_SIZE,
    /** Failed attempts and waits, as span events {@code weir.attempt.failed} and {@code weir.wait}. */
    ATTEMPT_EVENTS
}
