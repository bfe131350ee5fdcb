package dev.weir.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON from a byte range, value by value, without building a tree. Reusable: a stream decoder keeps one and points it
 * at each event, so that reading an event allocates only the strings it asks for.
 *
 * <pre>{@code
 * reader.reset(bytes, offset, length);
 * reader.beginObject();
 * while (reader.nextField()) {
 *     if (reader.nameIs("id")) {
 *         id = reader.stringOrNull();
 *     } else {
 *         reader.skip();
 *     }
 * }
 * }</pre>
 *
 * <p>Every field and element must be consumed by exactly one of the value methods or {@link #skip()}. The range must not
 * change while it is read. Not thread-safe. Malformed input throws {@link JsonException}; values that are skipped are only
 * checked for balanced brackets and closed strings.
 */
public final class JsonReader {

    private static final int MAX_DEPTH = 512;
    private static final byte[] NOTHING = new byte[0];

    private byte[] buffer = NOTHING;
    private int position;
    private int end;
    private int start;
    private int depth;
    private boolean first;
    private int nameStart;
    private int nameEnd;
    private @Nullable String escapedName;

    /** Returns a reader of a whole array. */
    public static JsonReader of(byte[] json) {
        JsonReader reader = new JsonReader();
        reader.reset(json, 0, json.length);
        return reader;
    }

    /** Returns a reader of a text. */
    public static JsonReader of(String json) {
        return of(json.getBytes(UTF_8));
    }

    /** Points the reader at another range. */
    public void reset(byte[] bytes, int offset, int length) {
        buffer = bytes;
        position = offset;
        start = offset;
        end = offset + length;
        depth = 0;
        first = false;
    }

    /** Returns the first character of the next value without consuming it: one of <code>{["tfn-0..9</code>. */
    public char peek() {
        skipSpace();
        if (position >= end) {
            throw fail("unexpected end");
        }
        return (char) (buffer[position] & 0xff);
    }

    /** Returns whether the next value is an object. */
    public boolean isObject() {
        return peek() == '{';
    }

    /** Returns whether the next value is an array. */
    public boolean isArray() {
        return peek() == '[';
    }

    /** Returns whether the next value is a string. */
    public boolean isString() {
        return peek() == '"';
    }

    /** Consumes the next value if it is {@code null} and returns whether it was. */
    public boolean nextNull() {
        if (peek() != 'n') {
            return false;
        }
        if (!skipIf("null")) {
            literal("null"); // says what is wrong
        }
        return true;
    }

    /**
     * Consumes the next value if it is written exactly as {@code text}, ASCII only, and returns whether it was. Lets a
     * decoder pass over a value that it has already seen, or tell event types apart, without allocating.
     */
    public boolean skipIf(String text) {
        peek();
        int length = text.length();
        if (length > end - position) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buffer[position + i] != (byte) text.charAt(i) || text.charAt(i) > 0x7f) {
                return false;
            }
        }
        int after = position + length;
        if (after < end && !endsValue(buffer[after])) {
            return false;
        }
        position = after;
        return true;
    }

    private static boolean endsValue(byte b) {
        return b == ',' || b == '}' || b == ']' || b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Enters an object. */
    public void beginObject() {
        open('{');
    }

    /** Goes to the next field of the entered object; false at its end, which is then left. */
    public boolean nextField() {
        if (!more('}')) {
            return false;
        }
        if (position >= end || buffer[position] != '"') {
            throw fail("expected a field name");
        }
        nameStart = position + 1;
        int close = closingQuote(nameStart);
        nameEnd = close;
        escapedName = lastStringEscaped ? decode(nameStart, close) : null;
        position = close + 1;
        skipSpace();
        if (position >= end || buffer[position] != ':') {
            throw fail("expected ':'");
        }
        position++;
        return true;
    }

    /** Returns whether the present field has that name; ASCII names only. */
    @SuppressWarnings("NullAway") // escapedName is checked
    public boolean nameIs(String name) {
        if (escapedName != null) {
            return escapedName.equals(name);
        }
        int length = nameEnd - nameStart;
        if (length != name.length()) {
            return false;
        }
        byte[] bytes = buffer;
        for (int i = 0, at = nameStart; i < length; i++, at++) {
            if (bytes[at] != (byte) name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the name of the present field. */
    public String name() {
        return escapedName != null ? escapedName : new String(buffer, nameStart, nameEnd - nameStart, UTF_8);
    }

    /** Enters an array. */
    public void beginArray() {
        open('[');
    }

    /** Goes to the next element of the entered array; false at its end, which is then left. */
    public boolean nextElement() {
        return more(']');
    }

    /** Returns the next value, a string. */
    public String string() {
        if (peek() != '"') {
            throw fail("expected a string");
        }
        int from = position + 1;
        int close = closingQuote(from);
        position = close + 1;
        if (lastStringEscaped) {
            return decode(from, close);
        }
        return lastStringAscii
                ? new String(buffer, from, close - from, ISO_8859_1)
                : new String(buffer, from, close - from, UTF_8);
    }

    /** Returns the next value if it is a string, null if it is {@code null}; any other scalar as its text. */
    public @Nullable String stringOrNull() {
        char next = peek();
        if (next == '"') {
            return string();
        }
        if (nextNull()) {
            return null;
        }
        return next == '{' || next == '[' ? raw() : scalar();
    }

    /** Returns the next value as a whole number; null if it is {@code null}, not a number or beyond a long. */
    public @Nullable Long longOrNull() {
        char next = peek();
        if (next == '-' || (next >= '0' && next <= '9')) {
            String text = scalar();
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException notWhole) {
                double value = number(text).doubleValue();
                return value == Math.rint(value) && Math.abs(value) < 1e18 ? Long.valueOf((long) value) : null;
            }
        }
        skip();
        return null;
    }

    /** Returns the next value as a whole number, {@code absent} where {@link #longOrNull()} has none. */
    public int intOr(int absent) {
        skipSpace();
        int at = position;
        int value = 0;
        while (at < end && at - position < 9 && buffer[at] >= '0' && buffer[at] <= '9') {
            value = value * 10 + buffer[at] - '0';
            at++;
        }
        if (at > position && at < end && (buffer[at] == ',' || buffer[at] == '}' || buffer[at] == ']')) {
            if (buffer[position] == '0' && at - position > 1) {
                throw fail("a number must not begin with 0");
            }
            position = at;
            return value;
        }
        Long whole = longOrNull();
        return whole == null || whole != whole.intValue() ? absent : whole.intValue();
    }

    /** Returns the next value as a number; null if it is {@code null} or not a number. */
    public @Nullable Double doubleOrNull() {
        char next = peek();
        if (next == '-' || (next >= '0' && next <= '9')) {
            return number(scalar()).doubleValue();
        }
        skip();
        return null;
    }

    /** Returns the next value as a truth value; null if it is anything else. */
    public @Nullable Boolean booleanOrNull() {
        char next = peek();
        if (next == 't') {
            literal("true");
            return true;
        }
        if (next == 'f') {
            literal("false");
            return false;
        }
        skip();
        return null;
    }

    /** Returns the next value as the text it is written as. */
    public String raw() {
        peek();
        int from = position;
        skip();
        return new String(buffer, from, position - from, UTF_8);
    }

    /**
     * Returns the next value as plain Java: {@code Map} (in order), {@code List}, {@code String}, {@code Boolean},
     * {@code Long}, {@code BigInteger}, {@code BigDecimal} or null. For small, irregular things such as error bodies.
     */
    public @Nullable Object any() {
        switch (peek()) {
            case '{' -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                beginObject();
                while (nextField()) {
                    String name = name();
                    map.put(name, any());
                }
                return map;
            }
            case '[' -> {
                List<@Nullable Object> list = new ArrayList<>();
                beginArray();
                while (nextElement()) {
                    list.add(any());
                }
                return list;
            }
            case '"' -> {
                return string();
            }
            case 't', 'f' -> {
                return booleanOrNull();
            }
            case 'n' -> {
                literal("null");
                return null;
            }
            default -> {
                Number number = number(scalar());
                return number;
            }
        }
    }

    /** Consumes the next value without looking at it. */
    public void skip() {
        char next = peek();
        if (next == '"') {
            position = closingQuote(position + 1) + 1;
        } else if (next == '{' || next == '[') {
            skipContainer();
        } else if (!skipIf("null") && !skipIf("false") && !skipIf("true") && !skipNumber()) {
            scalar(); // says what is wrong
        }
    }

    private boolean skipNumber() {
        int at = position;
        while (at < end && isNumberByte(buffer[at])) {
            at++;
        }
        if (at == position || (at < end && !endsValue(buffer[at]))) {
            return false;
        }
        position = at;
        return true;
    }

    private static boolean isNumberByte(byte b) {
        return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
    }

    /** Returns whether nothing but white space follows. */
    public boolean isAtEnd() {
        skipSpace();
        return position >= end;
    }

    /** Checks that nothing but white space follows. */
    public void end() {
        skipSpace();
        if (position < end) {
            throw fail("unexpected text after the value");
        }
    }

    private void skipContainer() {
        int open = 0;
        long[] kinds = null;
        long low = 0;
        int at = position;
        while (at < end) {
            byte b = buffer[at];
            if (b == '"') {
                at = closingQuote(at + 1);
            } else if (b == '{' || b == '[') {
                if (open + depth >= MAX_DEPTH) {
                    throw fail("nested deeper than " + MAX_DEPTH);
                }
                if (open < 64) {
                    low = b == '{' ? low | (1L << open) : low & ~(1L << open);
                } else {
                    kinds = kinds == null ? new long[MAX_DEPTH / 64] : kinds;
                    long bit = 1L << (open & 63);
                    kinds[open >> 6] = b == '{' ? kinds[open >> 6] | bit : kinds[open >> 6] & ~bit;
                }
                open++;
            } else if (b == '}' || b == ']') {
                open--;
                boolean object = open < 64 || kinds == null
                        ? (low >> open & 1) != 0
                        : (kinds[open >> 6] >> (open & 63) & 1) != 0;
                if (object != (b == '}')) {
                    position = at;
                    throw fail("unbalanced brackets");
                }
                if (open == 0) {
                    position = at + 1;
                    return;
                }
            }
            at++;
        }
        position = end;
        throw fail("unexpected end");
    }

    private void open(char bracket) {
        if (peek() != bracket) {
            throw fail(bracket == '{' ? "expected an object" : "expected an array");
        }
        if (++depth > MAX_DEPTH) {
            throw fail("nested deeper than " + MAX_DEPTH);
        }
        position++;
        first = true;
    }

    private boolean more(char closing) {
        skipSpace();
        if (position >= end) {
            throw fail("unexpected end");
        }
        byte b = buffer[position];
        if (b == closing) {
            position++;
            depth--;
            first = false;
            return false;
        }
        if (first) {
            first = false;
            return true;
        }
        if (b != ',') {
            throw fail("expected ',' or '" + closing + "'");
        }
        position++;
        skipSpace();
        return true;
    }

    private void skipSpace() {
        while (position < end) {
            byte b = buffer[position];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            position++;
        }
    }

    private boolean lastStringEscaped;
    private boolean lastStringAscii;

    /** Finds the quote that ends the string beginning at {@code from} and notes what is inside. */
    private int closingQuote(int from) {
        byte[] bytes = buffer;
        int limit = end;
        int seen = 0;
        for (int at = from; at < limit; at++) {
            byte b = bytes[at];
            if (b == '"') {
                lastStringEscaped = false;
                lastStringAscii = seen >= 0;
                return at;
            }
            if (b == '\\') {
                return closingQuoteAfterEscape(at);
            }
            seen |= b;
        }
        position = limit;
        throw fail("unclosed string");
    }

    private int closingQuoteAfterEscape(int from) {
        for (int at = from; at < end; at++) {
            byte b = buffer[at];
            if (b == '"') {
                lastStringEscaped = true;
                return at;
            }
            if (b == '\\') {
                at++;
            }
        }
        position = end;
        throw fail("unclosed string");
    }

    private String decode(int from, int close) {
        StringBuilder out = new StringBuilder(close - from);
        int plain = from;
        for (int at = from; at < close; at++) {
            if (buffer[at] != '\\') {
                continue;
            }
            out.append(new String(buffer, plain, at - plain, UTF_8));
            at++;
            switch (buffer[at]) {
                case '"' -> out.append('"');
                case '\\' -> out.append('\\');
                case '/' -> out.append('/');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'u' -> {
                    out.append(hex(at + 1, close));
                    at += 4;
                }
                default -> throw fail("unknown escape");
            }
            plain = at + 1;
        }
        return out.append(new String(buffer, plain, close - plain, UTF_8)).toString();
    }

    private char hex(int from, int close) {
        if (from + 4 > close) {
            throw fail("cut escape");
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit((char) (buffer[i] & 0xff), 16);
            if (digit < 0) {
                throw fail("malformed escape");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private String scalar() {
        int from = position;
        while (position < end) {
            byte b = buffer[position];
            if (b == ',' || b == '}' || b == ']' || b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == ':') {
                break;
            }
            position++;
        }
        String text = new String(buffer, from, position - from, ISO_8859_1);
        if (!text.equals("true") && !text.equals("false") && !text.equals("null") && !isNumber(text)) {
            position = from;
            throw fail("expected a value");
        }
        return text;
    }

    private static boolean isNumber(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int digits = digits(text, at);
        if (digits == 0 || (digits > 1 && text.charAt(at) == '0')) {
            return false;
        }
        at += digits;
        if (at < text.length() && text.charAt(at) == '.') {
            digits = digits(text, at + 1);
            if (digits == 0) {
                return false;
            }
            at += 1 + digits;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            digits = digits(text, at);
            if (digits == 0) {
                return false;
            }
            at += digits;
        }
        return at == text.length();
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - from;
    }

    private Number number(String text) {
        if (text.length() > 1000) {
            throw fail("number too long");
        }
        if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException tooLarge) {
                throw fail("number out of range");
            }
        }
        return text.length() < 19 ? (Number) Long.valueOf(text) : narrow(new BigInteger(text));
    }

    private static Number narrow(BigInteger value) {
        return value.bitLength() < 64 ? (Number) Long.valueOf(value.longValue()) : value;
    }

    private void literal(String word) {
        if (!scalar().equals(word)) {
            throw fail("expected " + word);
        }
    }

    private JsonException fail(String what) {
        return new JsonException("Malformed JSON at byte " + (position - start) + ": " + what);
    }
}
