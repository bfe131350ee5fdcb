package dev.weir.openai;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields Weir does not model, kept by their names. In a stream most of them come with every event: one that has not changed
 * is passed over without allocating, one that has is reported again. Null and empty values are not reported.
 */
final class ExtraFields {

    /** Far more than any provider sends; the bound keeps a confused server from costing quadratic time. */
    private static final int MAX = 64;

    private final String prefix;
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    ExtraFields(String prefix) {
        this.prefix = prefix;
    }

    /** Consumes the present field's value; returns whether it is news. */
    boolean read(JsonReader json, ChunkEmitter out) {
        for (int i = 0; i < names.size(); i++) {
            if (json.nameIs(names.get(i))) {
                return !json.skipIf(values.get(i)) && change(i, json.raw(), out);
            }
        }
        String name = json.name();
        return add(name, json.raw(), out);
    }

    boolean put(String name, String raw, ChunkEmitter out) {
        int at = names.indexOf(name);
        return at < 0 ? add(name, raw, out) : change(at, raw, out);
    }

    @Nullable
    String get(String name) {
        int at = names.indexOf(name);
        return at < 0 ? null : values.get(at);
    }

    private boolean add(String name, String raw, ChunkEmitter out) {
        if (names.size() == MAX) {
            return false;
        }
        names.add(name);
        values.add(raw);
        return emit(name, raw, out);
    }

    private boolean change(int at, String raw, ChunkEmitter out) {
        if (values.get(at).equals(raw) || isEmpty(raw)) {
            return false;
        }
        values.set(at, raw);
        return emit(names.get(at), raw, out);
    }

    private boolean emit(String name, String raw, ChunkEmitter out) {
        if (isEmpty(raw)) {
            return false;
        }
        out.extra(prefix.isEmpty() ? name : prefix + name, raw);
        return true;
    }

    private static boolean isEmpty(String raw) {
        return raw.equals("null") || raw.equals("{}") || raw.equals("[]") || raw.equals("\"\"");
    }
}
