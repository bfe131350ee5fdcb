package dev.weir;

import org.jspecify.annotations.Nullable;

/**
 * A stream ended without its provider's end marker, so the answer may be cut. What had arrived is in {@link #partial()}.
 */
public final class TruncatedStreamException extends LlmException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public TruncatedStreamException(String expected, @Nullable ModelId model, @Nullable Response partial) {
        super(
                (model == null ? "" : model + ": ") + "the stream ended without " + expected
                        + "; the answer may be incomplete (see partial())",
                null,
                model,
                partial);
    }

    /** Returns true. */
    @Override
    public boolean retryable() {
        return true;
    }

    /** Returns {@code incomplete_stream}. */
    @Override
    public String errorType() {
        return "incomplete_stream";
    }
}
