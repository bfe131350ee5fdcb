package dev.weir.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads JSON numbers out of bytes. */
final class JsonNumbers {

    private static final int MAX_LENGTH = 1000;
    private static final int SAFE_DIGITS = 18;

    private JsonNumbers() {}

    /** Returns where the number that begins at {@code from} ends, -1 if there is no well-formed one. */
    static int end(byte[] json, int from, int end) {
        int whole = from < end && json[from] == '-' ? from + 1 : from;
        int at = digits(json, whole, end);
        if (at == whole || (at > whole + 1 && json[whole] == '0')) {
            return -1;
        }
        if (at < end && json[at] == '.') {
            int fraction = at + 1;
            at = digits(json, fraction, end);
            if (at == fraction) {
                return -1;
            }
        }
        if (at < end && (json[at] == 'e' || json[at] == 'E')) {
            at++;
            if (at < end && (json[at] == '+' || json[at] == '-')) {
                at++;
            }
            int exponent = at;
            at = digits(json, exponent, end);
            if (at == exponent) {
                return -1;
            }
        }
        return at;
    }

    private static int digits(byte[] json, int from, int end) {
        int at = from;
        while (at < end && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        return at;
    }

    /** Returns a number that is whole and not beyond a long; null otherwise. */
    static @Nullable Long whole(byte[] json, int from, int to) {
        int first = json[from] == '-' ? from + 1 : from;
        if (digits(json, first, to) == to && to - first <= SAFE_DIGITS) {
            long value = 0;
            for (int at = first; at < to; at++) {
                value = value * 10 + json[at] - '0';
            }
            return first == from ? value : -value;
        }
        Number number = of(new String(json, from, to - from, ISO_8859_1));
        if (number instanceof Long whole) {
            return whole;
        }
        try {
            return number instanceof BigDecimal decimal ? (Long) decimal.longValueExact() : null;
        } catch (ArithmeticException fractionOrTooLarge) {
            return null;
        }
    }

    /** Returns a number as {@code Long}, {@code BigInteger} or {@code BigDecimal}; null if it is out of any range. */
    static @Nullable Number of(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException tooLarge) {
                return null;
            }
        }
        BigInteger value =
                text.length() <= SAFE_DIGITS ? BigInteger.valueOf(Long.parseLong(text)) : new BigInteger(text);
        return value.bitLength() < Long.SIZE ? (Number) Long.valueOf(value.longValue()) : value;
    }

    static float[] floats(JsonReader reader, int expected) {
        float[] numbers = new float[Math.max(1, expected)];
        int count = 0;
        reader.beginArray();
        while (reader.nextElement()) {
            char first = reader.peek();
            if (first != '-' && (first < '0' || first > '9')) {
                throw new JsonException("A vector holds something else than numbers");
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count++] = Float.parseFloat(reader.raw());
        }
        return count == numbers.length ? numbers : Arrays.copyOf(numbers, count);
    }
}
