package dev.weir.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON into a growing byte array. Not thread-safe. The caller keeps the order right: {@link #name} before every
 * value inside an object.
 */
public final class JsonWriter {

    private static final int MAX_DEPTH = 512;
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

    private byte[] buffer;
    private int size;
    private boolean comma;
    private int depth;

    /** Creates a writer with room for a small request. */
    public JsonWriter() {
        this(1024);
    }

    /** Creates a writer with room for that many bytes; it grows as needed. */
    public JsonWriter(int capacity) {
        buffer = new byte[Math.max(16, capacity)];
    }

    /** Begins an object. */
    public JsonWriter beginObject() {
        return open('{');
    }

    /** Ends an object. */
    public JsonWriter endObject() {
        return close('}');
    }

    /** Begins an array. */
    public JsonWriter beginArray() {
        return open('[');
    }

    /** Ends an array. */
    public JsonWriter endArray() {
        return close(']');
    }

    /** Writes a field name. */
    public JsonWriter name(String name) {
        separate();
        string(name);
        put(':');
        comma = false;
        return this;
    }

    /** Writes a string, or {@code null}. */
    public JsonWriter value(@Nullable String value) {
        separate();
        if (value == null) {
            ascii("null");
        } else {
            string(value);
        }
        return this;
    }

    /** Writes a whole number. */
    public JsonWriter value(long value) {
        separate();
        ascii(Long.toString(value));
        return this;
    }

    /** Writes a number; one that is whole is written without a fraction. */
    public JsonWriter value(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new JsonException("JSON has no " + value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return value((long) value);
        }
        separate();
        ascii(Double.toString(value));
        return this;
    }

    /** Writes a truth value. */
    public JsonWriter value(boolean value) {
        separate();
        ascii(value ? "true" : "false");
        return this;
    }

    /** Writes text that is already JSON; it is not checked. */
    public JsonWriter raw(String json) {
        separate();
        byte[] bytes = json.getBytes(UTF_8);
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
        return this;
    }

    /**
     * Writes plain Java: null, string, number, boolean, map, iterable or array of objects.
     *
     * @throws JsonException if it is or holds anything else, or is nested deeper than 512 levels (holds itself, perhaps)
     */
    public JsonWriter any(@Nullable Object value) {
        if (value == null) {
            return value((String) null);
        } else if (value instanceof CharSequence text) {
            return value(text.toString());
        } else if (value instanceof Boolean truth) {
            return value(truth.booleanValue());
        } else if (value instanceof Double number) {
            return value(number.doubleValue());
        } else if (value instanceof Number number) {
            return number(number);
        } else if (value instanceof Map<?, ?> map) {
            beginObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                name(String.valueOf(entry.getKey())).any(entry.getValue());
            }
            return endObject();
        } else if (value instanceof Iterable<?> list) {
            beginArray();
            for (Object element : list) {
                any(element);
            }
            return endArray();
        } else if (value instanceof Object[] array) {
            return any(Arrays.asList(array));
        } else if (value instanceof Enum<?> constant) {
            return value(constant.name());
        }
        throw new JsonException("Cannot write a " + value.getClass().getName()
                + " as JSON; use null, strings, numbers, booleans, lists and maps");
    }

    /** Numbers of any class write themselves, which for most is JSON. */
    private JsonWriter number(Number number) {
        String text = number.toString();
        byte[] bytes = text.getBytes(UTF_8);
        if (JsonNumbers.end(bytes, 0, bytes.length) != bytes.length) {
            throw new JsonException("This " + number.getClass().getName() + " is no JSON number");
        }
        return raw(text);
    }

    /** Returns what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /** Returns what was written. */
    @Override
    public String toString() {
        return new String(buffer, 0, size, UTF_8);
    }

    private JsonWriter open(char bracket) {
        if (++depth > MAX_DEPTH) {
            throw new JsonException("Nested deeper than " + MAX_DEPTH + "; does something hold itself?");
        }
        separate();
        put(bracket);
        comma = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        depth--;
        put(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            put(',');
        }
        comma = true;
    }

    private void put(char c) {
        room(1);
        buffer[size++] = (byte) c;
    }

    private void ascii(String text) {
        int length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            buffer[size++] = (byte) text.charAt(i);
        }
    }

    private void string(String text) {
        int length = text.length();
        room(length + 2);
        buffer[size++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
                room(length - i + 1);
                buffer[size++] = (byte) c;
            } else {
                i = special(text, i, c);
            }
        }
        room(1);
        buffer[size++] = '"';
    }

    private int special(String text, int at, char c) {
        room(6);
        switch (c) {
            case '"' -> escape('"');
            case '\\' -> escape('\\');
            case '\n' -> escape('n');
            case '\r' -> escape('r');
            case '\t' -> escape('t');
            case '\b' -> escape('b');
            case '\f' -> escape('f');
            default -> {
                if (c < 0x20) {
                    unicode(c);
                } else if (c < 0x800) {
                    buffer[size++] = (byte) (0xc0 | c >> 6);
                    buffer[size++] = (byte) (0x80 | c & 0x3f);
                } else if (!Character.isSurrogate(c)) {
                    buffer[size++] = (byte) (0xe0 | c >> 12);
                    buffer[size++] = (byte) (0x80 | c >> 6 & 0x3f);
                    buffer[size++] = (byte) (0x80 | c & 0x3f);
                } else if (Character.isHighSurrogate(c)
                        && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1))) {
                    int code = Character.toCodePoint(c, text.charAt(at + 1));
                    buffer[size++] = (byte) (0xf0 | code >> 18);
                    buffer[size++] = (byte) (0x80 | code >> 12 & 0x3f);
                    buffer[size++] = (byte) (0x80 | code >> 6 & 0x3f);
                    buffer[size++] = (byte) (0x80 | code & 0x3f);
                    return at + 1;
                } else {
                    unicode(c);
                }
            }
        }
        return at;
    }

    private void escape(char c) {
        buffer[size++] = '\\';
        buffer[size++] = (byte) c;
    }

    private void unicode(char c) {
        escape('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            buffer[size++] = HEX[c >> shift & 0xf];
        }
    }

    private void room(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
