package dev.weir.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.spi.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareJsonInEventsTest {

    private static final String ERROR = "{\n  \"error\": {\n    \"code\": 503\n  }\n}\n";

    /** Cuts the body into events, fed in pieces of that many bytes. */
    private static List<String> events(String body, int size) {
        SseFramer framer = new SseFramer(1000);
        Frame frame = new Frame();
        List<String> events = new ArrayList<>();
        byte[] bytes = body.getBytes(UTF_8);
        for (int from = 0; from < bytes.length; from += size) {
            framer.append(bytes, from, Math.min(size, bytes.length - from));
            while (framer.next(frame)) {
                events.add(frame.text());
            }
        }
        while (framer.last(frame)) {
            events.add(frame.text());
        }
        return events;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void isGivenOutWholeBehindGoodEvents(int size) {
        assertThat(events("data: {\"a\":1}\r\n\r\ndata: 2\n\n" + ERROR, size)).containsExactly("{\"a\":1}", "2", ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void endsAnEventThatLacksItsBlankLine(int size) {
        assertThat(events("data: 1\n" + ERROR, size)).containsExactly("1", ERROR);
        assertThat(events("data: 1\r{\"error\":1}", size)).containsExactly("1", "{\"error\":1}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 1000})
    void leavesOtherLinesToTheStandard(int size) {
        assertThat(events(": {\nretry: {\nother: {\n\ndata: {\ndata: }\n\n", size))
                .containsExactly("{\n}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void isBounded(int size) {
        assertThatThrownBy(() -> events("{\n" + "x".repeat(3000), size)).isInstanceOf(TooLargeException.class);
    }
}
