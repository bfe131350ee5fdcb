package dev.weir.spi;

/** How a streamed body is cut into {@linkplain Frame events}. */
public enum Framing {
    /** <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">Server-sent
     * events</a>; one that is not closed by a blank line at the end of the body is still delivered. */
    SSE,
    /** One JSON value per line; blank lines are skipped. */
    NDJSON,
    /** The elements of one JSON array, delivered as they complete. */
    JSON_ARRAY,
    /** <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">AWS event stream</a>, checksums verified. */
    AWS_EVENT_STREAM,
    /** Not a stream: the whole body is one document, decoded like the answer of a call. */
    DOCUMENT
}
