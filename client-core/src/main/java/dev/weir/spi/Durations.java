package dev.weir.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads durations as headers write them; by hand, because every answer carries some. */
final class Durations {

    private static final int MAX_WHOLE = 9;
    private static final int MAX_FRACTION = 12;

    private Durations() {}

    /** Returns what plain seconds ({@code 1.5}) or Go's notation ({@code 6m0s}) says; null if it is neither. */
    static @Nullable Duration parse(String text) {
        Duration plain = of(text, 1e9);
        if (plain != null || text.isEmpty()) {
            return plain;
        }
        Duration sum = Duration.ZERO;
        for (int at = 0; at < text.length(); ) {
            int unit = numberEnd(text, at);
            int next = unit;
            while (next < text.length() && !isDigit(text.charAt(next))) {
                next++;
            }
            double nanos = nanos(text.substring(unit, next));
            if (unit == at || nanos == 0) {
                return null;
            }
            sum = sum.plus(nanos(text.substring(at, unit), nanos));
            at = next;
        }
        return sum;
    }

    /** Returns that many units; null if the text is not a plain decimal number. */
    static @Nullable Duration of(String number, double nanosPerUnit) {
        boolean plain = !number.isEmpty() && numberEnd(number, 0) == number.length();
        return plain ? nanos(number, nanosPerUnit) : null;
    }

    private static Duration nanos(String number, double nanosPerUnit) {
        return Duration.ofNanos((long) Math.min(Double.parseDouble(number) * nanosPerUnit, 9e18));
    }

    private static double nanos(String unit) {
        return switch (unit) {
            case "h" -> 3600e9;
            case "m" -> 60e9;
            case "s" -> 1e9;
            case "ms" -> 1e6;
            case "us", "\u00b5s" -> 1e3;
            case "ns" -> 1;
            default -> 0;
        };
    }

    /** Returns where the decimal number that begins at {@code from} ends; {@code from} if there is none of sane length. */
    private static int numberEnd(String text, int from) {
        int whole = digitsEnd(text, from);
        if (whole == from || whole - from > MAX_WHOLE) {
            return from;
        }
        if (whole == text.length() || text.charAt(whole) != '.') {
            return whole;
        }
        int fraction = digitsEnd(text, whole + 1);
        int count = fraction - whole - 1;
        return count == 0 || count > MAX_FRACTION ? from : fraction;
    }

    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
