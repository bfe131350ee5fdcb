package dev.weir.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    private static final int[] CHARACTERS = {
        'a', ' ', '"', '\\', '/', '\n', '\t', '\r', '\b', '\f', 0x1f, 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0x4e2d, 0xffff,
        0x1f30a, 0x10ffff
    };

    @Test
    void stringsOfEveryLengthAndWritingAreReadBack() {
        Random random = new Random(17);
        JsonReader reader = new JsonReader();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            StringBuilder json = new StringBuilder("  \"");
            for (int length = random.nextInt(24); length > 0; length--) {
                int character = random.nextInt(3) == 0 ? CHARACTERS[random.nextInt(CHARACTERS.length)] : 'x';
                text.appendCodePoint(character);
                write(json, character, random.nextInt(3));
            }
            byte[] bytes = json.append("\",7").toString().getBytes(UTF_8);
            int offset = random.nextInt(9);
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            reader.reset(shifted, offset, bytes.length);
            assertThat(reader.string()).isEqualTo(text.toString());
            assertThat(reader.peek()).isEqualTo(',');
        }
    }

    private static void write(StringBuilder json, int character, int style) {
        int special = "\"\\/\n\t\r\b\f".indexOf(character);
        if (special >= 0 && style > 0) {
            json.append('\\').append("\"\\/ntrbf".charAt(special));
        } else if (style == 2 || (special >= 0 && character != '/')) {
            for (char half : Character.toChars(character)) {
                json.append(String.format(character % 2 == 0 ? "\\u%04x" : "\\u%04X", (int) half));
            }
        } else {
            json.appendCodePoint(character);
        }
    }

    @Test
    void halfASurrogatePairIsKept() {
        assertThat(JsonReader.of("\"caf\u00e9\\ud83d!\"").string()).isEqualTo("caf\u00e9\ud83d!");
        assertThat(JsonReader.of("\"\\udc00\\ud83c\\ud83c\\udf0a\"").string()).isEqualTo("\udc00\ud83c\ud83c\udf0a");
        assertThat(JsonReader.of("\"\\ud83c\"").string()).isEqualTo("\ud83c");
        assertThat(JsonReader.of("\"\\ud83c\\n\"").string()).isEqualTo("\ud83c\n");
    }

    @Test
    void aLongStringWithEscapesIsReadWhole() {
        String text = "line of caf\u00e9\n".repeat(10_000);
        JsonReader reader = JsonReader.of("[\"" + text.replace("\n", "\\n") + "\",\"a\\tb\"]");
        reader.beginArray();
        assertThat(reader.nextElement()).isTrue();
        assertThat(reader.string()).isEqualTo(text);
        assertThat(reader.nextElement()).isTrue();
        assertThat(reader.string()).isEqualTo("a\tb");
        assertThat(reader.nextElement()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"a",
                "\"\\",
                "\"\\\"",
                "\"\\q\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u\"",
                "\"12345678",
                "\"1234567\\"
            })
    void malformedStringsAreRefused(String json) {
        assertThatThrownBy(() -> JsonReader.of(json).string())
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("Malformed JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-", "01", "-01", "1.", ".5", "1e", "1e+", "+1", "1-2", "0x1", "1:", "nul", "nulll", "True", "falsey",
                "NaN", "'a'"
            })
    void malformedScalarsAreRefusedReadOrSkipped(String json) {
        assertThatThrownBy(() -> JsonReader.of(json).any()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> JsonReader.of(json).skip()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> JsonReader.of(json).stringOrNull()).isInstanceOf(JsonException.class);
    }

    @Test
    void numbersKeepTheirValue() {
        JsonReader reader = JsonReader.of("[0, -7, 123456789012345678, 9223372036854775807, -9223372036854775808,"
                + " 9223372036854775808, 1.50, -2e3]");
        assertThat(reader.any())
                .isEqualTo(Arrays.asList(
                        0L,
                        -7L,
                        123456789012345678L,
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        new BigInteger("9223372036854775808"),
                        new BigDecimal("1.50"),
                        new BigDecimal("-2e3")));
    }

    @Test
    void wholeNumbersAreReadHoweverTheyAreWritten() {
        assertThat(JsonReader.of("42").longOrNull()).isEqualTo(42);
        assertThat(JsonReader.of("-0").longOrNull()).isZero();
        assertThat(JsonReader.of("1.2e1").longOrNull()).isEqualTo(12);
        assertThat(JsonReader.of("9223372036854775807").longOrNull()).isEqualTo(Long.MAX_VALUE);
        assertThat(JsonReader.of("9223372036854775808").longOrNull()).isNull();
        assertThat(JsonReader.of("1.5").longOrNull()).isNull();
        assertThat(JsonReader.of("1e999999999999").longOrNull()).isNull();
        assertThat(JsonReader.of("\"7\"").longOrNull()).isNull();
        assertThat(JsonReader.of("null").longOrNull()).isNull();
    }

    @Test
    void skippingGoesToTheNextValue() {
        JsonReader reader = JsonReader.of("[null, true , false,-1.5e-3,\"a\\\"]\",{\"b\":[1,{}]},[\"]\"], 5]");
        reader.beginArray();
        for (int i = 0; i < 7; i++) {
            assertThat(reader.nextElement()).isTrue();
            reader.skip();
        }
        assertThat(reader.nextElement()).isTrue();
        assertThat(reader.intOr(-1)).isEqualTo(5);
        assertThat(reader.nextElement()).isFalse();
        assertThat(reader.isAtEnd()).isTrue();
    }

    @Test
    void namesWithEscapesAreCompared() {
        JsonReader reader = JsonReader.of("{\"n\\u0061me\":1,\"caf\u00e9\":2}");
        reader.beginObject();
        assertThat(reader.nextField()).isTrue();
        assertThat(reader.nameIs("name")).isTrue();
        reader.skip();
        assertThat(reader.nextField()).isTrue();
        assertThat(reader.name()).isEqualTo("caf\u00e9");
        assertThat(reader.any()).isEqualTo(2L);
        assertThat(reader.nextField()).isFalse();
    }

    @Test
    void anyKeepsOrderAndKind() {
        Object any = JsonReader.of("{\"z\":[\"s\",true,null],\"a\":{}}").any();
        assertThat(any).isEqualTo(Map.of("z", Arrays.asList("s", true, null), "a", Map.of()));
        assertThat(List.copyOf(((Map<?, ?>) any).keySet()).toString()).isEqualTo("[z, a]");
    }

    @Test
    void vectorsAreReadWhateverTheirLengthIs() {
        for (int expected : new int[] {0, 1, 4, 100}) {
            assertThat(JsonReader.of("[1, -2.5,0, 1e-3 ]").floats(expected)).containsExactly(1f, -2.5f, 0f, 0.001f);
            assertThat(JsonReader.of("[]").floats(expected)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[null]", "[1,\"2\"]", "[[1]]", "[1,]", "[-]", "[1", "{}", "1"})
    void aVectorHoldsNumbersOnly(String json) {
        assertThatThrownBy(() -> JsonReader.of(json).floats(4)).isInstanceOf(JsonException.class);
    }
}
