package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.http.Framed.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * The standard's algorithm written down naively, over the whole body: what {@link SseFramer} must agree with. Shares its
 * leniencies: an event that lacks its blank line at the end of the body counts, and a line of bare JSON begins an event that
 * takes up the rest of the body.
 */
final class SseStandard {

    private final List<Event> events = new ArrayList<>();
    private StringBuilder data = new StringBuilder();
    private String type = "";

    private SseStandard() {}

    static List<Event> parse(byte[] body) {
        SseStandard stream = new SseStandard();
        String text = new String(body, ISO_8859_1);
        stream.read(text.startsWith("\u00EF\u00BB\u00BF") ? text.substring(3) : text);
        return stream.events;
    }

    private void read(String text) {
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == '{') {
                dispatch();
                events.add(new Event(null, utf8(text.substring(at))));
                return;
            }
            int end = at;
            while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
                end++;
            }
            line(text.substring(at, end));
            at = text.startsWith("\r\n", end) ? end + 2 : end + 1;
        }
        dispatch();
    }

    private void line(String line) {
        if (line.isEmpty()) {
            dispatch();
            return;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        if (value.startsWith(" ")) {
            value = value.substring(1);
        }
        if (field.equals("data")) {
            data.append(value).append('\n');
        } else if (field.equals("event")) {
            type = value;
        }
    }

    private void dispatch() {
        if (!data.isEmpty()) {
            data.setLength(data.length() - 1);
            events.add(new Event(type.isEmpty() ? null : utf8(type), utf8(data.toString())));
        }
        data = new StringBuilder();
        type = "";
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }
}
