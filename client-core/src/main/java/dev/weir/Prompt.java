package dev.weir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A prompt with a name and a version: what is said, with gaps as in {@link Template}, and how the model is to answer. The
 * version is computed from these and changes with each of them, so that answers can be told apart by the prompt they came
 * from. Immutable; every setter returns a changed copy.
 *
 * <pre>{@code
 * static final Prompt RECOMMEND = Prompt.of("recommend-book", "Recommend a {genre} book")
 *         .system("You are a librarian")
 *         .options(options -> options.temperature(0.2))
 *         .label("production");
 *
 * Request request = Request.of(RECOMMEND.with("genre", "fantasy"));
 * }</pre>
 */
public final class Prompt {

    private static final int SHORT_VERSION = 12;

    private final String name;
    private final @Nullable String label;
    private final PromptText text;
    private final Map<String, Object> values;

    private Prompt(String name, @Nullable String label, PromptText text, Map<String, Object> values) {
        this.name = name;
        this.label = label;
        this.text = text;
        this.values = values;
    }

    /**
     * Starts a prompt that says nothing yet.
     *
     * @param name appears in telemetry; few names, no content
     * @throws InvalidRequestException if the name is blank
     */
    public static Prompt named(String name) {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new InvalidRequestException("A prompt needs a name, for example Prompt.of(\"recommend-book\", ...)");
        }
        return new Prompt(name, null, PromptText.EMPTY, Map.of());
    }

    /** Returns a prompt of one user message; see {@link #named(String)}. */
    public static Prompt of(String name, String template) {
        return named(name).user(template);
    }

    /** Adds instructions apart from the conversation. */
    public Prompt system(String template) {
        return with(text.say(Message.Role.SYSTEM, template));
    }

    /** Adds a user message. */
    public Prompt user(String template) {
        return with(text.say(Message.Role.USER, template));
    }

    /** Adds an assistant message, for example an answer to learn from. */
    public Prompt assistant(String template) {
        return with(text.say(Message.Role.ASSISTANT, template));
    }

    /** Changes how the model should answer; nothing is set by default. */
    public Prompt options(UnaryOperator<Options> change) {
        return with(text.options(Objects.requireNonNull(change.apply(text.options()), "options")));
    }

    /** Offers tools. */
    public Prompt tools(Tool... more) {
        return with(text.tools(List.of(more)));
    }

    /** Sets the form the answer must have; the provider's default if never called. */
    public Prompt outputFormat(OutputFormat format) {
        return with(text.outputFormat(Objects.requireNonNull(format, "format")));
    }

    /** Sets a word of one's own for this version, for example {@code production}; not part of the version. */
    public Prompt label(String word) {
        return new Prompt(name, Objects.requireNonNull(word, "word"), text, values);
    }

    /**
     * Fills a gap.
     *
     * @throws InvalidRequestException if the value is null
     */
    public Prompt with(String variable, Object value) {
        return with(Collections.singletonMap(variable, value));
    }

    /**
     * Fills gaps; later values win.
     *
     * @throws InvalidRequestException if a value is null; names the variable
     */
    public Prompt with(Map<String, ?> more) {
        Map<String, Object> merged = new TreeMap<>(values);
        more.forEach((variable, value) -> {
            if (value == null) {
                throw new InvalidRequestException(
                        "The value of {" + variable + "} for the prompt " + name + " is null");
            }
            merged.put(variable, value);
        });
        return new Prompt(name, label, text, Collections.unmodifiableMap(merged));
    }

    private Prompt with(PromptText changed) {
        return new Prompt(name, label, changed, values);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the word of one's own for this version, null if there is none. */
    public @Nullable String label() {
        return label;
    }

    /**
     * Returns the version: SHA-256, 64 hexadecimal digits, of everything that shapes the answer: messages with their gaps,
     * options, tools, output format. Name, label, values, timeouts and stored metadata are left out. The same on every machine;
     * neither the order of map entries nor white space or the order of members in a schema matters.
     */
    public String version() {
        return text.version();
    }

    /** Returns the first twelve digits of the version, for people to read. */
    public String shortVersion() {
        return version().substring(0, SHORT_VERSION);
    }

    /** Returns the names of all gaps, in order of first appearance. */
    public Set<String> variables() {
        return text.variables();
    }

    /** Returns what gaps are filled with, by name; empty by default. This is content. */
    public Map<String, Object> values() {
        return values;
    }

    /** Returns how the model should answer. */
    public Options options() {
        return text.options();
    }

    /** Returns the tools offered; empty by default. */
    public List<Tool> tools() {
        return text.tools();
    }

    /** Returns the form the answer must have, null for the provider's default. */
    public @Nullable OutputFormat outputFormat() {
        return text.outputFormat();
    }

    List<Part> renderSystem() {
        List<Part> parts = new ArrayList<>();
        for (PromptText.Line line : text.lines()) {
            if (line.role() == Message.Role.SYSTEM) {
                parts.add(new Part.Text(render(line)));
            }
        }
        return parts;
    }

    List<Message> renderMessages() {
        List<Message> messages = new ArrayList<>();
        for (PromptText.Line line : text.lines()) {
            if (line.role() == Message.Role.USER) {
                messages.add(Message.user(render(line)));
            } else if (line.role() == Message.Role.ASSISTANT) {
                messages.add(Message.assistant(render(line)));
            }
        }
        return messages;
    }

    private String render(PromptText.Line line) {
        return Template.of(line.template()).with(values).render();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Prompt that
                && name.equals(that.name)
                && Objects.equals(label, that.label)
                && text.equals(that.text)
                && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, label, text, values);
    }

    /** Names prompt, version and gaps; tells neither text nor values. */
    @Override
    public String toString() {
        return "Prompt[" + name + " " + shortVersion() + (label == null ? "" : " " + label) + ", " + variables() + "]";
    }
}
