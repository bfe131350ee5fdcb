package dev.weir.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * One event of a stream as the framing cut it out: an SSE event, an NDJSON line, an element of a JSON array or a message of
 * an AWS event stream. A view that is valid only during {@link StreamDecoder#decode}; the next frame reuses it.
 */
public final class Frame {

    private static final byte[] NOTHING = new byte[0];

    private @Nullable String type;
    private boolean exception;
    private byte[] array = NOTHING;
    private int offset;
    private int length;

    /** Points this frame at an event; called by framings. */
    public Frame set(@Nullable String eventType, byte[] bytes, int from, int count) {
        type = eventType;
        exception = false;
        array = bytes;
        offset = from;
        length = count;
        return this;
    }

    /** Marks this frame as an exception message of an AWS event stream; called by that framing. */
    public Frame asException() {
        exception = true;
        return this;
    }

    /** Returns SSE's {@code event} field or AWS's {@code :event-type} or {@code :exception-type}; null if there is none. */
    public @Nullable String type() {
        return type;
    }

    /** Returns whether an AWS event stream marks this message as an exception or error. */
    public boolean isException() {
        return exception;
    }

    /** Returns the array that holds the data; read only. */
    public byte[] array() {
        return array;
    }

    /** Returns where in the array the data begins. */
    public int offset() {
        return offset;
    }

    /** Returns the number of data bytes. */
    public int length() {
        return length;
    }

    /** Returns whether the data, without white space around it, is exactly this ASCII text. */
    public boolean dataIs(String ascii) {
        int from = offset;
        int to = offset + length;
        while (from < to && array[from] <= ' ' && array[from] >= 0) {
            from++;
        }
        if (to - from < ascii.length() || array[from] != (byte) ascii.charAt(0)) {
            return false;
        }
        while (to > from && array[to - 1] <= ' ' && array[to - 1] >= 0) {
            to--;
        }
        if (to - from != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (array[from + i] != (byte) ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the data as text; copies. */
    public String text() {
        return new String(array, offset, length, UTF_8);
    }

    /** Names the type and size, never the data. */
    @Override
    public String toString() {
        return "Frame[" + type + ", " + length + " bytes]";
    }
}
