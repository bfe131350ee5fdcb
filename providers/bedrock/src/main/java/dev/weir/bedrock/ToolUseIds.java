package dev.weir.bedrock;

import dev.weir.Part;
import dev.weir.spi.ToolCallIds;
import java.util.HashMap;
import java.util.Map;

/**
 * Ids of tool calls as Bedrock takes them: letters, digits and {@code _.:-}, 64 at most; for Mistral's models nine letters or
 * digits. Ids that other providers made up are rewritten, calls and results alike.
 */
final class ToolUseIds {

    private static final int MAX_LENGTH = 64;
    private static final int MISTRAL_LENGTH = 9;

    private final ToolCallIds ids = new ToolCallIds();
    private final Map<String, String> rewritten = new HashMap<>();
    private final boolean mistral;

    ToolUseIds(boolean mistral) {
        this.mistral = mistral;
    }

    String of(Part.ToolCall call) {
        return fit(ids.of(call));
    }

    String of(Part.ToolResult result) {
        return fit(ids.of(result));
    }

    private String fit(String id) {
        boolean fits = mistral
                ? id.length() == MISTRAL_LENGTH && id.chars().allMatch(c -> isPlain(c))
                : id.length() <= MAX_LENGTH && id.chars().allMatch(c -> isPlain(c) || "_.:-".indexOf(c) >= 0);
        return fits ? id : rewritten.computeIfAbsent(id, old -> made());
    }

    private String made() {
        return String.format(mistral ? "call%05d" : "call_%d", rewritten.size() + 1);
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
