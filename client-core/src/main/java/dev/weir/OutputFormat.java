package dev.weir;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The form the answer must have.
 *
 * @param type text, any JSON, or JSON by a schema
 * @param name the schema's name, only with {@link Type#JSON_SCHEMA}
 * @param description what the schema is for; may be null
 * @param schema the JSON Schema, only with {@link Type#JSON_SCHEMA}
 * @param strict whether the provider must hold the model to the schema
 */
public record OutputFormat(
        Type type,
        @Nullable String name,
        @Nullable String description,
        @Nullable String schema,
        boolean strict) {

    /** The kinds of form. */
    public enum Type {
        /** Free text; the default. */
        TEXT,
        /** Some JSON object; the prompt should say which. */
        JSON,
        /** JSON by a schema. */
        JSON_SCHEMA
    }

    /** Free text, said explicitly. */
    public static final OutputFormat TEXT = new OutputFormat(Type.TEXT, null, null, null, false);
    /** Some JSON object. */
    public static final OutputFormat JSON = new OutputFormat(Type.JSON, null, null, null, false);

    /** Checks that a schema is named. */
    public OutputFormat {
        if (type == Type.JSON_SCHEMA) {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(schema, "schema");
        }
    }

    /** Returns JSON by a schema, strictly held. */
    public static OutputFormat jsonSchema(String name, String schema) {
        return new OutputFormat(Type.JSON_SCHEMA, name, null, schema, true);
    }

    /** Names type and schema, without the schema's text. */
    @Override
    public String toString() {
        return "OutputFormat[" + type + (name == null ? "" : " " + name) + (strict ? ", strict]" : "]");
    }
}
