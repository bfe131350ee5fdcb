package dev.weir;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tool as it is offered to the model. Immutable.
 *
 * <p>A {@link Kind#FUNCTION} has a JSON Schema for its arguments, a {@link Kind#CUSTOM} tool takes free text, a
 * {@link Kind#PROVIDER} tool is run by the provider itself and is sent verbatim.
 */
public final class Tool {

    /** What kind of tool this is. */
    public enum Kind {
        /** Run by the caller; arguments are JSON by a schema. */
        FUNCTION,
        /** Run by the caller; the argument is free text. */
        CUSTOM,
        /** Run by the provider, declared in its own JSON. */
        PROVIDER
    }

    private final Kind kind;
    private final String name;
    private final @Nullable String description;
    private final @Nullable String json;
    private final @Nullable Boolean strict;

    private Tool(
            Kind kind, String name, @Nullable String description, @Nullable String json, @Nullable Boolean strict) {
        this.kind = kind;
        this.name = Objects.requireNonNull(name, "name");
        this.description = description;
        this.json = json;
        this.strict = strict;
        if (name.isBlank()) {
            throw new InvalidRequestException("A tool needs a name; letters, digits, '_' and '-' work everywhere");
        }
    }

    /**
     * Returns a function tool.
     *
     * @param name letters, digits, '_' and '-' work with every provider
     * @param description tells the model when to use it
     * @param schema JSON Schema of the arguments, an object
     */
    public static Tool function(String name, String description, String schema) {
        return new Tool(Kind.FUNCTION, name, description, Objects.requireNonNull(schema, "schema"), null);
    }

    /** Returns a tool whose argument is free text; few providers know such tools. */
    public static Tool custom(String name, String description) {
        return new Tool(Kind.CUSTOM, name, description, null, null);
    }

    /** Returns a tool that the provider runs, declared by its own JSON object, for example a web search. */
    public static Tool provider(String name, String json) {
        return new Tool(Kind.PROVIDER, name, null, Objects.requireNonNull(json, "json"), null);
    }

    /** Asks the provider to hold the model to the schema; absent by default. */
    public Tool strict(boolean held) {
        return new Tool(kind, name, description, json, held);
    }

    /** Returns what kind of tool this is. */
    public Kind kind() {
        return kind;
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns what the model is told about it. */
    public @Nullable String description() {
        return description;
    }

    /** Returns the JSON Schema of a function, the declaration of a provider's tool, null for a custom one. */
    public @Nullable String json() {
        return json;
    }

    /** Returns whether the model is held to the schema, null for the provider's default. */
    public @Nullable Boolean strict() {
        return strict;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tool tool
                && kind == tool.kind
                && name.equals(tool.name)
                && Objects.equals(description, tool.description)
                && Objects.equals(json, tool.json)
                && Objects.equals(strict, tool.strict);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, name, json);
    }

    @Override
    public String toString() {
        return "Tool[" + kind + " " + name + "]";
    }
}
