package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Paths that name a model. A model id (also an inference profile or an ARN) is one segment of the path, so its colons and
 * slashes are percent-encoded, once: signing encodes the path a second time by itself.
 */
final class ModelPath {

    private static final String UNRESERVED = "-._~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private ModelPath() {}

    /** Returns {@code /model/<id>/<action>}. */
    static String of(String model, String action) {
        return "/model/" + segment(model) + "/" + action;
    }

    private static String segment(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || UNRESERVED.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return out.toString();
    }
}
