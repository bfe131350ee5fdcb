package dev.weir.anthropic;

import dev.weir.Part;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ids of tool calls as Anthropic takes them: letters, digits, {@code _} and {@code -}. Calls that another provider made may
 * have other ids or none; a result finds its call by the original id, else by the tool's name in order.
 */
final class ToolIds {

    private final Map<String, String> known = new HashMap<>();
    private final Map<String, Deque<String>> nameless = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /** Returns the id of a call. */
    String ofCall(Part.ToolCall call) {
        if (isPresent(call.id())) {
            return known.computeIfAbsent(call.id(), this::clean);
        }
        String made = clean("call_" + (used.size() + 1));
        nameless.computeIfAbsent(call.name(), name -> new ArrayDeque<>()).add(made);
        return made;
    }

    /** Returns the id of the call that a result answers. */
    String ofResult(Part.ToolResult result) {
        if (isPresent(result.callId())) {
            return known.computeIfAbsent(result.callId(), this::clean);
        }
        Deque<String> open = nameless.get(result.name());
        String id = open == null ? null : open.poll();
        return id != null ? id : clean("call_" + (used.size() + 1));
    }

    private static boolean isPresent(@Nullable String id) {
        return id != null && !id.isEmpty();
    }

    private String clean(String id) {
        StringBuilder text = new StringBuilder(id);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fine =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!fine) {
                text.setCharAt(i, '_');
            }
        }
        while (!used.add(text.toString())) {
            text.append('_');
        }
        return text.toString();
    }
}
