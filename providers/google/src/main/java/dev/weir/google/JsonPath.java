package dev.weir.google;

import dev.weir.spi.JsonException;
import java.util.ArrayList;
import java.util.List;

/** The paths of streamed function call arguments: {@code $.items[0].name} and {@code $['name']}. */
final class JsonPath {

    private static final int MAX_STEPS = 200;

    private final String text;
    private int at;

    private JsonPath(String text) {
        this.text = text;
    }

    /**
     * Returns the steps from the root, names as strings and indexes as integers.
     *
     * @throws JsonException if it is not such a path or names the root itself
     */
    static List<Object> parse(String text) {
        return new JsonPath(text).steps();
    }

    private List<Object> steps() {
        List<Object> steps = new ArrayList<>();
        if (!text.startsWith("$")) {
            throw malformed();
        }
        at = 1;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '.') {
                steps.add(name());
            } else if (c == '[') {
                steps.add(bracket());
            } else {
                throw malformed();
            }
        }
        if (steps.isEmpty() || steps.size() > MAX_STEPS) {
            throw malformed();
        }
        return steps;
    }

    private String name() {
        int from = at;
        while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
            at++;
        }
        if (at == from) {
            throw malformed();
        }
        return text.substring(from, at);
    }

    private Object bracket() {
        char first = at < text.length() ? text.charAt(at) : ' ';
        return first == '\'' || first == '"' ? quoted(first) : index();
    }

    private String quoted(char quote) {
        StringBuilder name = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            name.append(text.charAt(at++));
        }
        if (!text.startsWith("]", at + 1)) {
            throw malformed();
        }
        at += 2;
        return name.toString();
    }

    private Integer index() {
        int close = text.indexOf(']', at);
        if (close <= at || close - at > 9) {
            throw malformed();
        }
        int index = 0;
        for (; at < close; at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                throw malformed();
            }
            index = index * 10 + digit;
        }
        at = close + 1;
        return index;
    }

    private static JsonException malformed() {
        return new JsonException("Streamed arguments of a function call have a malformed path");
    }
}
