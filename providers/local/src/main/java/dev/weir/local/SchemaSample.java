package dev.weir.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes a small value that a JSON Schema allows, always the same for the same schema: the first of an enum, the lowest
 * allowed number, every property of an object. Keywords it does not know are ignored.
 */
final class SchemaSample {

    private static final int MAX_DEPTH = 12;

    private final JsonNode root;

    private SchemaSample(JsonNode root) {
        this.root = root;
    }

    /** Returns plain Java for {@link dev.weir.spi.JsonWriter#any}; {@code word} stands where any text will do. */
    static @Nullable Object of(JsonNode schema, String word) {
        return new SchemaSample(schema).sample(schema, word, 0);
    }

    private @Nullable Object sample(JsonNode schema, String word, int depth) {
        JsonNode target = resolve(schema, depth);
        if (target.has("const")) {
            return plain(target.get("const"));
        }
        if (!target.path("enum").isEmpty()) {
            return plain(target.path("enum").get(0));
        }
        for (String union : List.of("anyOf", "oneOf", "allOf")) {
            for (JsonNode option : target.path(union)) {
                if (!"null".equals(type(option))) {
                    return sample(option, word, depth + 1);
                }
            }
        }
        return switch (type(target)) {
            case "object" -> object(target, depth);
            case "array" -> array(target, word, depth);
            case "integer" -> (long) Math.ceil(number(target));
            case "number" -> number(target);
            case "boolean" -> true;
            case "null" -> null;
            default -> text(target, word);
        };
    }

    /** Follows {@code $ref} within the document, as far as the depth allows. */
    private JsonNode resolve(JsonNode schema, int depth) {
        JsonNode target = schema;
        for (int hops = depth; target.has("$ref") && hops < MAX_DEPTH; hops++) {
            String reference = target.path("$ref").asString("");
            target = reference.startsWith("#") ? root.at(reference.substring(1)) : schema.path("nothing");
        }
        return target;
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode option : type) {
                if (!"null".equals(option.asString(""))) {
                    return option.asString("");
                }
            }
            return "null";
        }
        if (type.isString()) {
            return type.asString("");
        }
        return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }

    /** Fills every property while the schema is shallow; deeper down only what is required, so that recursion ends. */
    private Map<String, @Nullable Object> object(JsonNode schema, int depth) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asString("")));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            boolean wanted = depth < MAX_DEPTH && (depth < 3 || required.contains(property.getKey()));
            if (wanted) {
                object.put(property.getKey(), sample(property.getValue(), property.getKey(), depth + 1));
            }
        }
        return object;
    }

    private List<@Nullable Object> array(JsonNode schema, String word, int depth) {
        int least = schema.path("minItems").asInt(0);
        int count = depth >= 4 ? least : Math.max(1, least);
        if (schema.has("maxItems")) {
            count = Math.min(count, schema.path("maxItems").asInt(count));
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < Math.min(count, 100) && depth < MAX_DEPTH; i++) {
            JsonNode prefixed = schema.path("prefixItems").path(i);
            items.add(sample(prefixed.isMissingNode() ? schema.path("items") : prefixed, word, depth + 1));
        }
        return items;
    }

    private static double number(JsonNode schema) {
        double least = schema.path("minimum").asDouble(1);
        if (schema.path("exclusiveMinimum").isNumber()) {
            least = schema.path("exclusiveMinimum").asDouble(0) + 1;
        }
        double most = schema.path("maximum").asDouble(Double.MAX_VALUE);
        double value = Math.min(least, most);
        double step = schema.path("multipleOf").asDouble(0);
        return step > 0 ? Math.ceil(value / step) * step : value;
    }

    private static String text(JsonNode schema, String word) {
        String text = switch (schema.path("format").asString("")) {
            case "date" -> "2026-01-31";
            case "time" -> "12:00:00Z";
            case "date-time" -> "2026-01-31T12:00:00Z";
            case "duration" -> "PT1M";
            case "email" -> "parrot@example.org";
            case "uri", "uri-reference" -> "https://example.org/weir";
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            case "ipv4" -> "127.0.0.1";
            default -> word;
        };
        int least = schema.path("minLength").asInt(0);
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (text.length() < least) {
            text = text + "x".repeat(Math.min(least, 10_000) - text.length());
        }
        return text.length() > most ? text.substring(0, most) : text;
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isString()) {
            return node.asString();
        } else if (node.isIntegralNumber()) {
            return node.asLong();
        } else if (node.isNumber()) {
            return node.asDouble();
        } else if (node.isBoolean()) {
            return node.asBoolean();
        } else if (node.isArray()) {
            List<@Nullable Object> items = new ArrayList<>();
            node.forEach(item -> items.add(plain(item)));
            return items;
        } else if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
            return map;
        }
        return null;
    }
}
