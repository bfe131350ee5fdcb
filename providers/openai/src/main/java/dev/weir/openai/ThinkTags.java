package dev.weir.openai;

/**
 * Takes {@code <think>...</think>} at the begin of an answer out of its text, wherever the pieces are cut. Only what begins
 * the answer is taken for thoughts; text that mentions such a tag later stays text.
 */
final class ThinkTags {

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    private enum Place {
        BEGIN,
        THINKING,
        BEFORE_TEXT,
        TEXT
    }

    private final StringBuilder held = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private Place place = Place.BEGIN;

    void add(String piece) {
        if (place == Place.TEXT) {
            text.append(piece);
            return;
        }
        held.append(piece);
        if (place == Place.BEGIN) {
            begin();
        }
        if (place == Place.THINKING) {
            inside();
        }
        if (place == Place.BEFORE_TEXT) {
            beforeText();
        }
    }

    private void begin() {
        int from = blanks();
        int length = Math.min(OPEN.length(), held.length() - from);
        if (!OPEN.startsWith(held.substring(from, from + length))) {
            place = Place.TEXT;
            flush(text);
        } else if (length == OPEN.length()) {
            place = Place.THINKING;
            held.delete(0, from + length);
        }
    }

    private void inside() {
        int close = held.indexOf(CLOSE);
        if (close >= 0) {
            thinking.append(held, 0, close);
            held.delete(0, close + CLOSE.length());
            place = Place.BEFORE_TEXT;
            return;
        }
        int keep = 0;
        for (int length = Math.min(CLOSE.length() - 1, held.length()); length > 0 && keep == 0; length--) {
            keep = CLOSE.startsWith(held.substring(held.length() - length)) ? length : 0;
        }
        thinking.append(held, 0, held.length() - keep);
        held.delete(0, held.length() - keep);
    }

    /** Models put blank lines between thoughts and text. */
    private void beforeText() {
        held.delete(0, blanks());
        if (!held.isEmpty()) {
            place = Place.TEXT;
            flush(text);
        }
    }

    private int blanks() {
        int at = 0;
        while (at < held.length() && Character.isWhitespace(held.charAt(at))) {
            at++;
        }
        return at;
    }

    private void flush(StringBuilder into) {
        into.append(held);
        held.setLength(0);
    }

    /** Gives out what was held back for a tag that never came. */
    void end() {
        flush(place == Place.THINKING ? thinking : text);
        place = Place.TEXT;
    }

    String takeThinking() {
        return take(thinking);
    }

    String takeText() {
        return take(text);
    }

    private static String take(StringBuilder from) {
        String taken = from.toString();
        from.setLength(0);
        return taken;
    }
}
