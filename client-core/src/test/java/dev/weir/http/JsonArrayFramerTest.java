package dev.weir.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.spi.Frame;
import dev.weir.spi.JsonException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayFramerTest {

    private static JsonArrayFramer framer() {
        return new JsonArrayFramer(Framed.LIMIT);
    }

    @Test
    void everyElementIsAnEvent() {
        assertThat(Framed.data(framer(), "[{\"a\":1},\r\n{\"b\":[2,{}]}\n,\n[3]]"))
                .containsExactly("{\"a\":1}", "{\"b\":[2,{}]}", "[3]");
    }

    @Test
    void anElementIsGivenOutWithItsLastBracket() {
        JsonArrayFramer framer = framer();
        Frame frame = new Frame();
        byte[] body = "[{\"a\":{}}".getBytes(UTF_8);
        framer.append(body, 0, body.length - 1);
        assertThat(framer.next(frame)).isFalse();
        framer.append(body, body.length - 1, 1);
        assertThat(framer.next(frame)).isTrue();
        assertThat(frame.text()).isEqualTo("{\"a\":{}}");
    }

    @Test
    void bracketsAndEscapedQuotesInStringsDoNotCount() {
        String element = "{\"a\":\"}]\\\"[{\\\\\",\"b\":\"\\\\\"}";
        byte[] body = ("[" + element + "," + element + "]").getBytes(UTF_8);
        for (int at = 0; at <= body.length; at++) {
            assertThat(Framed.of(framer(), Framed.splitAt(body, at)))
                    .as("split at %d", at)
                    .extracting(Framed.Event::data)
                    .containsExactly(element, element);
        }
    }

    @Test
    void emptyArraysAndEmptyBodiesHoldNothing() {
        assertThat(Framed.data(framer(), " [ ] ")).isEmpty();
        assertThat(Framed.data(framer(), "")).isEmpty();
        assertThat(Framed.data(framer(), "[")).isEmpty();
    }

    @Test
    void aCutElementIsNotGivenOut() {
        assertThat(Framed.data(framer(), "[{\"a\":1},{\"b\":")).containsExactly("{\"a\":1}");
    }

    @Test
    void whatFollowsTheArrayIsDropped() {
        JsonArrayFramer framer = new JsonArrayFramer(1024);
        String[] pieces = new String[20];
        java.util.Arrays.fill(pieces, " ".repeat(500));
        pieces[0] = "[{}] {\"not\":\"read\"}";
        assertThat(Framed.data(framer, pieces)).containsExactly("{}");
        assertThat(framer.array.length).isLessThan(2 * 500 + pieces[0].length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":1}", "x", "\"[\"", "1"})
    void aBodyThatIsNoArrayIsRefused(String body) {
        assertThatThrownBy(() -> Framed.data(framer(), body))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("not a JSON array");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "[{},null]", "[\"text\"]", "[}]"})
    void anElementThatIsNoContainerIsRefused(String body) {
        assertThatThrownBy(() -> Framed.data(framer(), body))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("something else than objects");
    }

    @Test
    void elementsSurviveRandomSplitsAndGrowth() {
        Random random = new Random(5);
        for (int round = 0; round < 500; round++) {
            List<String> elements = java.util.stream.IntStream.range(0, random.nextInt(20))
                    .mapToObj(i -> "{\"n\":" + i + ",\"t\":\"" + "]}\\\"".repeat(random.nextInt(300)) + "\"}")
                    .toList();
            byte[] body = ("[" + String.join(" ,\n", elements) + "]\n").getBytes(UTF_8);
            assertThat(Framed.of(framer(), Framed.randomSplit(body, random, 1 + random.nextInt(3_000))).stream()
                            .map(Framed.Event::data))
                    .isEqualTo(elements);
        }
    }
}
