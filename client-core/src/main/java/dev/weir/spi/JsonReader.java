package dev.weir.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

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
 * <p>Lenient in three ways, as servers are: control characters may stand in strings unescaped, half a surrogate pair may be
 * written as an escape, and bytes that are not UTF-8 become U+FFFD. Of several fields of one name the last counts in
 * {@link #any()}. Nesting is limited to 512 levels and a number to 1,000 characters.
 *
 * <p>Every field and element must be consumed by exactly one of the value methods or {@link #skip()}. The range must not
 * change while it is read. Not thread-safe. Malformed input throws {@link JsonException}; values that are skipped are only
 * checked for balanced brackets and closed strings.
 */
public final class JsonReader {

    static final int MAX_DEPTH = 512;
    private static final byte[] NOTHING = new byte[0];

    private final JsonText text = new JsonText();
    private final JsonBalance balance = new JsonBalance(text);
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
        if (length > end - position || !JsonText.matches(buffer, position, text)) {
            return false;
        }
        int after = position + length;
        if (after < end && !JsonText.endsValue(buffer[after])) {
            return false;
        }
        position = after;
        return true;
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
        escapedName = text.isEscaped() ? text(nameStart, close) : null;
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
        return nameEnd - nameStart == name.length() && JsonText.matches(buffer, nameStart, name);
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
        return text(from, close);
    }

    /** Returns the next value if it is a string, null if it is {@code null}; any other scalar as its text. */
    public @Nullable String stringOrNull() {
        if (peek() == '"') {
            return string();
        }
        return nextNull() ? null : raw();
    }

    /** Returns the next value as a whole number; null if it is {@code null}, not a number or beyond a long. */
    public @Nullable Long longOrNull() {
        char next = peek();
        if (next == '-' || (next >= '0' && next <= '9')) {
            int from = position;
            skipNumber();
            return JsonNumbers.whole(buffer, from, position);
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
            return number().doubleValue();
        }
        skip();
        return null;
    }

    /** Returns the next value, an array of numbers only, such as a vector; {@code expected} is how many there may be. */
    public float[] floats(int expected) {
        return JsonNumbers.floats(this, expected);
    }

    /** Returns the next value as a truth value; null if it is anything else. */
    public @Nullable Boolean booleanOrNull() {
        char next = peek();
        skip();
        return next == 't' ? Boolean.TRUE : next == 'f' ? Boolean.FALSE : null;
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
        return JsonTree.read(this);
    }

    /** Consumes the next value without looking at it. */
    public void skip() {
        char next = peek();
        if (next == '"') {
            position = closingQuote(position + 1) + 1;
        } else if (next == '{' || next == '[') {
            skipContainer();
        } else if (next == '-' || (next >= '0' && next <= '9')) {
            skipNumber();
        } else {
            literal(next == 'n' ? "null" : next == 't' ? "true" : "false");
        }
    }

    private void skipNumber() {
        int to = JsonNumbers.end(buffer, position, end);
        if (to < 0 || (to < end && !JsonText.endsValue(buffer[to]))) {
            throw fail("expected a value");
        }
        position = to;
    }

    /** Returns the next value, a number: {@code Long}, {@code BigInteger} or {@code BigDecimal}. */
    Number number() {
        int from = position;
        skipNumber();
        Number number = JsonNumbers.of(new String(buffer, from, position - from, ISO_8859_1));
        if (number == null) {
            throw fail("number out of range");
        }
        return number;
    }

    /** Returns whether nothing but white space follows. */
    public boolean isAtEnd() {
        skipSpace();
        return position >= end;
    }

    /** Checks that nothing but white space follows. */
    public void end() {
        if (!isAtEnd()) {
            throw fail("unexpected text after the value");
        }
    }

    private void skipContainer() {
        String problem = balance.pass(buffer, position, end, MAX_DEPTH - depth);
        position = balance.at();
        if (problem != null) {
            throw fail(problem);
        }
    }

    private void open(char bracket) {
        if (peek() != bracket) {
            throw fail(bracket == '{' ? "expected an object" : "expected an array");
        }
        if (++depth > MAX_DEPTH) {
            throw fail(JsonBalance.TOO_DEEP);
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
        if (position < end && buffer[position] > ' ') {
            return;
        }
        while (position < end) {
            byte b = buffer[position];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            position++;
        }
    }

    private int closingQuote(int from) {
        int close = text.closingQuote(buffer, from, end);
        if (close < 0) {
            position = end;
            throw fail("unclosed string");
        }
        return close;
    }

    private String text(int from, int close) {
        String value = text.text(buffer, from, close);
        if (value == null) {
            throw fail("unknown escape");
        }
        return value;
    }

    /** Consumes the next value, which must be that word. */
    void literal(String word) {
        if (!skipIf(word)) {
            throw fail("expected a value");
        }
    }

    private JsonException fail(String what) {
        return new JsonException("Malformed JSON at byte " + (position - start) + ": " + what);
    }
}
