package dev.weir.http;

import dev.weir.spi.Frame;
import dev.weir.spi.Framing;
import io.netty.buffer.ByteBuf;

/**
 * Cuts a body into events. Bytes are copied once, out of Netty's buffer into an array that is reused; events are views of
 * that array. Pulled, so that nothing is cut before it is wanted. Not thread-safe.
 */
abstract class Framer {

    /** What Netty may hand over in one go while events still wait to be taken. */
    private static final int BACKLOG = 8 << 20;

    private static final byte[] NOTHING = new byte[0];
    private static final int ROOM_FOR_A_REST = 512;
    private static final int SMALL = 4096;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    /** The bytes not yet given out stand between {@code from} and {@code to}. */
    byte[] array = NOTHING;

    int from;
    int to;
    private final int maxEventBytes;

    Framer(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    static Framer of(Framing framing, int maxEventBytes) {
        return switch (framing) {
            case SSE -> new SseFramer(maxEventBytes);
            case NDJSON -> new LineFramer(maxEventBytes);
            case JSON_ARRAY -> new JsonArrayFramer(maxEventBytes);
            case AWS_EVENT_STREAM -> new AwsEventStreamFramer(maxEventBytes);
            case DOCUMENT -> throw new IllegalArgumentException("A document is not framed");
        };
    }

    /** Takes over the readable bytes; the buffer stays the caller's. */
    final void append(ByteBuf bytes) {
        int count = bytes.readableBytes();
        room(count);
        bytes.readBytes(array, to, count);
        to += count;
    }

    final void append(byte[] bytes, int offset, int count) {
        room(count);
        System.arraycopy(bytes, offset, array, to, count);
        to += count;
    }

    /**
     * Points {@code frame} at the next event, valid until the next call or append; false if none is complete.
     *
     * @throws TooLargeException if the event under way exceeds the limit
     */
    abstract boolean next(Frame frame);

    /** Like {@link #next} after the end of the body: also gives out an event that only lacks its terminator. */
    abstract boolean last(Frame frame);

    /** Returns whether the body ended inside an event that cannot be given out without its rest; asked after {@link #last}. */
    boolean isCut() {
        return false;
    }

    /** Tells that the array's content moved to the left by {@code distance}. */
    void moved(int distance) {}

    private void room(int count) {
        if (from == to) {
            if (from > 0) {
                moved(from);
            }
            from = 0;
            to = 0;
        }
        if (to + count <= array.length) {
            return;
        }
        int kept = to - from;
        if (kept > (long) maxEventBytes + BACKLOG) {
            throw TooLargeException.event(maxEventBytes);
        }
        byte[] target = array;
        if (kept + count > array.length || kept > array.length / 2) {
            // As large as what comes at once and the begun event before it: most streams never grow it again.
            long wanted = Math.max(Math.min(array.length * 2L, SMALL), 2L * kept + count + ROOM_FOR_A_REST);
            target = new byte[(int) Math.min(wanted, MAX_ARRAY)];
        }
        System.arraycopy(array, from, target, 0, kept);
        array = target;
        if (from > 0) {
            moved(from);
        }
        from = 0;
        to = kept;
    }

    /**
     * Fails if the event that begins at {@code from} is too large. Asked of complete events too, so that the limit does not
     * depend on how the bytes arrive.
     */
    final void bounded(int until) {
        if (until - from > maxEventBytes) {
            throw TooLargeException.event(maxEventBytes);
        }
    }
}
