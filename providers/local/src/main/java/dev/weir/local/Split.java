package dev.weir.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** A way to cut a body into the pieces it is sent in; what arrives whole must also arrive well in pieces. */
public final class Split {

    /** All in one piece. */
    public static final Split WHOLE = new Split("whole", body -> List.of(body));
    /** Every byte by itself. */
    public static final Split BYTES = every(1);

    @FunctionalInterface
    private interface Cutter {
        List<byte[]> cut(byte[] body);
    }

    private final String name;
    private final Cutter cutter;

    private Split(String name, Cutter cutter) {
        this.name = name;
        this.cutter = cutter;
    }

    /** Returns a split into pieces of {@code size} bytes, the last one maybe shorter. */
    public static Split every(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("size must be positive, was " + size);
        }
        return new Split(size == 1 ? "byte by byte" : "every " + size, body -> {
            List<byte[]> pieces = new ArrayList<>(body.length / size + 1);
            for (int from = 0; from < body.length; from += size) {
                pieces.add(Arrays.copyOfRange(body, from, Math.min(body.length, from + size)));
            }
            return pieces;
        });
    }

    /** Returns a split at these offsets, ascending; those beyond the body are ignored. */
    public static Split at(int... offsets) {
        int[] places = offsets.clone();
        return new Split("at " + Arrays.toString(places), body -> {
            List<byte[]> pieces = new ArrayList<>();
            int from = 0;
            for (int place : places) {
                if (place > from && place < body.length) {
                    pieces.add(Arrays.copyOfRange(body, from, place));
                    from = place;
                }
            }
            pieces.add(Arrays.copyOfRange(body, from, body.length));
            return pieces;
        });
    }

    /** Returns a split into pieces of random size, from 1 to 64 bytes; the same seed always cuts the same way. */
    public static Split random(long seed) {
        return new Split("random " + seed, body -> {
            Random random = new Random(seed);
            List<byte[]> pieces = new ArrayList<>();
            int from = 0;
            while (from < body.length) {
                int to = Math.min(body.length, from + 1 + random.nextInt(64));
                pieces.add(Arrays.copyOfRange(body, from, to));
                from = to;
            }
            return pieces;
        });
    }

    /** Cuts a body; no piece is empty, and an empty body has no pieces. */
    public List<byte[]> cut(byte[] body) {
        Objects.requireNonNull(body, "body");
        return body.length == 0 ? List.of() : cutter.cut(body);
    }

    /** Returns what the split does, for test names and reports. */
    @Override
    public String toString() {
        return name;
    }
}
