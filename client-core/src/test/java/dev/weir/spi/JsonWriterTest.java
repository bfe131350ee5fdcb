package dev.weir.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {

    private static String json(Object value) {
        return new JsonWriter().any(value).toString();
    }

    @Test
    void commasAreWrittenWhereTheyBelong() {
        JsonWriter json = new JsonWriter().beginObject();
        json.name("a")
                .value(1)
                .name("b")
                .beginArray()
                .value("x")
                .value((String) null)
                .beginObject()
                .endObject();
        json.raw("[1 ,2]").value(true).endArray().name("c").value(2.5).endObject();
        assertThat(json.toString()).isEqualTo("{\"a\":1,\"b\":[\"x\",null,{},[1 ,2],true],\"c\":2.5}");
        assertThat(new String(json.toByteArray(), UTF_8)).isEqualTo(json.toString());
    }

    @Test
    void whatJsonCannotHoldBareIsEscaped() {
        assertThat(json("\"\\/\n\r\t\b\f\u0000\u001f\u007f\u2028"))
                .isEqualTo("\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0000\\u001f\u007f\u2028\"");
    }

    @Test
    void everyCharacterIsReadBack() {
        StringBuilder all = new StringBuilder();
        for (int code = 0; code <= Character.MAX_CODE_POINT; code += code < 0x3000 ? 1 : 97) {
            if (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE) {
                all.appendCodePoint(code);
            }
        }
        JsonWriter json = new JsonWriter(1).value(all.toString());
        assertThat(JsonReader.of(json.toByteArray()).string()).isEqualTo(all.toString());
    }

    @Test
    void halvesOfSurrogatePairsAreEscapedSoThatNothingIsLost() {
        for (String text : List.of("\ud83d", "a\ude00b", "\ud83d\ud83d\ude00", "\ude00\ud83d")) {
            assertThat(JsonReader.of(new JsonWriter().value(text).toByteArray()).string())
                    .isEqualTo(text);
        }
        assertThat(json("\ud83d")).isEqualTo("\"\\ud83d\"");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-0.0,0", "1.0,1", "-3.0,-3", "0.1,0.1", "1e15,1.0E15", "1e300,1.0E300", "4.9E-324,4.9E-324"})
    void decimalsAreWrittenShortest(double value, String json) {
        assertThat(new JsonWriter().value(value).toString()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void jsonHasNoSuchNumbers(double value) {
        assertThatThrownBy(() -> new JsonWriter().value(value)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> json((float) value)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> json(value)).isInstanceOf(JsonException.class);
    }

    @Test
    void numbersOfEveryClassKeepTheirDigits() {
        BigDecimal precise = new BigDecimal("0.1000000000000000055511151231257827");
        List<Object> numbers = List.of(
                (byte) 1,
                (short) 2,
                3,
                4L,
                0.1f,
                0.2,
                BigInteger.TEN.pow(30),
                precise,
                new AtomicLong(5),
                new BigDecimal("1E+2"));
        assertThat(json(numbers)).isEqualTo("[1,2,3,4,0.1,0.2,1" + "0".repeat(30) + "," + precise + ",5,1E+2]");
    }

    @Test
    void aNumberThatDoesNotWriteItselfAsJsonIsRefused() {
        DoubleAdder adder = new DoubleAdder();
        adder.add(Double.NaN);
        assertThatThrownBy(() -> json(adder)).isInstanceOf(JsonException.class).hasMessageContaining("DoubleAdder");
    }

    @Test
    void plainJavaIsWritten() {
        Map<String, Object> map = new HashMap<>();
        map.put("n", null);
        assertThat(json(map)).isEqualTo("{\"n\":null}");
        assertThat(json(List.of("a", true, TimeUnit.DAYS, new StringBuilder("b"), new Object[] {1, "c"}, List.of())))
                .isEqualTo("[\"a\",true,\"DAYS\",\"b\",[1,\"c\"],[]]");
        assertThat(json(Arrays.asList(null, 1))).isEqualTo("[null,1]");
        assertThat(json(Map.of(5, "five"))).isEqualTo("{\"5\":\"five\"}");
    }

    @Test
    void anythingElseIsRefusedWithItsClass() {
        assertThatThrownBy(() -> json(Map.of("a", List.of(new Object()))))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("java.lang.Object")
                .hasMessageContaining("lists and maps");
        assertThatThrownBy(() -> json(new int[] {1})).isInstanceOf(JsonException.class);
    }

    @Test
    void aListThatHoldsItselfIsRefused() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> json(endless))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("hold itself");
    }

    @Test
    void theBufferGrowsAsNeeded() {
        String text = "0123456789\u00e9\n".repeat(10_000);
        JsonWriter json = new JsonWriter(1).beginArray();
        for (int i = 0; i < 20; i++) {
            json.value(text);
        }
        JsonReader reader = JsonReader.of(json.endArray().toByteArray());
        reader.beginArray();
        int count = 0;
        while (reader.nextElement()) {
            assertThat(reader.string()).isEqualTo(text);
            count++;
        }
        assertThat(count).isEqualTo(20);
    }
}
