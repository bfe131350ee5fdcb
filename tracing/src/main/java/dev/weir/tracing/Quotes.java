package dev.weir.tracing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Strikes out of the messages of an exception what the content of the call also says, and what looks like a key. A quote is
 * {@value #LENGTH} or more characters in a row that the content has too, a word with a digit in it that the content has too,
 * or the whole of a short text.
 */
final class Quotes {

    private static final int LENGTH = 12;
    private static final int SHORTEST = 4;
    private static final int MAX_MESSAGE = 4096;

    /** Longer content is not searched on the event loop; then messages are left out altogether. */
    private static final int MAX_CONTENT = 4 << 20;

    private static final String STRUCK = "\u2026";
    private static final Pattern KEY = Pattern.compile(
            "(?i:bearer\\s+)[^\\s\"',]+|\\b(?:sk|pk|rk|gsk|xai|pplx)-[-\\w]{8,}|\\bAIza[-\\w]{16,}|\\bA[KS]IA[A-Z0-9]{12,}");
    private static final Pattern FRAME = Pattern.compile("\\t+(at |\\.\\.\\. )");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_@.+-]{" + SHORTEST + ",}");

    private final List<String> content;
    private final boolean tooLong;

    /** What became of the messages looked at so far. */
    private final Map<String, String> known = new HashMap<>();

    Quotes(List<String> content) {
        this.content = List.copyOf(new LinkedHashSet<>(content));
        this.tooLong = this.content.stream().mapToLong(String::length).sum() > MAX_CONTENT;
    }

    /** Returns whether something has to be struck out of the message of that exception or of one behind it. */
    boolean areIn(Throwable error) {
        return chain(error).stream()
                .map(Throwable::getMessage)
                .anyMatch(message -> !Objects.equals(strike(message), message));
    }

    /** Returns the message without quotes; null if there is none. */
    @Nullable
    String strike(@Nullable String message) {
        return message == null || message.isEmpty() ? message : known.computeIfAbsent(message, this::struck);
    }

    private String struck(String message) {
        if (tooLong) {
            return STRUCK;
        }
        String text = Limits.cut(message, MAX_MESSAGE);
        BitSet quoted = new BitSet(text.length());
        Matcher key = KEY.matcher(text);
        while (key.find()) {
            quoted.set(key.start(), key.end());
        }
        Windows windows = text.length() < LENGTH ? null : new Windows(text);
        for (String said : content) {
            if (windows != null) {
                windows.mark(said, quoted);
            }
            markWhole(text, said.strip(), quoted);
        }
        markWords(text, quoted);
        return quoted.isEmpty() ? message : without(text, quoted);
    }

    private static void markWhole(String text, String said, BitSet quoted) {
        if (said.length() < SHORTEST || said.length() >= LENGTH) {
            return;
        }
        for (int at = text.indexOf(said); at >= 0; at = text.indexOf(said, at + 1)) {
            quoted.set(at, at + said.length());
        }
    }

    private void markWords(String text, BitSet quoted) {
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            String found = word.group();
            if (found.chars().anyMatch(Character::isDigit) && content.stream().anyMatch(said -> said.contains(found))) {
                quoted.set(word.start(), word.end());
            }
        }
    }

    private static String without(String text, BitSet quoted) {
        StringBuilder rest = new StringBuilder(text.length());
        int from = 0;
        for (int start = quoted.nextSetBit(0); start >= 0; start = quoted.nextSetBit(from)) {
            rest.append(text, from, start).append(STRUCK);
            from = quoted.nextClearBit(start);
        }
        return rest.append(text, from, text.length()).toString();
    }

    /**
     * Returns the stack trace without quotes. Messages are replaced as a whole, those that may hold others first; after that
     * every line that is no frame is looked at once more, as exceptions may print what they like.
     */
    String stackTrace(Throwable error) {
        StringWriter out = new StringWriter();
        error.printStackTrace(new PrintWriter(out));
        String trace = out.toString();
        List<String> messages = new ArrayList<>();
        chain(error).forEach(each -> messages.add(Objects.requireNonNullElse(each.getMessage(), "")));
        messages.sort(Comparator.comparingInt(String::length).reversed());
        for (String message : messages) {
            String rest = strike(message);
            if (rest != null && !rest.equals(message)) {
                trace = trace.replace(message, rest);
            }
        }
        return trace.lines()
                .map(line -> FRAME.matcher(line).lookingAt() ? line : strike(line))
                .collect(Collectors.joining("\n"));
    }

    /** Returns the exception, its causes and what they suppress. */
    private static List<Throwable> chain(Throwable error) {
        List<Throwable> chain = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        chain.add(error);
        seen.add(error);
        for (int i = 0; i < chain.size(); i++) {
            Throwable each = chain.get(i);
            if (each.getCause() != null && seen.add(each.getCause())) {
                chain.add(each.getCause());
            }
            for (Throwable suppressed : each.getSuppressed()) {
                if (seen.add(suppressed)) {
                    chain.add(suppressed);
                }
            }
        }
        return chain;
    }

    /** All pieces of a message of {@value #LENGTH} characters, to be looked up while a text is read through once. */
    private static final class Windows {

        private static final int SLOTS = 1 << 13;

        private final String message;
        private final int[] first = new int[SLOTS];
        private final int[] next;
        private final int power;

        Windows(String message) {
            this.message = message;
            int shift = 1;
            for (int i = 1; i < LENGTH; i++) {
                shift *= 31;
            }
            this.power = shift;
            int windows = message.length() - LENGTH + 1;
            this.next = new int[windows + 1];
            for (int at = 0; at < windows; at++) {
                int slot = slot(message.substring(at, at + LENGTH).hashCode());
                next[at + 1] = first[slot];
                first[slot] = at + 1;
            }
        }

        private static int slot(int hash) {
            return (hash ^ hash >>> 15) & SLOTS - 1;
        }

        void mark(String said, BitSet quoted) {
            int hash = 0;
            for (int i = 0; i < said.length(); i++) {
                if (i >= LENGTH) {
                    hash -= said.charAt(i - LENGTH) * power;
                }
                hash = hash * 31 + said.charAt(i);
                if (i >= LENGTH - 1) {
                    int start = i - LENGTH + 1;
                    for (int at = first[slot(hash)]; at > 0; at = next[at]) {
                        if (said.regionMatches(start, message, at - 1, LENGTH)) {
                            quoted.set(at - 1, at - 1 + LENGTH);
                        }
                    }
                }
            }
        }
    }
}
