package dev.weir.anthropic;

import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Brings a JSON Schema into the subset by which Anthropic can hold a model. What is not in it (bounds, patterns ...) is
 * moved into the description, where the model still reads it.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs">Structured outputs</a>
 */
final class SchemaRewriter {

    private static final Set<String> KEPT =
            Set.of("type", "enum", "const", "required", "title", "description", "default", "$ref");
    private static final Set<String> NAMED_SCHEMAS = Set.of("properties", "$defs", "definitions");
    private static final Set<String> SCHEMA_LISTS = Set.of("anyOf", "allOf", "oneOf");
    private static final Set<String> DROPPED =
            Set.of("$schema", "$id", "$comment", "$anchor", "examples", "deprecated", "readOnly", "writeOnly");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    private final Set<String> moved = new TreeSet<>();

    private SchemaRewriter() {}

    /** Returns the rewritten schema; {@code owner} names it in the warning. */
    static Map<String, @Nullable Object> rewrite(
            Map<String, @Nullable Object> schema, String owner, List<Warning> warnings) {
        SchemaRewriter rewriter = new SchemaRewriter();
        Map<String, @Nullable Object> rewritten = rewriter.schema(schema);
        if (!rewriter.moved.isEmpty()) {
            warnings.add(new Warning(
                    "schema",
                    "in the " + owner + " these cannot be enforced and were moved into the" + " descriptions: "
                            + String.join(", ", rewriter.moved)));
        }
        return rewritten;
    }

    private Map<String, @Nullable Object> schema(Map<?, ?> source) {
        Map<String, @Nullable Object> target = new LinkedHashMap<>();
        Map<String, @Nullable Object> notes = new LinkedHashMap<>();
        boolean reference = source.containsKey("$ref");
        for (Map.Entry<?, ?> entry : source.entrySet()) {
            String name = String.valueOf(entry.getKey());
            Object value = entry.getValue();
            if (NAMED_SCHEMAS.contains(name) && value instanceof Map<?, ?> named) {
                if (!reference || !name.equals("properties")) {
                    target.put(name, named(named));
                }
            } else if (!reference || name.equals("$ref")) {
                keyword(name, value, target, notes);
            }
        }
        if (isObject(target)) {
            Object open = source.get("additionalProperties");
            if (open != null && !Boolean.FALSE.equals(open)) {
                notes.put("additionalProperties", open);
            }
            target.put("additionalProperties", false);
        }
        describe(target, notes);
        return target;
    }

    private void keyword(
            String name,
            @Nullable Object value,
            Map<String, @Nullable Object> target,
            Map<String, @Nullable Object> notes) {
        if (SCHEMA_LISTS.contains(name) && value instanceof List<?> list) {
            alternatives(name.equals("oneOf") ? "anyOf" : name, list, target);
        } else if (name.equals("items")) {
            target.put(name, any(value));
        } else if (KEPT.contains(name) || (name.equals("format") && FORMATS.contains(String.valueOf(value)))) {
            target.put(name, value);
        } else if (!DROPPED.contains(name) && !name.equals("additionalProperties")) {
            notes.put(name, value);
        }
    }

    @SuppressWarnings("unchecked")
    private void alternatives(String name, List<?> list, Map<String, @Nullable Object> target) {
        List<@Nullable Object> all = new ArrayList<>();
        if (target.get(name) instanceof List<?> before) {
            all.addAll((List<@Nullable Object>) before);
        }
        list.forEach(alternative -> all.add(any(alternative)));
        target.put(name, all);
    }

    private Map<String, @Nullable Object> named(Map<?, ?> source) {
        Map<String, @Nullable Object> target = new LinkedHashMap<>();
        source.forEach((name, value) -> target.put(String.valueOf(name), any(value)));
        return target;
    }

    private @Nullable Object any(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? schema(map) : value;
    }

    private static boolean isObject(Map<String, @Nullable Object> schema) {
        Object type = schema.get("type");
        return "object".equals(type)
                || (type instanceof List<?> types && types.contains("object"))
                || (type == null && schema.containsKey("properties"));
    }

    private void describe(Map<String, @Nullable Object> target, Map<String, @Nullable Object> notes) {
        if (notes.isEmpty()) {
            return;
        }
        moved.addAll(notes.keySet());
        String note = new JsonWriter().any(notes).toString();
        Object description = target.get("description");
        target.put("description", description == null ? note : description + "\n\n" + note);
    }
}
