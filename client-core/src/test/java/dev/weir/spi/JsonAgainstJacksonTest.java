package dev.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@link JsonReader} and {@link JsonWriter} against Jackson, on generated and on damaged documents. Seeded. */
class JsonAgainstJacksonTest {

    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Jackson with the leniency that the reader documents and that damaged documents meet. */
    private static final JsonMapper LENIENT_JACKSON = JACKSON.rebuild()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private static final Object REJECTED = new Object();

    private static @Nullable Object byJackson(JsonMapper mapper, String json) {
        try {
            JsonNode node = mapper.readTree(json);
            return node.isMissingNode() ? REJECTED : plain(node);
        } catch (JacksonException | NumberFormatException rejected) { // the latter for absurd exponents
            return REJECTED;
        }
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
            return map;
        } else if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(element -> list.add(plain(element)));
            return list;
        } else if (node.isString()) {
            return node.stringValue();
        } else if (node.isBoolean()) {
            return node.booleanValue();
        } else if (node.isNull()) {
            return null;
        }
        return node.isIntegralNumber() ? whole(node.bigIntegerValue()) : number(node.decimalValue());
    }

    private static Object whole(BigInteger value) {
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }

    private static Object number(BigDecimal value) {
        return value.stripTrailingZeros();
    }

    private static @Nullable Object byReader(String json) {
        try {
            JsonReader reader = JsonReader.of(json);
            Object value = reader.any();
            reader.end();
            return comparable(value);
        } catch (JsonException rejected) {
            return REJECTED;
        }
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, field) -> copy.put(name, comparable(field)));
            return copy;
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(comparable(element)));
            return copy;
        }
        return value instanceof BigDecimal decimal ? number(decimal) : value;
    }

    @Test
    void whatTheWriterWritesBothReadBack() {
        RandomJson random = new RandomJson(1);
        for (int round = 0; round < 2_000; round++) {
            Object tree = random.tree(4);
            String json = new JsonWriter().any(tree).toString();
            assertThat(byReader(json)).as(json).isEqualTo(comparable(tree));
            assertThat(byJackson(JACKSON, json)).as(json).isEqualTo(comparable(tree));
        }
    }

    @Test
    void whatJacksonWritesIsReadBack() {
        RandomJson random = new RandomJson(2);
        for (int round = 0; round < 3_000; round++) {
            Object tree = random.tree(4);
            String json = (round % 2 == 0 ? JACKSON.writer() : JACKSON.writerWithDefaultPrettyPrinter())
                    .writeValueAsString(tree);
            assertThat(byReader(json)).as(json).isEqualTo(comparable(tree));
        }
    }

    @Test
    void damagedDocumentsAreAcceptedAndReadAsJacksonDoes() {
        RandomJson random = new RandomJson(3);
        int accepted = 0;
        int rejected = 0;
        for (int round = 0; round < 20_000; round++) {
            String json = random.damage(new JsonWriter().any(random.tree(3)).toString());
            Object mine = byReader(json);
            Object theirs = byJackson(JACKSON, json);
            if (theirs != REJECTED) {
                accepted++;
                assertThat(mine).as(json).isEqualTo(theirs);
            } else if (mine != REJECTED) {
                assertThat(mine)
                        .as("accepted beyond the documented leniency: %s", json)
                        .isEqualTo(byJackson(LENIENT_JACKSON, json));
            } else {
                rejected++;
            }
        }
        assertThat(accepted).isGreaterThan(500);
        assertThat(rejected).isGreaterThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "}",
                "]",
                ",",
                ":",
                "{]",
                "[}",
                "{,}",
                "[,]",
                "[1,]",
                "{\"a\":1,}",
                "[1 2]",
                "{\"a\" 1}",
                "{\"a\":}",
                "{a:1}",
                "{1:1}",
                "{'a':1}",
                "{\"a\":1 \"b\":2}",
                "[1]]",
                "1 2",
                "{}{}",
                "nul",
                "nulll",
                "True",
                "truefalse",
                "+1",
                "-",
                "--1",
                "01",
                "-01",
                "1.",
                ".1",
                "1.e1",
                "1e",
                "1e+",
                "1E-",
                "0x10",
                "1_0",
                "Infinity",
                "-Infinity",
                "NaN",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12G4\"",
                "\"\\",
                "'a'",
                "/**/1",
                "1//",
                "# 1",
                "\u00a01",
                "\ufeff1",
                "[1,,2]",
                "{\"a\":1,,\"b\":2}",
                "[\"a\"\"b\"]",
                "{\"a\"}",
                "[:]",
                "undefined",
                "1a",
                "\"a\"b",
                "[1}",
                "{\"a\":[}"
            })
    void whatIsNotJsonIsRefusedByBoth(String json) {
        assertThat(byReader(json)).isSameAs(REJECTED);
        assertThat(byJackson(JACKSON, json)).isSameAs(REJECTED);
    }

    @Test
    void theDocumentedLenienciesAreTheseAndNoOthers() {
        for (char control = 0; control < 0x20; control++) {
            String json = "\"a" + control + "b\"";
            assertThat(byReader(json)).isEqualTo("a" + control + "b");
            assertThat(byJackson(JACKSON, json)).isSameAs(REJECTED);
        }
        assertThat(byReader("\"\\ud800\"")).isEqualTo("\ud800");
        assertThat(byReader("\"\\udc00x\"")).isEqualTo("\udc00x");
        byte[] notUtf8 = {'"', 'a', (byte) 0xff, 'b', '"'};
        assertThat(JsonReader.of(notUtf8).string()).isEqualTo("a\ufffdb");
    }

    @Test
    void duplicateNamesKeepTheLastValueAsWithJackson() {
        String json = "{\"a\":1,\"b\":2,\"a\":3}";
        assertThat(byReader(json)).isEqualTo(Map.of("a", 3L, "b", 2L)).isEqualTo(byJackson(JACKSON, json));
    }

    @Test
    void skippingLeadsToTheSamePlaceAsReading() {
        RandomJson random = new RandomJson(4);
        for (int round = 0; round < 2_000; round++) {
            String json = new JsonWriter().any(random.tree(4)).toString();
            JsonReader reader = JsonReader.of("[" + json + " , 77]");
            reader.beginArray();
            assertThat(reader.nextElement()).isTrue();
            if (round % 2 == 0) {
                reader.skip();
            } else {
                assertThat(reader.raw()).isEqualTo(json);
            }
            assertThat(reader.nextElement()).isTrue();
            assertThat(reader.intOr(0)).as(json).isEqualTo(77);
            assertThat(reader.nextElement()).isFalse();
            reader.end();
        }
    }

    @Test
    void aDocumentCutAnywhereIsRefusedAndNeverAnythingElse() {
        RandomJson random = new RandomJson(5);
        for (int round = 0; round < 100; round++) {
            byte[] json = new JsonWriter().any(random.map(4)).toByteArray();
            for (int length = 0; length < json.length; length++) {
                int end = length;
                JsonReader reader = new JsonReader();
                reader.reset(json, 0, end);
                refused(reader::any, end);
                reader.reset(json, 0, end);
                refused(reader::skip, end);
            }
        }
    }

    private static void refused(Runnable reading, int length) {
        try {
            reading.run();
        } catch (JsonException expected) {
            return;
        }
        fail("cut at %d, but read", length);
    }
}
