package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Framed.Event;
import dev.weir.spi.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples and the fine print of the server-sent events standard. */
class SseFramerTest {

    private static final String BOM = "\uFEFF";

    private static SseFramer framer() {
        return new SseFramer(Framed.LIMIT);
    }

    private static List<Event> events(String... pieces) {
        return Framed.of(framer(), pieces);
    }

    private static Event event(String data) {
        return new Event(null, data);
    }

    @Test
    void dataLinesOfOneEventAreJoinedByLineFeeds() {
        assertThat(events("data: YHOO\ndata: +2\ndata: 10\n\n")).containsExactly(event("YHOO\n+2\n10"));
    }

    @Test
    void commentsIdsAndEmptyFieldsAreReadOver() {
        assertThat(events(
                        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"))
                .containsExactly(event("first event"), event("second event"), event(" third event"));
    }

    @Test
    void dataWithoutColonIsEmptyData() {
        assertThat(events("data\n\ndata\ndata\n\n")).containsExactly(event(""), event("\n"));
    }

    @Test
    void oneSpaceAfterTheColonIsDropped() {
        assertThat(events("data:test\n\ndata: test\n\ndata:  test\n\ndata:\ttest\n\ndata: \n\ndata:\n\n"))
                .containsExactly(event("test"), event("test"), event(" test"), event("\ttest"), event(""), event(""));
    }

    @Test
    void eventsAreNamedByTheLastEventField() {
        assertThat(events("event: add\ndata: 1\n\nevent: x\nevent: remove\ndata: 2\n\ndata: 3\n\n"))
                .containsExactly(new Event("add", "1"), new Event("remove", "2"), event("3"));
    }

    @Test
    void anEmptyEventFieldMeansNoName() {
        assertThat(events("event: x\nevent:\ndata: 1\n\nevent\ndata: 2\n\nevent: \ndata: 3\n\n"))
                .containsExactly(event("1"), event("2"), event("3"));
    }

    @Test
    void theNameMayFollowTheData() {
        assertThat(events("data: 1\nevent: late\ndata: 2\n\n")).containsExactly(new Event("late", "1\n2"));
    }

    @Test
    void aNameWithoutDataIsNoEventAndDoesNotStick() {
        assertThat(events("event: ping\n\ndata: 1\n\n")).containsExactly(event("1"));
    }

    @Test
    void onlyExactFieldNamesCount() {
        assertThat(events("Data: 1\n data: 2\ndata : 3\ndatab: 4\ndat: 5\nevents: x\nretry: 10\ndata: 6\n\n"))
                .containsExactly(event("6"));
    }

    @Test
    void aLineThatBeginsWithAColonIsAComment() {
        assertThat(events(":data: 1\n: data: 2\n:\ndata: 3\n\n")).containsExactly(event("3"));
    }

    @Test
    void furtherColonsBelongToTheValue() {
        assertThat(events("data: a:b: c\n\ndata::x\n\n")).containsExactly(event("a:b: c"), event(":x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void everyLineEndWorks(String end) {
        String body = "event: e" + end + "data: 1" + end + "data: 2" + end + end + ": c" + end + "data: 3" + end + end;
        assertThat(events(body)).containsExactly(new Event("e", "1\n2"), event("3"));
    }

    @Test
    void lineEndsMayBeMixed() {
        assertThat(events("data: 1\r\ndata: 2\rdata: 3\n\r\ndata: 4\r\r\ndata: 5\n\r"))
                .containsExactly(event("1\n2\n3"), event("4"), event("5"));
    }

    @Test
    void aCarriageReturnEndsAnEventBeforeItsLineFeedArrives() {
        SseFramer framer = framer();
        Frame frame = new Frame();
        append(framer, "data: 1\r\n\r");
        assertThat(framer.next(frame)).isTrue();
        assertThat(frame.text()).isEqualTo("1");
        append(framer, "\ndata: 2\n\n");
        assertThat(framer.next(frame)).isTrue();
        assertThat(frame.text()).isEqualTo("2");
        assertThat(framer.next(frame)).isFalse();
    }

    @Test
    void oneLeadingByteOrderMarkIsSkipped() {
        assertThat(events(BOM + "data: 1\n\n")).containsExactly(event("1"));
        assertThat(events(BOM + BOM + "data: 1\n\ndata: 2\n\n")).containsExactly(event("2"));
        assertThat(events("data: 0\n\n" + BOM + "data: 1\n\n")).containsExactly(event("0"));
    }

    @Test
    void aByteOrderMarkMayBeSplit() {
        byte[] body = (BOM + "data: 1\n\n").getBytes(UTF_8);
        assertThat(Framed.of(framer(), Framed.singles(body))).containsExactly(event("1"));
    }

    @Test
    void aCutByteOrderMarkIsNoEvent() {
        assertThat(Framed.of(framer(), List.of(new byte[] {(byte) 0xEF, (byte) 0xBB})))
                .isEmpty();
    }

    @Test
    void anEventThatOnlyLacksItsBlankLineIsGivenOutAtTheEnd() {
        assertThat(events("data: 1\n\nevent: e\ndata: 2\n")).containsExactly(event("1"), new Event("e", "2"));
        assertThat(events("data: 1\n\ndata: 2")).containsExactly(event("1"), event("2"));
        assertThat(events("data: 1\ndata")).containsExactly(event("1\n"));
        assertThat(events("data: 1\r")).containsExactly(event("1"));
    }

    @Test
    void nothingComesOfAnEmptyOrSilentBody() {
        assertThat(events()).isEmpty();
        assertThat(events("")).isEmpty();
        assertThat(events("\n\r\n\r", ": keep-alive\n\n")).isEmpty();
        assertThat(events("event: e\n")).isEmpty();
    }

    @Test
    void multiByteCharactersSurviveEverySplit() {
        byte[] body = "data: h\u00e9 \u4e16\u754c \uD83D\uDE00\n\n".getBytes(UTF_8);
        for (int at = 0; at <= body.length; at++) {
            assertThat(Framed.of(framer(), Framed.splitAt(body, at)))
                    .as("split at %d", at)
                    .containsExactly(event("h\u00e9 \u4e16\u754c \uD83D\uDE00"));
        }
    }

    @Test
    void manyDifferentNamesAreAllRight() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            body.append("event: n").append(i % 50).append("\ndata: ").append(i).append("\n\n");
        }
        List<Event> events = events(body.toString());
        assertThat(events).hasSize(100);
        for (int i = 0; i < 100; i++) {
            assertThat(events.get(i)).isEqualTo(new Event("n" + i % 50, "" + i));
        }
    }

    @Test
    void theSameNameIsTheSameString() {
        SseFramer framer = framer();
        Frame frame = new Frame();
        append(framer, "event: delta\ndata: 1\n\nevent: delta\ndata: 2\n\n");
        assertThat(framer.next(frame)).isTrue();
        String first = frame.type();
        assertThat(framer.next(frame)).isTrue();
        assertThat(frame.type()).isSameAs(first);
    }

    private static void append(Framer framer, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        framer.append(bytes, 0, bytes.length);
    }
}
