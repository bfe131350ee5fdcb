package dev.weir.spi;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes trees of plain Java and JSON texts, good and damaged, from a seed. */
final class RandomJson {

    private static final String[] PIECES = {
        "a",
        "B",
        " ",
        "\u00e9",
        "\u4e16",
        "\uD83D\uDE00",
        "\"",
        "\\",
        "/",
        "\n",
        "\r",
        "\t",
        "\b",
        "\f",
        "\u0001",
        "\u007f",
        "\u0080",
        "\u07ff",
        "\u0800",
        "\uffff",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "a long run of plain characters",
    };
    private static final String[] DAMAGE = {
        "", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\u12", "\\x", "\\ud800", "\\udc00", "null", "nul",
                "true", "tru",
        "false", "0", "01", "-", "+1", "1.", ".5", "1e", "1e+", "-0", "0x1", "NaN", " ", "\n", "\u0000", "\u00a0",
                "\ufeff", "'",
        "//", "/**/", "#", "1e5", "12345678901234567890", "\u00e9", "\uD83D\uDE00", "\u2028",
    };

    private final Random random;

    RandomJson(long seed) {
        random = new Random(seed);
    }

    int next(int bound) {
        return random.nextInt(bound);
    }

    @Nullable
    Object tree(int depth) {
        return switch (random.nextInt(depth <= 0 ? 6 : 9)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> new BigInteger(64 + random.nextInt(100), random).setBit(70);
            case 4 -> decimal();
            case 5 -> text();
            case 6 -> list(depth - 1);
            default -> map(depth - 1);
        };
    }

    private BigDecimal decimal() {
        return new BigDecimal(new BigInteger(1 + random.nextInt(80), random), 1 + random.nextInt(40));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private List<@Nullable Object> list(int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(tree(depth));
        }
        return list;
    }

    Map<String, @Nullable Object> map(int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            map.put(text(), tree(depth));
        }
        return map;
    }

    /** Cuts, doubles, inserts or swaps somewhere. */
    String damage(String json) {
        StringBuilder text = new StringBuilder(json);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(4));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(from, to);
                case 1 -> text.insert(from, text.substring(from, to));
                case 2 -> text.replace(from, to, DAMAGE[random.nextInt(DAMAGE.length)]);
                default -> text.insert(from, DAMAGE[random.nextInt(DAMAGE.length)]);
            }
        }
        return whole(text);
    }

    /** Takes out halves of surrogate pairs that the damage left, because UTF-8 has none. */
    private static String whole(StringBuilder text) {
        StringBuilder whole = new StringBuilder();
        text.codePoints()
                .filter(code -> code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }
}
