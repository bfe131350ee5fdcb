package dev.weir.http;

import dev.weir.spi.Frame;

/** One JSON value per line; blank lines are skipped, a last line needs no line end. */
final class LineFramer extends Framer {

    private int scanned;

    LineFramer(int maxEventBytes) {
        super(maxEventBytes);
    }

    @Override
    boolean next(Frame frame) {
        while (true) {
            int end = LineEnds.find(array, Math.max(scanned, from), to);
            if (end < 0) {
                scanned = to;
                bounded(to);
                return false;
            }
            bounded(end);
            int start = from;
            from = end + 1;
            if (!blank(start, end)) {
                frame.set(null, array, start, end - start);
                return true;
            }
        }
    }

    @Override
    boolean last(Frame frame) {
        if (next(frame)) {
            return true;
        }
        int start = from;
        from = to;
        frame.set(null, array, start, to - start);
        return !blank(start, to);
    }

    @Override
    void moved(int distance) {
        scanned = Math.max(0, scanned - distance);
    }

    private boolean blank(int start, int end) {
        for (int i = start; i < end; i++) {
            if (array[i] != ' ' && array[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
