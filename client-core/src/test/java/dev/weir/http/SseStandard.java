package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.http.Framed.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * The standard's algorithm written down naively, over the whole body: what {@link SseFramer} must agree with. Shares the one
 * leniency: an event that lacks its blank line at the end of the body counts.
 */
final class SseStandard {

    private final List<Event> events = new ArrayList<>();
    private StringBuilder data = new StringBuilder();
    private String type = "";

    private SseStandard() {}

    static List<Event> parse(byte[] body) {
        SseStandard stream = new SseStandard();
        String text = new String(body, ISO_8859_1);
        if (text.startsWith("\u00EF\u00BB\u00BF")) {
            text = text.substring(3);
        }
        lines(text).forEach(stream::line);
        stream.dispatch();
        return stream.events;
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n') {
                lines.add(line.toString());
                line.setLength(0);
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
            } else {
                line.append(c);
            }
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
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
