package dev.weir.testkit.recorded;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins what an expectation has not: Vertex AI streams the arguments of a call in nameless pieces, each a path and a value,
 * and where a piece without a path comes between, some expectations take what follows for a call of its own. A call has a
 * name; one without is laid over the call before it.
 */
public final class StreamedCalls {

    private StreamedCalls() {}

    /** Returns the calls that have a name, with the arguments of the nameless ones that follow them. */
    public static List<JsonNode> joined(JsonNode calls) {
        List<JsonNode> joined = new ArrayList<>();
        for (JsonNode call : calls) {
            boolean piece = call.path("name").isNull() && call.path("arguments").isObject() && !joined.isEmpty();
            if (piece) {
                lay(joined.get(joined.size() - 1).path("arguments"), call.path("arguments"));
            } else {
                joined.add(call.deepCopy());
            }
        }
        return joined;
    }

    /** Lays {@code piece} over {@code known}; nulls in its lists stand for what other pieces hold. */
    private static void lay(JsonNode known, JsonNode piece) {
        if (known instanceof ObjectNode object) {
            piece.properties().forEach(entry -> {
                JsonNode present = object.get(entry.getKey());
                if (present != null && present.isContainer()) {
                    lay(present, entry.getValue());
                } else {
                    object.set(entry.getKey(), entry.getValue());
                }
            });
        } else if (known instanceof ArrayNode list) {
            for (int i = 0; i < piece.size(); i++) {
                if (i >= list.size()) {
                    list.add(piece.get(i));
                } else if (!piece.get(i).isNull()) {
                    lay(list.get(i), piece.get(i));
                }
            }
        }
    }
}
