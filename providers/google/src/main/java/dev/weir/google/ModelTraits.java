package dev.weir.google;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's name says about it. Names change faster than programs: one that says nothing is treated like the newest.
 *
 * @param name the name without its path, lower case
 * @param generation major version of a Gemini model, {@link #UNKNOWN} if the name does not tell
 * @param minor minor version, 0 if there is none
 */
record ModelTraits(String name, int generation, int minor) {

    /** No version in the name. */
    static final int UNKNOWN = -1;

    private static final int FIRST_WITH_SIGNATURES = 3;
    private static final Pattern VERSION = Pattern.compile("gemini-(\\d{1,3})(?:\\.(\\d{1,3}))?(?:-.*)?");

    static ModelTraits of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        Matcher matcher = VERSION.matcher(name);
        if (!matcher.matches()) {
            return new ModelTraits(name, UNKNOWN, 0);
        }
        String minor = matcher.group(2);
        return new ModelTraits(name, Integer.parseInt(matcher.group(1)), minor == null ? 0 : Integer.parseInt(minor));
    }

    /** Returns whether it is a Gemma model, which knows no system instruction. */
    boolean isGemma() {
        return name.startsWith("gemma");
    }

    /** Returns whether it refuses function calls in the history that carry no thought signature. */
    boolean wantsSignatures() {
        return generation >= FIRST_WITH_SIGNATURES || (generation == UNKNOWN && name.startsWith("gemini"));
    }

    /** Returns whether it is known to be older than the third generation. */
    boolean isBeforeThird() {
        return generation != UNKNOWN && generation < FIRST_WITH_SIGNATURES;
    }

    /** Returns whether it is of the first generation, which takes schemas only in the OpenAPI form. */
    boolean isFirst() {
        return generation == 1;
    }

    /** Returns whether it is known not to think. */
    boolean cannotThink() {
        return isGemma() || generation == 1 || (generation == 2 && minor < 5);
    }

    /** Returns whether it is of the larger kind, which cannot stop thinking. */
    boolean isPro() {
        return name.contains("-pro");
    }
}
