package dev.weir.testkit.recorded;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares JSON by value: 1 equals 1.0, the order of fields has no meaning. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Parses a text; null if it is null or not JSON. */
    static @Nullable JsonNode parse(@Nullable String text) {
        try {
            JsonNode node = text == null ? null : MAPPER.readTree(text);
            return node == null || node.isMissingNode() ? null : node;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    static boolean same(JsonNode one, @Nullable JsonNode other) {
        if (other == null) {
            return false;
        }
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        if (one.isArray() && other.isArray() && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                if (!same(one.get(i), other.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (one.isObject() && other.isObject() && one.size() == other.size()) {
            return one.properties().stream().allMatch(entry -> same(entry.getValue(), other.get(entry.getKey())));
        }
        return one.equals(other);
    }

    /** Compares the arguments of a tool call: JSON by value, else the text; nothing, null and {} are alike. */
    static boolean sameArguments(JsonNode expected, String read) {
        boolean nothing = expected.isMissingNode()
                || expected.isNull()
                || (expected.isObject() && expected.isEmpty())
                || (expected.isString() && expected.asString().isBlank());
        JsonNode parsed = parse(read);
        if (nothing) {
            return read.isBlank() || (parsed != null && (parsed.isNull() || (parsed.isObject() && parsed.isEmpty())));
        }
        return same(expected, parsed)
                || (expected.isString() && expected.asString().equals(read));
    }

    /** Returns whether a text stands anywhere among the strings of some JSON. */
    static boolean contains(String json, String wanted) {
        JsonNode node = parse(json);
        return node == null ? json.contains(wanted) : contains(node, wanted);
    }

    private static boolean contains(JsonNode node, String wanted) {
        if (node.isString()) {
            return node.asString().equals(wanted);
        }
        for (JsonNode child : node) {
            if (contains(child, wanted)) {
                return true;
            }
        }
        return false;
    }
}
