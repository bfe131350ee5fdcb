package dev.weir.tracing;

import dev.weir.spi.JsonWriter;

/**
 * How much is recorded.
 *
 * @param text characters of a text
 * @param media characters of a medium in base64; 0 if media are only named
 */
record Limits(int text, int media) {

    /** Returns as much of the text as may be recorded. */
    String cut(String whole) {
        return cut(whole, text);
    }

    /** Returns as much of a content as may be recorded; what was JSON stays JSON. */
    Content of(Content whole) {
        return text == Integer.MAX_VALUE ? whole : new Redaction(this::bounded).of(whole);
    }

    private String bounded(String whole) {
        Object json = whole.length() > text ? JsonTexts.containerOrNull(whole) : null;
        return json == null
                ? cut(whole)
                : new JsonWriter().any(new Bounded(this).any(json)).toString();
    }

    /** Returns at most so many characters; a character that takes two stays whole or is left out. */
    static String cut(String whole, int length) {
        if (whole.length() <= length) {
            return whole;
        }
        boolean splits = length > 0
                && Character.isHighSurrogate(whole.charAt(length - 1))
                && Character.isLowSurrogate(whole.charAt(length));
        return whole.substring(0, splits ? length - 1 : length);
    }
}
