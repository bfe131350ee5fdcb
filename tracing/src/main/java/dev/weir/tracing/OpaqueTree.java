package dev.weir.tracing;

import dev.weir.Part;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes items of a provider's own. Those of a tool that the provider runs become the call or its result, wherever the name of
 * the item says so; the rest keeps the provider's name.
 */
final class OpaqueTree {

    private static final Set<String> OURS = Set.of(
            "text",
            "reasoning",
            "tool_call",
            "tool_call_response",
            "server_tool_call",
            "server_tool_call_response",
            "blob",
            "file",
            "uri");

    private final Limits limits;

    OpaqueTree(Limits limits) {
        this.limits = limits;
    }

    Map<String, Object> of(Part.Opaque item) {
        Map<?, ?> whole = JsonTexts.objectOrNull(item.json());
        Map<?, ?> fields = whole == null ? Map.of() : inner(item.type(), whole);
        String type = item.type();
        if (type.equals("compaction")) {
            return JsonTexts.fields("type", type, "id", text(fields, "id"), "content", cut(text(fields, "content")));
        }
        if (isResult(type)) {
            String id = text(fields, "tool_use_id");
            return JsonTexts.fields(
                    "type",
                    "server_tool_call_response",
                    "id",
                    id != null ? id : text(fields, "id"),
                    "server_tool_call_response",
                    body(type, fields, item));
        }
        if (isCall(type)) {
            String name = text(fields, "name");
            return JsonTexts.fields(
                    "type",
                    "server_tool_call",
                    "id",
                    text(fields, "id"),
                    "name",
                    name != null && !name.isEmpty() ? name : nameOf(type),
                    "server_tool_call",
                    body(type, fields, item));
        }
        String own = OURS.contains(type) ? item.provider() + "." + type : type;
        return JsonTexts.fields(
                "type", own, "content", whole == null ? limits.cut(item.json()) : Bounded.item(whole, limits));
    }

    /** Google and Bedrock name an item by the one field that holds it. */
    private static Map<?, ?> inner(String type, Map<?, ?> whole) {
        return whole.get(type) instanceof Map<?, ?> only && !whole.containsKey("type") ? only : whole;
    }

    private static boolean isResult(String type) {
        return type.endsWith("_tool_result")
                || type.endsWith("ToolResult")
                || type.equals("codeExecutionResult")
                || type.endsWith("_call_output")
                || type.equals("toolResponse")
                || type.equals("toolResult");
    }

    private static boolean isCall(String type) {
        return type.endsWith("_tool_use")
                || type.endsWith("_call")
                || type.equals("executableCode")
                || type.equals("toolCall")
                || type.equals("toolUse");
    }

    private static String nameOf(String type) {
        if (type.endsWith("_call")) {
            return type.substring(0, type.length() - "_call".length());
        }
        return type.equals("executableCode") ? "code_execution" : type;
    }

    private Map<String, Object> body(String type, Map<?, ?> fields, Part.Opaque item) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type);
        if (fields.isEmpty()) {
            body.put("content", limits.cut(item.json()));
            return body;
        }
        Bounded.item(fields, limits).forEach((name, value) -> {
            if (value != null && !Set.of("id", "name", "type", "tool_use_id").contains(name)) {
                body.put(name, value);
            }
        });
        return body;
    }

    private @Nullable String cut(@Nullable String text) {
        return text == null ? null : limits.cut(text);
    }

    private static @Nullable String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : null;
    }
}
