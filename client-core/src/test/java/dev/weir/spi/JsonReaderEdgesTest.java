package dev.weir.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each method of {@link JsonReader} does with values it was not made for, and at the limits. */
class JsonReaderEdgesTest {

    /** Reads one element in the middle of an array and checks that the reader then stands behind it. */
    private static <T> @Nullable T middle(String json, Function<JsonReader, @Nullable T> method) {
        JsonReader reader = JsonReader.of("[" + json + "\t,\"next\"]");
        reader.beginArray();
        assertThat(reader.nextElement()).isTrue();
        T value = method.apply(reader);
        assertThat(reader.nextElement()).isTrue();
        assertThat(reader.string()).isEqualTo("next");
        assertThat(reader.nextElement()).isFalse();
        reader.end();
        return value;
    }

    private static int middleInt(String json, int absent) {
        Integer value = middle(json, reader -> reader.intOr(absent));
        return java.util.Objects.requireNonNull(value);
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "null", "true", "{\"a\":[1]}", "[{}]"})
    void numbersAreAbsentWhereThereIsSomethingElse(String json) {
        assertThat(middle(json, JsonReader::longOrNull)).isNull();
        assertThat(middle(json, JsonReader::doubleOrNull)).isNull();
        assertThat(middleInt(json, -7)).isEqualTo(-7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "null", "1", "{}", "[true]"})
    void truthIsAbsentWhereThereIsSomethingElse(String json) {
        assertThat(middle(json, JsonReader::booleanOrNull)).isNull();
    }

    @Test
    void truthIsRead() {
        assertThat(middle("true", JsonReader::booleanOrNull)).isTrue();
        assertThat(middle("false", JsonReader::booleanOrNull)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0,0",
        "7,7",
        "-12,-12",
        "1.0,1",
        "1e3,1000",
        "12.50e1,125",
        "9223372036854775807,9223372036854775807",
        "-9223372036854775808,-9223372036854775808",
        "9.223372036854775807E18,9223372036854775807",
        "100e-2,1",
        "1234567890123456789e0,1234567890123456789"
    })
    void wholeNumbersAreExact(String json, long value) {
        assertThat(middle(json, JsonReader::longOrNull)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "-0.1",
                "9223372036854775808",
                "-9223372036854775809",
                "1e19",
                "1e400",
                "1e-400",
                "0.99999999999999999999",
                "1e999999999",
                "1e-999999999",
                "1e99999999999999"
            })
    void whatIsNotWholeOrBeyondALongIsAbsent(String json) {
        assertThat(middle(json, JsonReader::longOrNull)).isNull();
        assertThat(middleInt(json, 5)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "5,5",
        "999999999,999999999",
        "1000000000,1000000000",
        "2147483647,2147483647",
        "2147483648,-1",
        "-3,-3"
    })
    void smallNumbersAreReadAtEveryWidth(String json, int value) {
        assertThat(middleInt(json, -1)).isEqualTo(value);
        assertThat(JsonReader.of(json).intOr(-1)).isEqualTo(value);
        assertThat(JsonReader.of("[" + json + "]").any()).isEqualTo(java.util.List.of(Long.valueOf(json)));
    }

    @Test
    void numbersBeyondADoubleAreInfiniteOrZeroAsInJava() {
        assertThat(middle("1e400", JsonReader::doubleOrNull)).isInfinite();
        assertThat(middle("1e-400", JsonReader::doubleOrNull)).isZero();
        assertThat(middle("0.1", JsonReader::doubleOrNull)).isEqualTo(0.1);
        assertThat(middle("-2", JsonReader::doubleOrNull)).isEqualTo(-2.0);
    }

    @Test
    void numbersOfAbsurdLengthAreRefusedButMayBeSkipped() {
        String number = "1" + "0".repeat(2_000);
        assertThatThrownBy(() -> JsonReader.of(number).any()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> JsonReader.of(number).doubleOrNull()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> JsonReader.of("1e99999999999").any()).isInstanceOf(JsonException.class);
        assertThat(middle(number, JsonReader::raw)).isEqualTo(number);
        assertThat(middle(number, JsonReader::longOrNull)).isNull();
    }

    @Test
    void aHugeExponentCostsNothing() {
        assertThat(JsonReader.of("1e999999999").any()).isEqualTo(new BigDecimal("1e999999999"));
    }

    @Test
    void stringsOrTheTextOfOtherValues() {
        assertThat(middle("\"a\\nb\"", JsonReader::stringOrNull)).isEqualTo("a\nb");
        assertThat(middle("null", JsonReader::stringOrNull)).isNull();
        assertThat(middle("12", JsonReader::stringOrNull)).isEqualTo("12");
        assertThat(middle("true", JsonReader::stringOrNull)).isEqualTo("true");
        assertThat(middle("{\"a\": 1}", JsonReader::stringOrNull)).isEqualTo("{\"a\": 1}");
        assertThat(middle("\"\"", JsonReader::stringOrNull)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "{}", "[]", "true"})
    void aStringMustBeAString(String json) {
        assertThatThrownBy(() -> JsonReader.of(json).string())
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("expected a string");
    }

    @Test
    void kindsAreToldWithoutConsuming() {
        JsonReader reader = JsonReader.of(" \r\n\t{\"a\":[\"x\",null]}");
        assertThat(reader.isObject()).isTrue();
        assertThat(reader.isArray()).isFalse();
        reader.beginObject();
        assertThat(reader.nextField()).isTrue();
        assertThat(reader.isArray()).isTrue();
        reader.beginArray();
        assertThat(reader.nextElement()).isTrue();
        assertThat(reader.isString()).isTrue();
        assertThat(reader.nextNull()).isFalse();
        assertThat(reader.string()).isEqualTo("x");
        assertThat(reader.nextElement()).isTrue();
        assertThat(reader.nextNull()).isTrue();
        assertThat(reader.nextElement()).isFalse();
        assertThat(reader.nextField()).isFalse();
        reader.end();
    }

    @Test
    void containersMustBeWhatIsEntered() {
        assertThatThrownBy(() -> JsonReader.of("[]").beginObject()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> JsonReader.of("{}").beginArray()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> JsonReader.of("\"{\"").beginObject()).isInstanceOf(JsonException.class);
    }

    @Test
    void nestingIsBounded() {
        assertThat(JsonReader.of(nested(512)).any()).isNotNull();
        JsonReader.of(nested(512)).skip();
        assertThatThrownBy(() -> JsonReader.of(nested(513)).any())
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("512");
        assertThatThrownBy(() -> JsonReader.of(nested(513)).skip()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> JsonReader.of("{\"a\":".repeat(100_000)).any()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> JsonReader.of("[".repeat(100_000)).skip()).isInstanceOf(JsonException.class);
    }

    @Test
    void enteredAndSkippedLevelsAddUp() {
        JsonReader reader = JsonReader.of("[" + nested(511) + "," + nested(512) + "]");
        reader.beginArray();
        assertThat(reader.nextElement()).isTrue();
        reader.skip();
        assertThat(reader.nextElement()).isTrue();
        assertThatThrownBy(reader::skip).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 127, 128, 129, 500})
    void crossedBracketsAreFoundAtEveryDepthWhenSkipping(int depth) {
        Random random = new Random(depth);
        StringBuilder open = new StringBuilder();
        StringBuilder close = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            boolean object = random.nextBoolean();
            open.append(object ? "{\"a\":" : "[");
            close.insert(0, object ? '}' : ']');
        }
        JsonReader.of(open + "1" + close).skip();
        for (int i = 0; i < depth; i++) {
            StringBuilder crossed = new StringBuilder(close);
            crossed.setCharAt(i, close.charAt(i) == '}' ? ']' : '}');
            assertThatThrownBy(() -> JsonReader.of(open + "1" + crossed).skip())
                    .isInstanceOf(JsonException.class)
                    .hasMessageContaining("unbalanced");
        }
    }

    @Test
    void theMessageNamesThePlaceAndNeverTheText() {
        assertThatThrownBy(() -> JsonReader.of("{\"key\": secret}").any())
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("at byte 8")
                .hasMessageNotContaining("secret");
    }

    @Test
    void theReaderIsReusableAfterAFailureAndAtAnyOffset() {
        byte[] bytes = "xx{\"a\":{\"b\":[1,x".getBytes(UTF_8);
        JsonReader reader = new JsonReader();
        reader.reset(bytes, 2, bytes.length - 2);
        assertThatThrownBy(reader::any).isInstanceOf(JsonException.class);
        byte[] good = "..{\"n\":5}..".getBytes(UTF_8);
        reader.reset(good, 2, good.length - 4);
        assertThat(reader.any()).isEqualTo(Map.of("n", 5L));
        reader.end();
    }

    @Test
    void nothingBeyondTheRangeIsRead() {
        byte[] bytes = "\"abc\"".getBytes(UTF_8);
        for (int length = 0; length < bytes.length; length++) {
            JsonReader reader = new JsonReader();
            reader.reset(bytes, 0, length);
            assertThatThrownBy(reader::string).isInstanceOf(JsonException.class);
        }
        byte[] number = "12345".getBytes(UTF_8);
        JsonReader reader = new JsonReader();
        reader.reset(number, 1, 3);
        assertThat(reader.intOr(0)).isEqualTo(234);
    }

    @Test
    void namesAreComparedExactly() {
        JsonReader reader = JsonReader.of("{\"abc\":1,\"\":2,\"\\u0061b\":3,\"h\u00e9\":4}");
        reader.beginObject();
        assertThat(reader.nextField()).isTrue();
        assertThat(reader.nameIs("abc")).isTrue();
        assertThat(reader.nameIs("ab")).isFalse();
        assertThat(reader.nameIs("abd")).isFalse();
        assertThat(reader.nameIs("abcd")).isFalse();
        reader.skip();
        assertThat(reader.nextField()).isTrue();
        assertThat(reader.nameIs("")).isTrue();
        assertThat(reader.name()).isEmpty();
        reader.skip();
        assertThat(reader.nextField()).isTrue();
        assertThat(reader.nameIs("ab")).isTrue();
        assertThat(reader.name()).isEqualTo("ab");
        reader.skip();
        assertThat(reader.nextField()).isTrue();
        assertThat(reader.name()).isEqualTo("h\u00e9");
        reader.skip();
        assertThat(reader.nextField()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'1'|1|true",
                "'1'|12|false",
                "'1'|1.5|false",
                "'\"a\"'|\"a\"|true",
                "'\"a\"'|\"ab\"|false",
                "'null'|null|true",
                "'null'|nul|false",
                "'{}'|{}|true"
            })
    void aValueAlreadyKnownIsPassedOver(String known, String json, boolean passed) {
        JsonReader reader = JsonReader.of("[" + json + ",2]");
        reader.beginArray();
        assertThat(reader.nextElement()).isTrue();
        assertThat(reader.skipIf(known)).isEqualTo(passed);
        if (passed) {
            assertThat(reader.nextElement()).isTrue();
            assertThat(reader.intOr(0)).isEqualTo(2);
        }
    }

    @Test
    void bytesThatAreNotUtf8BecomeReplacementsAndNothingWorse() {
        Random random = new Random(9);
        for (int round = 0; round < 4_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = switch (random.nextInt(6)) {
                    case 0 -> (byte) "{}[]\",:\\u".charAt(random.nextInt(9));
                    case 1 -> (byte) "0123456789eE+-.ntf".charAt(random.nextInt(18));
                    default -> bytes[i];
                };
            }
            for (Consumer<JsonReader> method : METHODS) {
                JsonReader reader = JsonReader.of(bytes);
                try {
                    method.accept(reader);
                } catch (JsonException expected) {
                    // anything else fails the test
                }
            }
        }
    }

    private static final java.util.List<Consumer<JsonReader>> METHODS = java.util.List.of(
            JsonReader::any,
            JsonReader::skip,
            JsonReader::raw,
            JsonReader::string,
            JsonReader::stringOrNull,
            JsonReader::longOrNull,
            JsonReader::doubleOrNull,
            JsonReader::booleanOrNull,
            JsonReader::nextNull,
            reader -> reader.intOr(1),
            reader -> reader.floats(1),
            reader -> {
                reader.beginObject();
                while (reader.nextField()) {
                    reader.name();
                    reader.nameIs("a");
                    reader.skip();
                }
                reader.end();
            });
}
