package dev.weir.spi;

/**
 * Reads one stream of a provider: events in, chunks out. One per subscription, so it may keep state; called by one thread at
 * a time. No I/O.
 */
public interface StreamDecoder {

    /**
     * Reads the next event and emits what it holds, any number of chunks.
     *
     * @throws WireException if the event is an error of the provider
     * @throws JsonException if the event is malformed
     */
    void decode(Frame frame, ChunkEmitter out);

    /** Returns whether the protocol's end marker was seen; nothing is decoded after it. Asked after every event. */
    boolean ended();

    /**
     * Called when the body ended properly but {@link #ended()} is false. Returns null if the answer is complete all the same
     * (some servers leave the marker out after the finish reason), else what is missing, for example
     * <code>"a finish_reason or [DONE]"</code>, which makes the stream fail as truncated.
     */
    @org.jspecify.annotations.Nullable
    String missing();
}
