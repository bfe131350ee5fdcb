package dev.weir.openai;

import dev.weir.Part;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives every tool call of a conversation an id this server accepts, and its result the same one. Calls of providers that
 * have no ids are matched with their results by name, in order. One per encoded request.
 */
final class CallIds {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private record Unanswered(String name, String id) {}

    private final boolean nine;
    private final Map<String, String> mapped = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Deque<Unanswered> unanswered = new ArrayDeque<>();
    private int made;

    CallIds(Dialect.CallIdStyle style) {
        nine = style == Dialect.CallIdStyle.NINE_ALPHANUMERIC;
    }

    String of(Part.ToolCall call) {
        if (isPresent(call.id())) {
            return map(call.id());
        }
        String id = map("call_" + ++made);
        unanswered.add(new Unanswered(call.name(), id));
        return id;
    }

    String of(Part.ToolResult result) {
        if (isPresent(result.callId())) {
            return map(result.callId());
        }
        for (Iterator<Unanswered> it = unanswered.iterator(); it.hasNext(); ) {
            Unanswered call = it.next();
            if (call.name().equals(result.name())) {
                it.remove();
                return call.id();
            }
        }
        return map("call_" + ++made);
    }

    private static boolean isPresent(@Nullable String id) {
        return id != null && !id.isEmpty();
    }

    private String map(@Nullable String id) {
        if (id == null || !nine) {
            return id == null ? "" : id;
        }
        String known = mapped.get(id);
        if (known == null) {
            known = isNine(id) && !taken.contains(id) ? id : nineOf(id);
            mapped.put(id, known);
            taken.add(known);
        }
        return known;
    }

    private static boolean isNine(String id) {
        return id.length() == 9 && id.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    private String nineOf(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        String candidate = base62(hash);
        while (taken.contains(candidate)) {
            candidate = base62(++hash);
        }
        return candidate;
    }

    private static String base62(long value) {
        StringBuilder text = new StringBuilder(9);
        for (int i = 0; i < 9; i++) {
            text.append(ALPHABET.charAt((int) Long.remainderUnsigned(value, 62)));
            value = Long.divideUnsigned(value, 62);
        }
        return text.toString();
    }
}
