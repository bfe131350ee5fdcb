package dev.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserJsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", " {\"a\":[1,{\"b\":null}]} "})
    void oneObjectPasses(String json) {
        assertThat(UserJson.isObject(json)).isTrue();
        assertThatCode(() -> UserJson.requireObject(json, "tool t")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\":}", "{\"a\":1x}", "{} {}", "{},"})
    void whatIsMalformedIsRefusedByName(String json) {
        assertThat(UserJson.isObject(json)).isFalse();
        assertThatThrownBy(() -> UserJson.requireObject(json, "tool t"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("The JSON of the tool t is not well-formed: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{}]", "null", "1", "\"{}\""})
    void anotherValueThanAnObjectIsRefusedByName(String json) {
        assertThat(UserJson.isObject(json)).isFalse();
        assertThatThrownBy(() -> UserJson.requireObject(json, "output format f"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("The JSON of the output format f is not an object")
                .hasMessageContaining("{\"type\":\"object\",\"properties\":{}}");
    }

    @Test
    void theMessageDoesNotRepeatTheInput() {
        assertThatThrownBy(() -> UserJson.requireObject("{\"secret\":}", "tool t"))
                .hasMessageNotContaining("secret");
    }
}
