package dev.weir.openai;

import java.util.regex.Pattern;

/** Strikes out what looks like an API key; servers echo the key they did not like. Used for errors only. */
final class KeyMask {

    private static final Pattern KEY = Pattern.compile(
            "\\b(sk|pk|gsk|xai|csk|fw|hf|pplx|nvapi)[-_][A-Za-z0-9_-]{12,}|\\bBearer\\s+[A-Za-z0-9._~+/-]{8,}");

    private KeyMask() {}

    static String mask(String text) {
        return KEY.matcher(text).replaceAll("***");
    }
}
