package dev.weir.anthropic;

import dev.weir.Part;
import dev.weir.spi.ToolCallIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Ids of tool calls as Anthropic takes them: letters, digits, {@code _} and {@code -}. Calls that another provider
 * made may have other ids or none; their results get the same.
 */
final class ToolIds {

    private final ToolCallIds ids = new ToolCallIds();
    private final Map<String, String> known = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    String of(Part.ToolCall call) {
        return known.computeIfAbsent(ids.of(call), this::clean);
    }

    String of(Part.ToolResult result) {
        return known.computeIfAbsent(ids.of(result), this::clean);
    }

    private String clean(String id) {
        StringBuilder text = new StringBuilder(id);
        for (int i = 0; i < text.length(); i++) {
            if (!isAllowed(text.charAt(i))) {
                text.setCharAt(i, '_');
            }
        }
        while (!used.add(text.toString())) {
            text.append('_');
        }
        return text.toString();
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
