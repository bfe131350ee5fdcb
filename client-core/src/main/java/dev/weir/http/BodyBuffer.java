package dev.weir.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects a whole body up to a limit. Not thread-safe. */
final class BodyBuffer {

    private static final byte[] NOTHING = new byte[0];

    private final int limit;
    private byte[] array = NOTHING;
    private int size;

    BodyBuffer(int limit) {
        this.limit = limit;
    }

    /** Makes room for a body of announced length. */
    void expect(long length) {
        if (length > 0 && length <= limit) {
            array = new byte[(int) length];
        }
    }

    /** Adds bytes; false if the limit is passed, and then only what fits is kept. */
    boolean add(ByteBuf bytes) {
        int count = Math.min(bytes.readableBytes(), limit - size);
        if (size + count > array.length) {
            array = Arrays.copyOf(array, (int) Math.min(limit, Math.max(size + count, array.length * 2L + 256)));
        }
        bytes.readBytes(array, size, count);
        size += count;
        return !bytes.isReadable();
    }

    byte[] toByteArray() {
        return array.length == size ? array : Arrays.copyOf(array, size);
    }

    int size() {
        return size;
    }
}
