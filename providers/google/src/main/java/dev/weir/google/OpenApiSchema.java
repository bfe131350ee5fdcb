package dev.weir.google;

import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON Schema into the <a href="https://ai.google.dev/api/caching#Schema">subset of OpenAPI 3.0</a> that older models
 * take. What the subset cannot say is left out, so the model is held less strictly than the schema asks.
 */
final class OpenApiSchema {

    private static final Set<String> COPIED = Set.of(
            "title",
            "description",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
            "required",
            "propertyOrdering",
            "nullable",
            "example",
            "default");
    private static final Set<String> FORMATS = Set.of("enum", "date-time", "float", "double", "int32", "int64");
    private static final int MAX_DEPTH = 64;

    private final Map<?, ?> root;
    private final Set<String> open = new HashSet<>();
    private int depth;

    private OpenApiSchema(Map<?, ?> root) {
        this.root = root;
    }

    /** Returns the schema in the other form; one that refers to itself ends in a plain object. */
    static Map<String, @Nullable Object> of(Map<?, ?> jsonSchema) {
        return new OpenApiSchema(jsonSchema).convert(jsonSchema);
    }

    private Map<String, @Nullable Object> convert(Map<?, ?> schema) {
        Map<String, @Nullable Object> converted = new LinkedHashMap<>();
        Object reference = schema.get("$ref");
        if (depth >= MAX_DEPTH || (reference instanceof String name && open.contains(name))) {
            converted.put("type", "object");
            return converted;
        }
        depth++;
        if (reference instanceof String name) {
            open.add(name);
            Map<Object, @Nullable Object> merged = new LinkedHashMap<>(resolve(name));
            merged.putAll(schema);
            merged.remove("$ref");
            converted = convert(merged);
            open.remove(name);
        } else {
            for (Map.Entry<?, ?> entry : schema.entrySet()) {
                keyword(String.valueOf(entry.getKey()), entry.getValue(), converted);
            }
        }
        depth--;
        return converted;
    }

    private void keyword(String name, @Nullable Object value, Map<String, @Nullable Object> to) {
        switch (name) {
            case "type" -> type(value, to);
            case "enum" -> {
                if (value instanceof List<?> list) {
                    enumeration(list, to);
                }
            }
            case "const" -> enumeration(Collections.singletonList(value), to);
            case "format" -> {
                if (value instanceof String format && FORMATS.contains(format)) {
                    to.put(name, format);
                }
            }
            case "items" -> to.put(name, value instanceof Map<?, ?> items ? convert(items) : Map.of("type", "object"));
            case "properties" -> {
                if (value instanceof Map<?, ?> map && !map.isEmpty()) {
                    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
                    map.forEach((key, of) -> properties.put(
                            String.valueOf(key), of instanceof Map<?, ?> each ? convert(each) : Map.of()));
                    to.put(name, properties);
                }
            }
            case "anyOf", "oneOf" -> alternatives(value, to);
            case "allOf" -> {
                if (value instanceof List<?> list) {
                    list.forEach(each -> to.putAll(each instanceof Map<?, ?> map ? convert(map) : Map.of()));
                }
            }
            default -> {
                if (COPIED.contains(name)) {
                    to.put(name, value);
                }
            }
        }
    }

    private static void type(@Nullable Object value, Map<String, @Nullable Object> to) {
        if (!(value instanceof List<?> types)) {
            to.putIfAbsent("type", value);
            return;
        }
        List<Object> kinds = new ArrayList<>();
        for (Object type : types) {
            if ("null".equals(type)) {
                to.put("nullable", true);
            } else {
                kinds.add(String.valueOf(type));
            }
        }
        if (kinds.size() == 1) {
            to.putIfAbsent("type", kinds.get(0));
        } else {
            to.put("anyOf", kinds.stream().map(kind -> Map.of("type", kind)).toList());
        }
    }

    /** Only strings can be enumerated, so numbers become strings. */
    private static void enumeration(List<?> values, Map<String, @Nullable Object> to) {
        List<String> names = new ArrayList<>();
        for (Object value : values) {
            if (value == null) {
                to.put("nullable", true);
            } else {
                names.add(
                        value instanceof String text
                                ? text
                                : new JsonWriter().any(value).toString());
            }
        }
        to.put("type", "string");
        to.put("enum", names);
    }

    private void alternatives(@Nullable Object value, Map<String, @Nullable Object> to) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : List.of()) {
            if (each instanceof Map<?, ?> map) {
                if (map.get("type") instanceof String type
                        && type.toLowerCase(Locale.ROOT).equals("null")) {
                    to.put("nullable", true);
                } else {
                    all.add(convert(map));
                }
            }
        }
        if (all.size() == 1) {
            all.get(0).forEach(to::putIfAbsent);
        } else if (!all.isEmpty()) {
            to.put("anyOf", all);
        }
    }

    private Map<?, ?> resolve(String reference) {
        Object at = root;
        if (!reference.startsWith("#")) {
            return Map.of();
        }
        for (String step : reference.substring(1).split("/", -1)) {
            if (!step.isEmpty()) {
                String name = step.replace("~1", "/").replace("~0", "~");
                at = at instanceof Map<?, ?> map ? map.get(name) : null;
            }
        }
        return at instanceof Map<?, ?> found ? found : Map.of();
    }
}
