package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Framed.Event;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link SseFramer} against the naive {@link SseStandard}, however the bytes are cut. Seeded. */
class SseFramerPropertyTest {

    private static final String[] WORDS = {
        "data",
        "data:",
        "data: ",
        "event",
        "event:",
        "event: ",
        ":",
        ": ",
        " ",
        "id: 1",
        "retry: 5",
        "datas: x",
        "eventx",
        "a",
        "\u00e9",
        "{\"x\":1}",
        "[DONE]",
        "message_delta",
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "\r\r",
        "\r\n\r\n",
        "\n\r",
        "\u0000",
        "a long piece of text that fills more than one machine word",
    };

    private static byte[] body(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (random.nextInt(4) == 0) {
            out.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        }
        for (int i = random.nextInt(40); i > 0; i--) {
            out.writeBytes(WORDS[random.nextInt(WORDS.length)].getBytes(ISO_8859_1));
        }
        return out.toByteArray();
    }

    @Test
    void agreesWithTheStandardOnRandomBodiesAtRandomSplits() {
        Random random = new Random(20_261_120);
        for (int round = 0; round < 20_000; round++) {
            byte[] body = body(random);
            List<byte[]> pieces = Framed.randomSplit(body, random, 1 + random.nextInt(12));
            assertThat(Framed.of(new SseFramer(Framed.LIMIT), pieces))
                    .as(() -> "body " + new String(body, ISO_8859_1))
                    .isEqualTo(SseStandard.parse(body));
        }
    }

    @Test
    void agreesWithTheStandardAtEverySplitOfASample() {
        byte[] body = ("\u00EF\u00BB\u00BFevent: a\r\ndata: one\r\n\r\n: note\rdata: two\rdata:three\r\revent: b\n"
                        + "id: 7\ndata\ndata: \u00c3\u00a9\n\nevent: lost\n\ndata: last")
                .getBytes(ISO_8859_1);
        List<Event> expected = SseStandard.parse(body);
        assertThat(expected).hasSize(4);
        for (int at = 0; at <= body.length; at++) {
            assertThat(Framed.of(new SseFramer(Framed.LIMIT), Framed.splitAt(body, at)))
                    .as("split at %d", at)
                    .isEqualTo(expected);
        }
        assertThat(Framed.of(new SseFramer(Framed.LIMIT), Framed.singles(body))).isEqualTo(expected);
    }

    @Test
    void agreesWithTheStandardOnLongBodiesThatMoveAndGrowTheBuffer() {
        Random random = new Random(7);
        for (int round = 0; round < 20; round++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int event = 0; event < 200; event++) {
                out.writeBytes(("event: e" + event % 5 + "\r\n").getBytes(ISO_8859_1));
                for (int line = random.nextInt(4); line >= 0; line--) {
                    out.writeBytes(("data: " + "x".repeat(random.nextInt(3_000)) + "\r\n").getBytes(ISO_8859_1));
                }
                out.writeBytes("\r\n".getBytes(ISO_8859_1));
            }
            byte[] body = out.toByteArray();
            List<byte[]> pieces = Framed.randomSplit(body, random, 6_000);
            assertThat(Framed.of(new SseFramer(Framed.LIMIT), pieces)).isEqualTo(SseStandard.parse(body));
        }
    }
}
