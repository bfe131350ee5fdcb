package dev.weir.spi;

import org.jspecify.annotations.Nullable;

/**
 * Passes over an object or array, watching only strings and which bracket closes which: one bit for each open bracket, and no
 * allocation below 64 levels.
 */
final class JsonBalance {

    static final String TOO_DEEP = "nested deeper than " + JsonReader.MAX_DEPTH;

    private final JsonText text;
    private long low;
    private long @Nullable [] high;
    private int open;
    private int at;

    JsonBalance(JsonText text) {
        this.text = text;
    }

    /** Returns where the last pass ended: behind the closing bracket, or where it failed. */
    int at() {
        return at;
    }

    /** Passes over the container that begins at {@code from}; returns what is wrong with it, or null. */
    @Nullable
    String pass(byte[] buffer, int from, int end, int maxDepth) {
        open = 0;
        for (at = from; at < end; at++) {
            byte b = buffer[at];
            if (b == '"') {
                int close = text.closingQuote(buffer, at + 1, end);
                if (close < 0) {
                    at = end;
                    return "unclosed string";
                }
                at = close;
            } else if (b == '{' || b == '[') {
                if (open >= maxDepth) {
                    return TOO_DEEP;
                }
                push(b == '{');
            } else if (b == '}' || b == ']') {
                if (pop() != (b == '}')) {
                    return "unbalanced brackets";
                }
                if (open == 0) {
                    at++;
                    return null;
                }
            }
        }
        return "unexpected end";
    }

    private void push(boolean object) {
        long bit = 1L << (open & 63);
        if (open < 64) {
            low = object ? low | bit : low & ~bit;
        } else {
            if (high == null) {
                high = new long[JsonReader.MAX_DEPTH / 64];
            }
            int word = open >> 6;
            high[word] = object ? high[word] | bit : high[word] & ~bit;
        }
        open++;
    }

    /** Returns whether the innermost open bracket is an object's. */
    private boolean pop() {
        open--;
        long word = open < 64 || high == null ? low : high[open >> 6];
        return (word >> (open & 63) & 1) != 0;
    }
}
