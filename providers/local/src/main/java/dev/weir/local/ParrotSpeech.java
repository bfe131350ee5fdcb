package dev.weir.local;

import java.util.ArrayList;
import java.util.List;

/** What the parrot says, cut into words; a word keeps the space before it, so that joining them gives the text. */
final class ParrotSpeech {

    private static final int QUOTED_WORDS = 60;

    private static final List<String> FACTS = List.of(
            "A weir is a low dam: the river flows over it, and from how high the water stands above the crest one can tell"
                    + " how much is flowing.",
            "Millers built weirs to hold back just enough water to keep their wheels turning; the rest was free to go.",
            "Over a weir with a V-shaped notch the flow grows with the height of the water to the power of five halves, so"
                    + " even a trickle can be measured.",
            "A weir never stops a river. It lets everything through and still knows how much there was.",
            "Beside many a weir there is a ladder for the salmon: whoever travels upstream needs a way past it too.");

    private final List<String> words;
    private final boolean cut;

    private ParrotSpeech(List<String> words, boolean cut) {
        this.words = words;
        this.cut = cut;
    }

    /** Returns the answer to a prompt: it, and something about weirs that depends on it. */
    static String about(String prompt) {
        String fact = FACTS.get(Math.floorMod(prompt.hashCode(), FACTS.size()));
        return "You said: \"" + quote(prompt)
                + "\" I am a parrot, so I say it back. But I live by a weir, and this much I"
                + " know: " + fact + " This answer came to you the same way, word by word over a real connection, and"
                + " each word was counted.";
    }

    /** Returns the answer to what a tool returned. */
    static String aboutResult(String result) {
        return "The tool says: \"" + quote(result) + "\" I could not have put it better.";
    }

    static ParrotSpeech of(String text) {
        return new ParrotSpeech(pieces(text), false);
    }

    /** Ends before the first of these texts. */
    ParrotSpeech until(List<String> stops) {
        String text = String.join("", words);
        int end = text.length();
        for (String stop : stops) {
            int at = stop.isEmpty() ? -1 : text.indexOf(stop);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        return end == text.length() ? this : new ParrotSpeech(pieces(text.substring(0, end)), cut);
    }

    /** Ends after that many words. */
    ParrotSpeech atMost(int count) {
        return words.size() <= count ? this : new ParrotSpeech(words.subList(0, Math.max(0, count)), true);
    }

    List<String> words() {
        return words;
    }

    /** Returns whether a limit of words ended the speech. */
    boolean isCut() {
        return cut;
    }

    /** Cuts text before every space that follows something else. */
    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i)) && !Character.isWhitespace(text.charAt(i - 1))) {
                pieces.add(text.substring(from, i));
                from = i;
            }
        }
        if (from < text.length()) {
            pieces.add(text.substring(from));
        }
        return pieces;
    }

    private static String quote(String text) {
        List<String> words = pieces(text.strip());
        return words.size() <= QUOTED_WORDS ? text.strip() : String.join("", words.subList(0, QUOTED_WORDS)) + " ...";
    }
}
