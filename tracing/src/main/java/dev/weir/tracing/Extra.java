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
    /**
     * Attempts and waits, as span events: {@code weir.attempt.started}, {@code weir.attempt.failed} with the type of the error
     * and the wait for the next one, and {@code weir.wait} where a call was held back before it was sent.
     */
    ATTEMPT_EVENTS,
    /** Times of the connection, as span events {@code weir.wait}, {@code weir.connected} and {@code weir.response.head}. */
    CONNECTION_EVENTS,
    /**
     * How much was said, not what: {@code weir.request.message_count}, {@code weir.request.system_length} and
     * {@code weir.response.length}, both in characters of text.
     */
    CONTENT_SIZES,
    /** That the cost on a span is an estimate, as {@code weir.usage.cost_estimated}; see {@code Cost}. */
    COST_ESTIMATED,
    /** How many characters of text a tool returned, as {@code weir.tool.result_size}. */
    TOOL_RESULT_SIZE,
    /** How it ended, {@code completed}, {@code failed}, {@code timed_out} or {@code cancelled}, as {@code weir.outcome}. */
    OUTCOME
}
