package dev.weir.tracing.cost;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Which models a price applies to; upper and lower case are the same. */
sealed interface ModelMatch {

    /** What {@link #score} returns where nothing matches. */
    int NONE = -1;

    int EXACT = Integer.MAX_VALUE;

    /**
     * Returns how closely a name fits: an exact name above the longest beginning, that above any other pattern.
     *
     * @param model in lower case
     */
    int score(String model);

    /** Returns the form that {@link #parse} reads; for a composition its parts'. */
    List<String> patterns();

    /** The whole name. */
    record Exact(String text) implements ModelMatch {
        @Override
        public int score(String model) {
            return model.equals(text) ? EXACT : NONE;
        }

        @Override
        public List<String> patterns() {
            return List.of(text);
        }
    }

    /** The beginning of the name. */
    record Prefix(String text) implements ModelMatch {
        @Override
        public int score(String model) {
            return model.startsWith(text) ? 1 + text.length() : NONE;
        }

        @Override
        public List<String> patterns() {
            return List.of(text + "*");
        }
    }

    /** The end of the name. */
    record Suffix(String text) implements ModelMatch {
        @Override
        public int score(String model) {
            return model.endsWith(text) ? 1 : NONE;
        }

        @Override
        public List<String> patterns() {
            return List.of("*" + text);
        }
    }

    /** Any part of the name. */
    record Contains(String text) implements ModelMatch {
        @Override
        public int score(String model) {
            return model.contains(text) ? 1 : NONE;
        }

        @Override
        public List<String> patterns() {
            return List.of(text.isEmpty() ? "*" : "*" + text + "*");
        }
    }

    /** What a regular expression finds in the name. */
    record Regex(Pattern pattern) implements ModelMatch {
        @Override
        public int score(String model) {
            return pattern.matcher(model).find() ? 0 : NONE;
        }

        @Override
        public List<String> patterns() {
            return List.of("/" + pattern.pattern() + "/");
        }
    }

    /** One of several. */
    record AnyOf(List<ModelMatch> parts) implements ModelMatch {
        @Override
        public int score(String model) {
            int best = NONE;
            for (ModelMatch part : parts) {
                best = Math.max(best, part.score(model));
            }
            return best;
        }

        @Override
        public List<String> patterns() {
            return parts.stream().flatMap(part -> part.patterns().stream()).toList();
        }
    }

    /** All of several. */
    record AllOf(List<ModelMatch> parts) implements ModelMatch {
        @Override
        public int score(String model) {
            int worst = parts.isEmpty() ? NONE : EXACT;
            for (ModelMatch part : parts) {
                worst = Math.min(worst, part.score(model));
            }
            return worst;
        }

        @Override
        public List<String> patterns() {
            throw new IllegalStateException("Only one of several patterns can be written, not all of them at once");
        }
    }

    static ModelMatch exact(String text) {
        return new Exact(lower(text));
    }

    static ModelMatch prefix(String text) {
        return new Prefix(lower(text));
    }

    static ModelMatch suffix(String text) {
        return new Suffix(lower(text));
    }

    static ModelMatch contains(String text) {
        return new Contains(lower(text));
    }

    /**
     * Returns what a regular expression finds.
     *
     * @throws PatternSyntaxException if it is none
     */
    static ModelMatch regex(String text) {
        return new Regex(Pattern.compile(text, Pattern.CASE_INSENSITIVE));
    }

    /**
     * Reads a pattern: a name, with a star at the beginning or the end for anything, or a regular expression between slashes.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ModelMatch parse(String pattern) {
        if (pattern.length() > 2 && pattern.startsWith("/") && pattern.endsWith("/")) {
            return regex(pattern.substring(1, pattern.length() - 1));
        }
        boolean openStart = pattern.startsWith("*");
        boolean openEnd = pattern.length() > 1 && pattern.endsWith("*");
        String text = pattern.substring(openStart ? 1 : 0, pattern.length() - (openEnd ? 1 : 0));
        if (pattern.isBlank() || text.indexOf('*') >= 0) {
            throw new IllegalArgumentException(
                    "\"" + pattern + "\" is no pattern of model names; write a name, a star at"
                            + " its beginning or end for anything, or a regular expression between slashes");
        }
        if (openStart) {
            return openEnd || text.isEmpty() ? contains(text) : suffix(text);
        }
        return openEnd ? prefix(text) : exact(text);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
