package dev.weir.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.spi.Frame;
import dev.weir.spi.Framing;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much of a body a framer holds, and how its buffer moves. */
class FramerLimitsTest {

    private static final int LIMIT = 1024;

    private static byte[] event(Framing framing, int bytes) {
        return switch (framing) {
            case SSE -> ("data: " + "x".repeat(bytes - 7) + "\n\n").getBytes(US_ASCII);
            case NDJSON -> ("\"" + "x".repeat(bytes - 2) + "\"\n").getBytes(US_ASCII);
            case JSON_ARRAY -> ("[[\"" + "x".repeat(bytes - 4) + "\"]").getBytes(US_ASCII);
            default -> throw new IllegalArgumentException(framing.name());
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"SSE", "NDJSON", "JSON_ARRAY"})
    void theLimitOfAnEventDoesNotDependOnHowItArrives(Framing framing) {
        List<IntFunction<List<byte[]>>> arrivals = List.of(
                size -> List.of(event(framing, size)),
                size -> Framed.singles(event(framing, size)),
                size -> Framed.splitAt(event(framing, size), 500));
        for (IntFunction<List<byte[]>> arrival : arrivals) {
            assertThat(Framed.of(Framer.of(framing, LIMIT), arrival.apply(LIMIT)))
                    .hasSize(1);
            assertThatThrownBy(() -> Framed.of(Framer.of(framing, LIMIT), arrival.apply(LIMIT + 1)))
                    .isInstanceOf(TooLargeException.class)
                    .hasMessageContaining("1024")
                    .hasMessageContaining("maxEventBytes");
        }
    }

    @Test
    void commentsAndFinishedEventsDoNotCount() {
        SseFramer framer = new SseFramer(LIMIT);
        String noise = (": " + "c".repeat(600) + "\n").repeat(5);
        assertThat(Framed.data(framer, noise + "data: 1\n\n" + noise, noise + "data: 2\n\n"))
                .containsExactly("1", "2");
    }

    @Test
    void manySmallEventsThatWaitAreNotOneLargeOne() {
        SseFramer framer = new SseFramer(LIMIT);
        byte[] events = "data: some words\n\n".repeat(1_000).getBytes(US_ASCII);
        for (int i = 0; i < 3; i++) {
            framer.append(events, 0, events.length);
        }
        Frame frame = new Frame();
        int count = 0;
        while (framer.next(frame)) {
            count++;
        }
        assertThat(count).isEqualTo(3_000);
    }

    @Test
    void bytesThatNobodyTakesAreBounded() {
        SseFramer framer = new SseFramer(LIMIT);
        byte[] events = "data: some words\n\n".repeat(50_000).getBytes(US_ASCII);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        framer.append(events, 0, events.length);
                    }
                })
                .isInstanceOf(TooLargeException.class);
    }

    @Test
    void theBufferIsReusedForAnyNumberOfSmallEvents() {
        SseFramer framer = new SseFramer(Framed.LIMIT);
        byte[] before = null;
        Frame frame = new Frame();
        byte[] event = "data: 0123456789\n\ndata: cut ".getBytes(US_ASCII);
        byte[] rest = "here\n\n".getBytes(US_ASCII);
        for (int i = 0; i < 10_000; i++) {
            framer.append(event, 0, event.length);
            assertThat(framer.next(frame)).isTrue();
            assertThat(framer.next(frame)).isFalse();
            framer.append(rest, 0, rest.length);
            assertThat(framer.next(frame)).isTrue();
            assertThat(frame.dataIs("cut here")).isTrue();
            before = before == null ? framer.array : before;
            assertThat(framer.array == before).as("same buffer in round %d", i).isTrue();
        }
    }

    @Test
    void aFrameIsAViewOfTheBufferUntilTheNextCall() {
        SseFramer framer = new SseFramer(Framed.LIMIT);
        Frame frame = new Frame();
        byte[] body = "data: one\n\ndata: two\ndata: three\n\n".getBytes(US_ASCII);
        framer.append(body, 0, body.length);
        assertThat(framer.next(frame)).isTrue();
        assertThat(frame.array()).isSameAs(framer.array);
        assertThat(frame.text()).isEqualTo("one");
        assertThat(framer.next(frame)).isTrue();
        assertThat(new String(frame.array(), frame.offset(), frame.length(), US_ASCII))
                .isEqualTo("two\nthree");
    }

    @Test
    void anEventThatGrowsTheBufferKeepsWhatItHad() {
        SseFramer framer = new SseFramer(Framed.LIMIT);
        String text = "0123456789".repeat(2_000);
        String second = "abcdefghij".repeat(3_000);
        assertThat(Framed.data(
                        framer,
                        "data: 0\n\ndata: " + text + "\nda",
                        "ta: " + second.substring(0, 15_000),
                        second.substring(15_000) + "\n\ndata: 1\n\n"))
                .containsExactly("0", text + "\n" + second, "1");
    }

    @Test
    void aDocumentIsNotFramed() {
        assertThatThrownBy(() -> Framer.of(Framing.DOCUMENT, LIMIT)).isInstanceOf(IllegalArgumentException.class);
    }
}
