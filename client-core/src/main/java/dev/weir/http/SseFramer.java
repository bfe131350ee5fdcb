package dev.weir.http;

import dev.weir.spi.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to the letter of
 * <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">the standard</a>,
 * with two leniencies. An event that only lacks its final blank line is given out at the end of the body, because servers that
 * forget the line exist. A line that begins with a curly bracket, which the standard would read over, begins an event that
 * takes up the rest of the body, because Gemini and some gateways report failures in mid-stream as bare JSON. {@code id} and
 * {@code retry} are read over: nothing is ever reconnected.
 */
final class SseFramer extends Framer {

    private static final int NONE = -1;
    private static final int MAX_NAMES = 32;

    private boolean begun;
    private boolean bare;
    private boolean skipLineFeed;
    private int line;
    private int scanned;
    private int dataStart = NONE;
    private int dataEnd;
    private @Nullable String type;
    private byte[][] nameBytes = new byte[4][];
    private String[] names = new String[4];
    private int nameCount;

    SseFramer(int maxEventBytes) {
        super(maxEventBytes);
    }

    @Override
    boolean next(Frame frame) {
        if (!begun && !begin(false)) {
            return false;
        }
        while (!bare) {
            if (skipLineFeed && line < to) {
                skipLineFeed = false;
                if (array[line] == '\n') {
                    line++;
                    passOver();
                }
            }
            int end = LineEnds.find(array, Math.max(scanned, line), to);
            if (end < 0) {
                scanned = to;
                bounded(to);
                return false;
            }
            bounded(end);
            if (array[line] == '{' && end > line) {
                return bare(frame);
            }
            skipLineFeed = array[end] == '\r';
            int start = line;
            line = end + 1;
            if (start == end) {
                if (dispatch(frame)) {
                    return true;
                }
            } else {
                field(start, end);
                passOver();
            }
        }
        bounded(to);
        return false;
    }

    /** JSON outside a field takes up the rest of the body; an event before it that lacks its blank line is given out. */
    private boolean bare(Frame frame) {
        boolean before = dispatch(frame);
        bare = true;
        return before;
    }

    /** Lets go of what was read if it adds nothing to an event. */
    private void passOver() {
        if (dataStart == NONE && type == null) {
            from = line;
        }
    }

    @Override
    boolean last(Frame frame) {
        if (!begun) {
            begin(true);
        }
        if (next(frame)) {
            return true;
        }
        if (!bare && line < to && array[line] == '{' && bare(frame)) {
            return true;
        }
        if (bare) {
            frame.set(null, array, line, to - line);
            boolean full = line < to;
            line = to;
            from = to;
            return full;
        }
        if (line < to) {
            int start = line;
            line = to;
            field(start, to);
        }
        return dispatch(frame);
    }

    @Override
    void moved(int distance) {
        line -= distance;
        scanned = Math.max(0, scanned - distance);
        if (dataStart != NONE) {
            dataStart -= distance;
            dataEnd -= distance;
        }
    }

    /** Skips a byte order mark; false while it cannot be told whether there is one. */
    private boolean begin(boolean atEnd) {
        int available = to - from;
        if (available == 0 || (!atEnd && available < 3 && array[from] == (byte) 0xEF)) {
            return false;
        }
        if (available >= 3
                && array[from] == (byte) 0xEF
                && array[from + 1] == (byte) 0xBB
                && array[from + 2] == (byte) 0xBF) {
            from += 3;
        }
        line = from;
        begun = true;
        return true;
    }

    private boolean dispatch(Frame frame) {
        boolean full = dataStart != NONE;
        if (full) {
            frame.set(type, array, dataStart, dataEnd - dataStart);
        }
        dataStart = NONE;
        type = null;
        from = line;
        return full;
    }

    private void field(int start, int end) {
        byte first = array[start];
        if (first == 'd' && named(start, end, "data")) {
            data(value(start + 4, end), end);
        } else if (first == 'e' && named(start, end, "event")) {
            int value = value(start + 5, end);
            type = value == end ? null : name(value, end);
        }
    }

    /** Returns whether the line's field has that name: the name, then a colon or the end of the line. */
    private boolean named(int start, int end, String name) {
        int length = name.length();
        if (end - start < length || (end - start > length && array[start + length] != ':')) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            if (array[start + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns where the value begins: after the colon and one space, if they are there. */
    private int value(int colon, int end) {
        int at = colon < end ? colon + 1 : end;
        return at < end && array[at] == ' ' ? at + 1 : at;
    }

    /** Adds a line of data; further lines are moved up behind the first, a line feed between. */
    private void data(int start, int end) {
        if (dataStart == NONE) {
            dataStart = start;
            dataEnd = end;
            return;
        }
        int length = end - start;
        array[dataEnd] = '\n';
        System.arraycopy(array, start, array, dataEnd + 1, length);
        dataEnd += 1 + length;
    }

    /** Returns the event name as a string; the few names a stream uses are made only once. */
    private String name(int start, int end) {
        for (int i = 0; i < nameCount; i++) {
            byte[] known = nameBytes[i];
            if (Arrays.equals(known, 0, known.length, array, start, end)) {
                return names[i];
            }
        }
        String name = new String(array, start, end - start, StandardCharsets.UTF_8);
        if (nameCount < MAX_NAMES) {
            if (nameCount == names.length) {
                names = Arrays.copyOf(names, nameCount * 2);
                nameBytes = Arrays.copyOf(nameBytes, nameCount * 2);
            }
            names[nameCount] = name;
            nameBytes[nameCount++] = Arrays.copyOfRange(array, start, end);
        }
        return name;
    }
}
