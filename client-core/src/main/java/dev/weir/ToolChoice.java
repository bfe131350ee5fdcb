package dev.weir;

import java.util.List;

/**
 * Whether and which tools the model must use.
 *
 * @param mode the rule
 * @param tools for {@link Mode#NAMED} the one forced tool, for {@link Mode#ALLOWED} and {@link Mode#ALLOWED_REQUIRED} the
 *     set to choose from; else empty
 */
public record ToolChoice(Mode mode, List<String> tools) {

    /** The rule. */
    public enum Mode {
        /** The model decides; the default of every provider. */
        AUTO,
        /** No tool may be used. */
        NONE,
        /** Some tool must be used. */
        REQUIRED,
        /** The named tool must be used. */
        NAMED,
        /** The model decides among the named tools. */
        ALLOWED,
        /** One of the named tools must be used. */
        ALLOWED_REQUIRED
    }

    /** The model decides. */
    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, List.of());
    /** No tool may be used. */
    public static final ToolChoice NONE = new ToolChoice(Mode.NONE, List.of());
    /** Some tool must be used. */
    public static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, List.of());

    /** Copies the list. */
    public ToolChoice {
        tools = List.copyOf(tools);
    }

    /** Forces one tool. */
    public static ToolChoice named(String tool) {
        return new ToolChoice(Mode.NAMED, List.of(tool));
    }

    /** Limits the choice to some of the offered tools. */
    public static ToolChoice allowed(String... tools) {
        return new ToolChoice(Mode.ALLOWED, List.of(tools));
    }
}
