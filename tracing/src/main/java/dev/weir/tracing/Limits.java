package dev.weir.tracing;

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
