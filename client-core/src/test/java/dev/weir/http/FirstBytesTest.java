package dev.weir.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstBytesTest {

    @ParameterizedTest
    @CsvSource({
        "SSE, data: x, SSE",
        "SSE, {, DOCUMENT",
        "SSE, <html>, DOCUMENT",
        "DOCUMENT, [, JSON_ARRAY",
        "DOCUMENT, {, DOCUMENT",
        "NDJSON, {, NDJSON",
        "AWS_EVENT_STREAM, {, AWS_EVENT_STREAM"
    })
    void theFirstByteDecidesBehindAnyWhiteSpace(Framing promised, String body, Framing framing) {
        assertThat(FirstBytes.framing(promised, bytes(body))).isEqualTo(framing);
        assertThat(FirstBytes.framing(promised, bytes(promised == Framing.AWS_EVENT_STREAM ? body : " \r\n\t" + body)))
                .isEqualTo(framing);
    }

    @Test
    void whiteSpaceIsReadOverHoweverItArrives() {
        ByteBuf whole = bytes(" \n data: x");
        FirstBytes.framing(Framing.SSE, whole);
        ByteBuf rest = bytes(" data: x");
        assertThat(FirstBytes.framing(Framing.SSE, bytes(" \n"))).isNull();
        FirstBytes.framing(Framing.SSE, rest);
        assertThat(whole.toString(UTF_8)).isEqualTo("data: x").isEqualTo(rest.toString(UTF_8));
    }

    @Test
    void binaryStreamsKeepTheirFirstByte() {
        ByteBuf bytes = bytes(" x");
        FirstBytes.framing(Framing.AWS_EVENT_STREAM, bytes);
        assertThat(bytes.readableBytes()).isEqualTo(2);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(UTF_8));
    }
}
