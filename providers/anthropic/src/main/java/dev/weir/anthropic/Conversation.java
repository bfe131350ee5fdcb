package dev.weir.anthropic;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a request as the Messages protocol wants them: instructions apart, roles alternating, tool results
 * first in the user turn that answers them, no empty text.
 */
final class Conversation {

    private record Turn(String role, List<Block> blocks) {}

    private final ModelProfile profile;
    private final List<Warning> warnings;
    private final Blocks blocks;
    private final CachePoints cachePoints;
    private final CacheMark toolsCache = new CacheMark();
    private final List<Block> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();

    Conversation(Request request, ModelProfile profile, boolean hasTools, List<Warning> warnings) {
        this.profile = profile;
        this.warnings = warnings;
        this.blocks = new Blocks(warnings);
        this.cachePoints = new CachePoints(warnings);
        cachePoints.passed(hasTools ? toolsCache : null);
        request.system().forEach(part -> add(system, part, Message.Role.SYSTEM, false));
        boolean begun = false;
        for (int i = 0; i < request.messages().size(); i++) {
            Message message = request.messages().get(i);
            begun |= message.role() != Message.Role.SYSTEM;
            add(message, target(message.role(), begun), i == request.messages().size() - 1);
        }
        cachePoints.limit();
    }

    /** Returns the mark for the last tool. */
    CacheMark toolsCache() {
        return toolsCache;
    }

    /** Returns whether a file uploaded before is referred to. */
    boolean usesFiles() {
        return blocks.usesFiles();
    }

    boolean hasSystem() {
        return !system.isEmpty();
    }

    /** Writes the value of {@code system}. */
    void writeSystem(JsonWriter json) {
        Blocks.writeContent(json, system);
    }

    /** Writes the value of {@code messages}. */
    void writeMessages(JsonWriter json) {
        json.beginArray();
        for (Turn turn : turns) {
            json.beginObject().name("role").value(turn.role).name("content");
            Blocks.writeContent(json, turn.blocks);
            json.endObject();
        }
        json.endArray();
    }

    private @Nullable String target(Message.Role role, boolean begun) {
        if (role != Message.Role.SYSTEM) {
            return role == Message.Role.ASSISTANT ? "assistant" : "user";
        }
        if (begun && profile.systemMessages()) {
            return "system";
        }
        if (begun) {
            warnings.add(new Warning(
                    "message.role",
                    "instructions inside the conversation were moved before it: the model takes none there"));
        }
        return null;
    }

    /** Adds a message to the turn of that role; a null role means the instructions apart. */
    private void add(Message message, @Nullable String role, boolean last) {
        if (message.name() != null) {
            warnings.add(new Warning("message.name", "left out: messages have no names"));
        }
        List<Block> content = new ArrayList<>();
        for (int i = 0; i < message.parts().size(); i++) {
            boolean prefill = last && i == message.parts().size() - 1 && message.role() == Message.Role.ASSISTANT;
            add(content, message.parts().get(i), message.role(), prefill);
        }
        if (role == null) {
            system.addAll(content);
        } else if (!content.isEmpty()) {
            append(role, content);
        }
    }

    private void append(String role, List<Block> content) {
        Turn before = turns.isEmpty() ? null : turns.get(turns.size() - 1);
        if (before == null || !before.role.equals(role)) {
            before = new Turn(role, new ArrayList<>());
            turns.add(before);
        }
        before.blocks.addAll(content);
        // Refused in any other order: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use
        before.blocks.sort(Comparator.comparing(block -> !block.isToolResult()));
    }

    private void add(List<Block> content, Part part, Message.Role role, boolean prefill) {
        if (part instanceof Part.CachePoint point) {
            cachePoints.add(point);
            return;
        }
        Block block = blocks.of(part, role, prefill);
        if (block == null) {
            return;
        }
        content.add(block);
        cachePoints.passed(block.cache());
        if (part instanceof Part.ToolResult result) {
            result.content().stream()
                    .filter(Part.CachePoint.class::isInstance)
                    .map(Part.CachePoint.class::cast)
                    .forEach(cachePoints::add);
        }
    }
}
