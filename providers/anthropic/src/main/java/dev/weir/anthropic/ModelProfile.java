package dev.weir.anthropic;

/**
 * What a Claude model can do, read off its name; data only. A name that tells nothing (a gateway's, say) is taken at
 * the caller's word.
 *
 * @param version major times 100 plus minor, for example 405 for Claude 4.5; {@link #UNKNOWN} if the name does not say
 */
record ModelProfile(int version) {

    static final int UNKNOWN = -1;

    /**
     * Reads names such as {@code claude-3-5-haiku-latest}, {@code claude-opus-4-1-20250805}
     * and {@code claude-sonnet-5}.
     */
    static ModelProfile of(String model) {
        int at = model.indexOf("claude");
        if (at < 0) {
            return new ModelProfile(UNKNOWN);
        }
        int major = UNKNOWN;
        for (String piece : model.substring(at).split("[-.@:/]", -1)) {
            int number = versionNumber(piece);
            if (number >= 0 && major >= 0) {
                return new ModelProfile(major * 100 + number);
            } else if (number >= 0) {
                major = number;
            } else if (major >= 0) {
                break;
            }
        }
        return new ModelProfile(major < 0 ? UNKNOWN : major * 100);
    }

    private static int versionNumber(String piece) {
        boolean digits =
                !piece.isEmpty() && piece.length() <= 2 && piece.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(piece) : UNKNOWN;
    }

    private boolean isKnown() {
        return version != UNKNOWN;
    }

    /** Returns the bound sent when the caller sets none; every model of the generation allows that many. */
    int defaultMaxTokens() {
        if (version >= 307) {
            return 16_384;
        }
        return isKnown() && version < 305 ? 4_096 : 8_192;
    }

    boolean thinks() {
        return !isKnown() || version >= 307;
    }

    /** Returns whether the model decides itself how long to think, steered by an effort. */
    boolean thinksAdaptively() {
        return !isKnown() || version >= 406;
    }

    /** Returns whether the model takes a budget for its thoughts. */
    boolean takesThinkingBudget() {
        return !isKnown() || (version >= 307 && version <= 406);
    }

    /** Returns whether sampling can no longer be steered: temperature 1 only, no top_k. */
    boolean fixedSampling() {
        return version > 406;
    }

    /** Returns whether the model refuses temperature and top_p together. */
    boolean oneSamplingOption() {
        return version >= 401;
    }

    /** Returns whether the model can be held to a JSON schema. */
    boolean structuredOutput() {
        return !isKnown() || version >= 401;
    }

    /** Returns whether instructions may stand in the middle of the conversation. */
    boolean systemMessages() {
        return version >= 408;
    }
}
