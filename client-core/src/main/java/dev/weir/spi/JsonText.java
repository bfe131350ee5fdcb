package dev.weir.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Finds the ends of JSON strings and makes text of them. Reused, not thread-safe. */
final class JsonText {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final int KEPT = 1 << 14;

    private byte[] unescaped = new byte[64];

    /** What {@link #closingQuote} found inside. */
    private boolean escaped;

    private long seen;

    /** Returns whether the last string holds an escape. */
    boolean isEscaped() {
        return escaped;
    }

    /** Returns the index of the quote that ends the string beginning at {@code from}, -1 if there is none. */
    int closingQuote(byte[] json, int from, int end) {
        seen = 0;
        int at = quoteOrBackslash(json, from, end);
        escaped = at >= 0 && json[at] == '\\';
        while (at >= 0 && json[at] == '\\') {
            at = quoteOrBackslash(json, at + 2, end);
        }
        return at;
    }

    /** Returns the index of the next of the two, -1 if there is none, and notes what stands before it. */
    private int quoteOrBackslash(byte[] json, int from, int end) {
        long bits = 0;
        int at = from;
        for (int last = end - Long.BYTES; at <= last; at += Long.BYTES) {
            long word = (long) LONGS.get(json, at);
            long quote = word ^ QUOTES;
            long backslash = word ^ BACKSLASHES;
            long hit = ((quote - ONES) & ~quote | (backslash - ONES) & ~backslash) & HIGHS;
            if (hit != 0) {
                int before = Long.numberOfTrailingZeros(hit) & ~7;
                seen |= bits | word & ((1L << before) - 1);
                return at + (before >>> 3);
            }
            bits |= word;
        }
        for (; at < end; at++) {
            byte b = json[at];
            if (b == '"' || b == '\\') {
                seen |= bits;
                return at;
            }
            bits |= b;
        }
        return -1;
    }

    /** Returns the text of the string that was found last; null if an escape in it is malformed. */
    @Nullable
    String text(byte[] json, int from, int to) {
        boolean ascii = (seen & HIGHS) == 0;
        if (!escaped) {
            return new String(json, from, to - from, ascii ? ISO_8859_1 : UTF_8);
        }
        if (unescaped.length < to - from) {
            unescaped = new byte[Math.max(to - from, Math.min(KEPT, unescaped.length * 2))];
        }
        String text = unescape(json, from, to, ascii);
        if (unescaped.length > KEPT) {
            unescaped = new byte[64];
        }
        return text;
    }

    /** Writes UTF-8, which is never longer than the escapes it comes from; only half a surrogate pair has no UTF-8. */
    private @Nullable String unescape(byte[] json, int from, int to, boolean ascii) {
        byte[] out = unescaped;
        StringBuilder odd = null;
        boolean plain = ascii;
        int size = 0;
        int start = from;
        for (int at = quoteOrBackslash(json, start, to); at >= 0; at = quoteOrBackslash(json, start, to)) {
            System.arraycopy(json, start, out, size, at - start);
            size += at - start;
            int code = escape(json, at + 1, to);
            if (code < 0) {
                return null;
            }
            start = at + (json[at + 1] == 'u' ? 6 : 2);
            int low = Character.isHighSurrogate((char) code) && start + 1 < to && json[start] == '\\'
                    ? escape(json, start + 1, to)
                    : -1;
            if (low >= 0 && Character.isLowSurrogate((char) low)) {
                code = Character.toCodePoint((char) code, (char) low);
                start += 6;
            }
            plain &= code < 0x80;
            if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
                odd = odd == null ? new StringBuilder() : odd;
                odd.append(new String(out, 0, size, UTF_8)).append((char) code);
                size = 0;
            } else {
                size = utf8(code, out, size);
            }
        }
        System.arraycopy(json, start, out, size, to - start);
        String rest = new String(out, 0, size + to - start, plain ? ISO_8859_1 : UTF_8);
        return odd == null ? rest : odd.append(rest).toString();
    }

    /** Returns the character an escape stands for, -1 if it is none; {@code at} is behind the backslash. */
    private static int escape(byte[] json, int at, int to) {
        return switch (json[at]) {
            case '"', '\\', '/' -> json[at];
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> at + 5 > to ? -1 : hex(json, at + 1);
            default -> -1;
        };
    }

    private static int hex(byte[] json, int from) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(json[i] & 0xff, 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Writes a character and returns where the next one goes. */
    private static int utf8(int code, byte[] out, int at) {
        int size = at;
        if (code < 0x80) {
            out[size++] = (byte) code;
            return size;
        }
        if (code < 0x800) {
            out[size++] = (byte) (0xc0 | code >> 6);
        } else {
            if (code < 0x10000) {
                out[size++] = (byte) (0xe0 | code >> 12);
            } else {
                out[size++] = (byte) (0xf0 | code >> 18);
                out[size++] = (byte) (0x80 | code >> 12 & 0x3f);
            }
            out[size++] = (byte) (0x80 | code >> 6 & 0x3f);
        }
        out[size++] = (byte) (0x80 | code & 0x3f);
        return size;
    }

    /** Compares with the bytes from there on, which are at least as many; never true beyond ASCII. */
    static boolean matches(byte[] bytes, int from, String ascii) {
        for (int i = 0, length = ascii.length(); i < length; i++) {
            if (bytes[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a number or word may end before that byte. */
    static boolean endsValue(byte b) {
        return b == ',' || b == '}' || b == ']' || b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
