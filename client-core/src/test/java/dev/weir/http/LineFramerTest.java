package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineFramerTest {

    private static LineFramer framer() {
        return new LineFramer(Framed.LIMIT);
    }

    @Test
    void everyLineIsAnEvent() {
        assertThat(Framed.data(framer(), "{\"a\":1}\n{\"b\":2}\r\n{\"c\":3}\n"))
                .containsExactly("{\"a\":1}", "{\"b\":2}", "{\"c\":3}");
    }

    @Test
    void blankLinesAreSkipped() {
        assertThat(Framed.data(framer(), "\n\r\n  \n\t\n1\n \t \n\n2\n\n")).containsExactly("1", "2");
    }

    @Test
    void theLastLineNeedsNoEnd() {
        assertThat(Framed.data(framer(), "1\n2")).containsExactly("1", "2");
        assertThat(Framed.data(framer(), "1\n  ")).containsExactly("1");
        assertThat(Framed.data(framer(), "")).isEmpty();
        assertThat(Framed.data(framer())).isEmpty();
    }

    @Test
    void linesHaveNoType() {
        assertThat(Framed.of(framer(), "event: x\n")).containsExactly(new Framed.Event(null, "event: x"));
    }

    @Test
    void agreesWithASplitAtLineEndsHoweverTheBytesAreCut() {
        Random random = new Random(3);
        String[] words = {"{}", "{\"a\":\"b\"}", " ", "\n", "\r\n", "x".repeat(30), "\u00e9", "\t"};
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(words[random.nextInt(words.length)]);
            }
            byte[] body = text.toString().getBytes(ISO_8859_1);
            List<String> expected = Arrays.stream(text.toString().split("[\r\n]"))
                    .filter(line -> !line.isBlank())
                    .map(line -> new String(line.getBytes(ISO_8859_1), java.nio.charset.StandardCharsets.UTF_8))
                    .toList();
            assertThat(Framed.of(framer(), Framed.randomSplit(body, random, 1 + random.nextInt(20))).stream()
                            .map(Framed.Event::data))
                    .isEqualTo(expected);
        }
    }

    @Test
    void lineEndsAreFoundAtEveryOffsetOfEveryRange() {
        for (int length = 0; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                for (char end : new char[] {'\n', '\r'}) {
                    byte[] bytes = "x".repeat(length).getBytes(US_ASCII);
                    bytes[at] = (byte) end;
                    for (int from = 0; from <= length; from++) {
                        int expected = from <= at ? at : -1;
                        assertThat(LineEnds.find(bytes, from, length)).isEqualTo(expected);
                        assertThat(LineEnds.find(bytes, from, Math.max(from, at)))
                                .isEqualTo(-1);
                    }
                }
            }
        }
    }

    @Test
    void noOtherByteIsALineEnd() {
        byte[] bytes = new byte[256 * 9];
        for (int i = 0; i < bytes.length; i++) {
            byte value = (byte) (i / 9);
            bytes[i] = value == '\n' || value == '\r' ? 0 : value;
        }
        assertThat(LineEnds.find(bytes, 0, bytes.length)).isEqualTo(-1);
    }

    @Test
    void theFirstOfSeveralLineEndsIsFound() {
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? '\n' : '\r');
            }
            int expected = -1;
            for (int i = 0; i < bytes.length && expected < 0; i++) {
                expected = bytes[i] == '\n' || bytes[i] == '\r' ? i : -1;
            }
            assertThat(LineEnds.find(bytes, 0, bytes.length)).isEqualTo(expected);
        }
    }
}
