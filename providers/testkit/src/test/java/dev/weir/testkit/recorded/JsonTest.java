package dev.weir.testkit.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":[1.0]} | {\"b\":[1],\"a\":1.0} | true",
                "{\"a\":1} | {\"a\":1,\"b\":null} | false",
                "[1,2] | [2,1] | false",
                "\"1\" | 1 | false",
                "0.1 | 0.10 | true",
                "9007199254740993 | 9007199254740992 | false",
                "null | null | true"
            })
    void comparesByValue(String one, String other, boolean same) {
        assertThat(Json.same(Json.parse(one), Json.parse(other))).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | '' | true",
                "\"\" | {} | true",
                "null | {} | true",
                "{\"a\":1} | {\"a\": 1} | true",
                "{\"a\":1} | {\"a\":2} | false",
                "{} | {\"a\":2} | false",
                "\"free text\" | free text | true",
                "\"{\\\"cut\" | {\"cut | true"
            })
    void comparesArgumentsOfToolCalls(String expected, String read, boolean same) {
        assertThat(Json.sameArguments(Json.parse(expected), read)).isEqualTo(same);
    }
}
