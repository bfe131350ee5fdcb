package dev.weir;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes JSON without white space and with the members of objects in order of their names, so that two ways of writing a
 * schema compare equal. Text that is no JSON is returned as it is: whether it is, is not decided here.
 */
final class CanonicalJson {

    /** Deeper than any schema; beyond it the text stands as it is. */
    private static final int MAX_DEPTH = 200;

    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super(null, null, false, false);
        }
    }

    private record Member(String name, String value) {}

    private final String text;
    private int at;

    private CanonicalJson(String text) {
        this.text = text;
    }

    static String of(String text) {
        try {
            CanonicalJson reader = new CanonicalJson(text);
            String value = reader.value(0);
            return reader.peek() == 0 && reader.at == text.length() ? value : text;
        } catch (Malformed notJson) {
            return text;
        }
    }

    private String value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new Malformed();
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            default -> literal();
        };
    }

    private String object(int depth) {
        List<Member> members = new ArrayList<>();
        at++;
        while (peek() != '}') {
            if (!members.isEmpty()) {
                expect(',');
            }
            if (peek() != '"') {
                throw new Malformed();
            }
            String name = string();
            expect(':');
            members.add(new Member(name, value(depth + 1)));
        }
        at++;
        members.sort(Comparator.comparing(Member::name));
        StringBuilder out = new StringBuilder("{");
        for (Member member : members) {
            out.append(out.length() > 1 ? "," : "")
                    .append(member.name())
                    .append(':')
                    .append(member.value());
        }
        return out.append('}').toString();
    }

    private String array(int depth) {
        StringBuilder out = new StringBuilder("[");
        at++;
        while (peek() != ']') {
            if (out.length() > 1) {
                expect(',');
                out.append(',');
            }
            out.append(value(depth + 1));
        }
        at++;
        return out.append(']').toString();
    }

    private String string() {
        int from = at++;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw new Malformed();
        }
        return text.substring(from, ++at);
    }

    private String literal() {
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (from == at) {
            throw new Malformed();
        }
        return text.substring(from, at);
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw new Malformed();
        }
        at++;
    }

    /** Returns the next character that is no white space, 0 at the end. */
    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }
}
