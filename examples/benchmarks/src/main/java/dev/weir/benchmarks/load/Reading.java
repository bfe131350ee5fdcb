package dev.weir.benchmarks.load;

import dev.weir.benchmarks.ChatTraffic;

/**
 * What a program read of one answer.
 *
 * @param parts events or texts, as the program counts them
 * @param hash of the text; 0 if the program does not read it
 */
record Reading(int parts, int hash) {

    /** A text as it arrives. */
    static final class Builder {

        private int parts;
        private int hash;

        void text(String text) {
            if (!text.isEmpty()) {
                parts++;
                for (int i = 0; i < text.length(); i++) {
                    hash = 31 * hash + text.charAt(i);
                }
            }
        }

        void event() {
            parts++;
        }

        Reading build() {
            return new Reading(parts, hash);
        }
    }

    static Reading ofText(String text, int parts) {
        return new Reading(parts, text.hashCode());
    }

    /** Returns what a reader of text gets out of a stream. */
    static Reading streamedText() {
        return ofText(ChatTraffic.streamedText(), ChatTraffic.CHUNKS);
    }

    /** Returns what a reader of text gets out of an answer to a call. */
    static Reading completedText() {
        return ofText(ChatTraffic.completedText(), 1);
    }
}
