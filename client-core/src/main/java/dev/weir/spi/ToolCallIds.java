package dev.weir.spi;

import dev.weir.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives the tool calls of a conversation that came without an id (Gemini sends none) one, and their results the same, for
 * providers that insist on ids. One per request; to be asked in the order of the conversation. Not thread-safe.
 */
public final class ToolCallIds {

    private record Open(String name, String id) {}

    private final List<Open> open = new ArrayList<>();
    private int made;

    /** Creates an instance that has seen no call. */
    public ToolCallIds() {}

    /** Returns the call's id, a new one if it has none. */
    public String of(Part.ToolCall call) {
        String id = call.id();
        if (id != null && !id.isEmpty()) {
            return id;
        }
        String given = next();
        open.add(new Open(call.name(), given));
        return given;
    }

    /** Returns the id of the call that is answered; without one, the earliest call of that name not yet answered. */
    public String of(Part.ToolResult result) {
        String id = result.callId();
        if (id != null && !id.isEmpty()) {
            return id;
        }
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).name().equals(result.name())) {
                return open.remove(i).id();
            }
        }
        return next();
    }

    private String next() {
        return "call_" + ++made;
    }
}
