package dev.weir;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What of a prompt shapes the answer, and so makes its version. Immutable. */
final class PromptText {

    /**
     * One message.
     *
     * @param role who says it; SYSTEM stands apart from the conversation
     * @param template what, with gaps
     */
    record Line(Message.Role role, String template) {}

    static final PromptText EMPTY = new PromptText(List.of(), Options.EMPTY, List.of(), null);

    private final List<Line> lines;
    private final Options options;
    private final List<Tool> tools;
    private final @Nullable OutputFormat outputFormat;

    /** Computed when first asked for; racing threads compute the same. */
    private @Nullable String version;

    private PromptText(List<Line> lines, Options options, List<Tool> tools, @Nullable OutputFormat outputFormat) {
        this.lines = lines;
        this.options = options;
        this.tools = tools;
        this.outputFormat = outputFormat;
    }

    PromptText say(Message.Role role, String template) {
        return new PromptText(
                appended(lines, List.of(new Line(role, Objects.requireNonNull(template, "template")))),
                options,
                tools,
                outputFormat);
    }

    PromptText options(Options changed) {
        return new PromptText(lines, changed, tools, outputFormat);
    }

    PromptText tools(List<Tool> more) {
        return new PromptText(lines, options, appended(tools, more), outputFormat);
    }

    PromptText outputFormat(OutputFormat format) {
        return new PromptText(lines, options, tools, format);
    }

    private static <T> List<T> appended(List<T> present, List<T> more) {
        List<T> all = new ArrayList<>(present);
        all.addAll(more);
        return List.copyOf(all);
    }

    List<Line> lines() {
        return lines;
    }

    Options options() {
        return options;
    }

    List<Tool> tools() {
        return tools;
    }

    @Nullable
    OutputFormat outputFormat() {
        return outputFormat;
    }

    Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        lines.forEach(line -> names.addAll(Template.of(line.template()).variables()));
        return names;
    }

    String version() {
        String known = version;
        if (known == null) {
            known = digest();
            version = known;
        }
        return known;
    }

    /** Absent parts leave no trace, so that parts added to prompts later do not change the versions of those without. */
    private String digest() {
        Fingerprint digest = new Fingerprint();
        messages(digest, true);
        messages(digest, false);
        SortedMap<String, Object> set = options.present();
        set.remove("timeouts");
        set.remove("metadata");
        if (!set.isEmpty()) {
            digest.field("options", set);
        }
        for (Tool tool : tools) {
            digest.field("tool", List.of(tool.kind().name(), tool.name()));
            digest.field("tool.description", tool.description());
            digest.field("tool.json", canonical(tool.json()));
            digest.field("tool.strict", tool.strict());
        }
        OutputFormat format = outputFormat;
        if (format != null) {
            digest.field("output", format.type().name());
            digest.field("output.name", format.name());
            digest.field("output.description", format.description());
            digest.field("output.schema", canonical(format.schema()));
            digest.field("output.strict", format.strict());
        }
        return digest.toHex();
    }

    /** Instructions stand apart from the conversation, so where between its messages they were added does not matter. */
    private void messages(Fingerprint digest, boolean system) {
        for (Line line : lines) {
            if (system == (line.role() == Message.Role.SYSTEM)) {
                digest.field("message", List.of(line.role().name(), line.template()));
            }
        }
    }

    private static @Nullable String canonical(@Nullable String json) {
        return json == null ? null : CanonicalJson.of(json);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PromptText that
                && lines.equals(that.lines)
                && options.equals(that.options)
                && tools.equals(that.tools)
                && Objects.equals(outputFormat, that.outputFormat);
    }

    @Override
    public int hashCode() {
        return Objects.hash(lines, options, tools, outputFormat);
    }
}
