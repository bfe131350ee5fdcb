package dev.weir;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with named gaps: {@code Recommend a {genre} book}. A gap is a name of letters, digits, '_', '-' and '.' in single
 * braces; {@code {{} and {@code }}} stand for the braces themselves, and any other brace is ordinary text, so that JSON in
 * a prompt needs no escaping as long as it does not look like a gap. Immutable.
 */
public final class Template {

    private static final Pattern GAP = Pattern.compile("\\{\\{|}}|\\{([A-Za-z_][A-Za-z0-9_.-]*)}");

    private final String text;
    private final Map<String, Object> values;

    private Template(String text, Map<String, Object> values) {
        this.text = text;
        this.values = values;
    }

    /** Returns a template of that text. */
    public static Template of(String text) {
        return new Template(Objects.requireNonNull(text, "text"), Map.of());
    }

    /**
     * Returns this template with one gap filled.
     *
     * @throws InvalidRequestException if the value is null
     */
    public Template with(String name, Object value) {
        return with(Collections.singletonMap(name, value));
    }

    /**
     * Returns this template with these gaps filled; later values win.
     *
     * @throws InvalidRequestException if a value is null; names the variable
     */
    public Template with(Map<String, ?> more) {
        Map<String, Object> merged = new HashMap<>(values);
        more.forEach((name, value) -> {
            if (value == null) {
                throw new InvalidRequestException("The value of {" + name + "} for the prompt template is null");
            }
            merged.put(name, value);
        });
        return new Template(text, Map.copyOf(merged));
    }

    /** Returns the names of all gaps, in order of first appearance. */
    public Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = GAP.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    /**
     * Returns the text with every gap filled.
     *
     * @throws InvalidRequestException if a value is missing; names the variable
     */
    public String render() {
        StringBuilder out = new StringBuilder(text.length() + 32);
        Matcher matcher = GAP.matcher(text);
        int from = 0;
        while (matcher.find()) {
            out.append(text, from, matcher.start());
            from = matcher.end();
            String name = matcher.group(1);
            if (name == null) {
                out.append(matcher.group().charAt(0));
            } else if (values.containsKey(name)) {
                out.append(values.get(name));
            } else {
                throw new InvalidRequestException("The prompt template has no value for {" + name
                        + "}; given: " + new java.util.TreeSet<>(values.keySet())
                        + ". Add .with(\"" + name + "\", ...), or write {{" + name + "}} for literal braces");
            }
        }
        return out.append(text, from, text.length()).toString();
    }

    /** Names the gaps, not the text. */
    @Override
    public String toString() {
        return "Template" + variables();
    }
}
