package dev.weir.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError.Kind;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFailureTest {

    private static final String START =
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"m\",\"content\":[]}}";
    private static final String TEXT =
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}";

    private static String error(String type) {
        return "{\"type\":\"error\",\"error\":{\"details\":null,\"type\":\"" + type
                + "\",\"message\":\"Sorry\"},\"request_id\":\"req_1\"}";
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error, OVERLOADED, true",
        "rate_limit_error, RATE_LIMIT, true",
        "api_error, SERVER, true",
        "timeout_error, SERVER, true",
        "invalid_request_error, BAD_REQUEST, false",
        "authentication_error, AUTHENTICATION, false",
        "something_new, SERVER, true"
    })
    void errorEventIsClassedByItsTypeAlsoAsTheFirstEvent(String type, Kind kind, boolean retryable) {
        assertThatThrownBy(() -> Wire.stream(error(type))).isInstanceOfSatisfying(WireException.class, failure -> {
            assertThat(failure.error().kind()).isEqualTo(kind);
            assertThat(failure.error().status()).isEqualTo(200);
            assertThat(failure.error().type()).isEqualTo(type);
            assertThat(failure.error().message()).isEqualTo("Sorry");
            assertThat(failure.error().requestId()).isEqualTo("req_1");
            assertThat(failure.error().retryable()).isEqualTo(retryable);
            assertThat(failure.error().body()).contains("Sorry");
        });
    }

    @Test
    void errorAfterTextLeavesThePartialAnswer() {
        Wire.Stream stream = Wire.stream(START, TEXT);

        assertThatThrownBy(() -> stream.feed(error("overloaded_error"))).isInstanceOf(WireException.class);

        assertThat(stream.partial().text()).isEqualTo("Hi");
        assertThat(stream.partial().isPartial()).isTrue();
        assertThat(stream.ended()).isFalse();
    }

    @Test
    void errorWithoutTypeIsStillAnError() {
        assertThatThrownBy(() -> Wire.stream("{\"error\":{\"message\":\"no\"}}"))
                .isInstanceOfSatisfying(
                        WireException.class,
                        failure -> assertThat(failure.error().message()).isEqualTo("no"));
    }

    @Test
    void streamWithoutItsEndIsTruncated() {
        Wire.Stream stream = Wire.stream(
                START,
                TEXT,
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                        + "\"usage\":{\"output_tokens\":1}}");

        assertThat(stream.ended()).isFalse();
        assertThat(stream.missing()).contains("message_stop");
    }

    @Test
    void repeatedStartIsIgnored() {
        Wire.Stream stream = Wire.stream(START, TEXT, START, TEXT);

        assertThat(stream.response().text()).isEqualTo("HiHi");
        assertThat(stream.response().parts()).hasSize(1);
    }

    @Test
    void startOfAnotherAnswerIsAProtocolError() {
        Wire.Stream stream = Wire.stream(START, TEXT);

        assertThatThrownBy(() -> stream.feed(START.replace("msg_1", "msg_2")))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("second answer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "oops",
                "[]",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":3}",
                "{\"type\":\"content_block_start\",\"index\":0}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":7}",
                "{\"type\":\"content_block_delta\",\"index\":4,\"delta\":{\"type\":\"input_json_delta\","
                        + "\"partial_json\":\"1\"}}"
            })
    void malformedEventIsMalformedJson(String event) {
        assertThatThrownBy(() -> Wire.stream(START, event)).isInstanceOf(JsonException.class);
    }
}
