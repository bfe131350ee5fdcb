package dev.weir.openai;

import dev.weir.ProviderData;
import dev.weir.spi.ChunkEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one choice. Servers differ in what a delta tells: index, id, both or neither; names and ids late or
 * again and again; all arguments at once or piece by piece.
 */
final class ToolCalls {

    static final String TYPE = "type";
    static final String CUSTOM = "custom";
    static final int FIRST_KEY = 16;

    private static final class Call {
        private final int index;
        private final int key;
        private @Nullable String id;
        private @Nullable String name;
        private @Nullable StringBuilder early;
        private @Nullable Map<String, String> data;
        private boolean announced;
        private boolean ended;

        Call(int index, int key) {
            this.index = index;
            this.key = key;
        }
    }

    private final int choice;
    private final List<Call> calls = new ArrayList<>(2);
    private @Nullable Call last;

    ToolCalls(int choice) {
        this.choice = choice;
    }

    /** Returns whether at least one call was announced. */
    boolean any() {
        return calls.stream().anyMatch(call -> call.announced);
    }

    void add(ToolDelta delta, boolean whole, ChunkEmitter out) {
        Call call = whole ? null : find(delta);
        if (call == null) {
            call = new Call(delta.index, FIRST_KEY + calls.size());
            calls.add(call);
        }
        last = call;
        if (call.ended) {
            return; // pieces after the finish reason; the call was already handed out
        }
        call.id = call.id == null ? delta.id : call.id;
        call.name = call.name == null ? delta.name : call.name;
        note(call, delta);
        String piece = delta.arguments;
        boolean known = call.name != null && (call.id != null || (piece != null && !piece.isEmpty()));
        if (!call.announced && (known || whole)) {
            announce(call, out);
        }
        if (call.announced) {
            out.toolArguments(choice, call.key, piece);
        } else if (piece != null) {
            call.early = call.early == null ? new StringBuilder() : call.early;
            call.early.append(piece);
        }
    }

    private @Nullable Call find(ToolDelta delta) {
        Call call = delta.index == ToolDelta.NO_INDEX ? byId(delta) : byIndex(delta.index);
        if (call == null || (!call.ended && !isAnother(call, delta))) {
            return call;
        }
        return delta.name == null && delta.id == null ? call : null;
    }

    private @Nullable Call byIndex(int index) {
        if (last != null && last.index == index) {
            return last;
        }
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).index == index) {
                return calls.get(i);
            }
        }
        return null;
    }

    private @Nullable Call byId(ToolDelta delta) {
        if (delta.id != null) {
            for (Call call : calls) {
                if (delta.id.equals(call.id)) {
                    return call;
                }
            }
            return null;
        }
        return delta.name != null ? null : last;
    }

    /** Some servers number every call 0: a new id that comes with a name then opens the next one. */
    private static boolean isAnother(Call call, ToolDelta delta) {
        return delta.id != null && call.id != null && !delta.id.equals(call.id) && delta.name != null;
    }

    private static void note(Call call, ToolDelta delta) {
        if (delta.custom) {
            put(call, TYPE, CUSTOM);
        }
        if (delta.extraContent != null) {
            put(call, ChatReader.EXTRA_CONTENT, delta.extraContent);
        }
    }

    private static void put(Call call, String name, String value) {
        call.data = call.data == null ? new TreeMap<>() : call.data;
        call.data.put(name, value);
    }

    private void announce(Call call, ChunkEmitter out) {
        call.announced = true;
        out.toolCall(choice, call.key, call.id, call.name == null ? "" : call.name);
        if (call.early != null) {
            out.toolArguments(choice, call.key, call.early.toString());
            call.early = null;
        }
    }

    /** Announces what waited in vain for a name or id, and closes every call. */
    void finish(ChunkEmitter out) {
        for (Call call : calls) {
            if (call.ended) {
                continue;
            }
            if (!call.announced && (call.name != null || call.id != null || call.early != null)) {
                announce(call, out);
            }
            if (call.data != null) {
                out.providerData(choice, call.key, new ProviderData(ChatCodec.API, call.data));
            }
            out.end(choice, call.key);
            call.ended = true;
        }
    }
}
