package dev.weir.google;

import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-fc">streamed
 * function call arguments</a>, pairs of path and value, into pieces of one JSON text as they come. The model writes its
 * arguments from front to back, so brackets can be opened and closed on the way; a path that goes back is an error.
 */
final class PartialArguments {

    private static final int MAX_GAP = 100;

    /** An open bracket: an object with the names used so far, or an array with the index reached. */
    private static final class Level {
        private final boolean object;
        private final Set<String> names = new HashSet<>();
        private int index = -1;

        Level(boolean object) {
            this.object = object;
        }
    }

    private final List<Level> levels = new ArrayList<>();
    private List<Object> place = List.of();
    private boolean stringOpen;
    private StringBuilder out = new StringBuilder();

    /** Adds the entries of a {@code partialArgs} array and returns the JSON text they make, possibly empty. */
    String append(String partialArgs) {
        JsonReader reader = JsonReader.of(partialArgs);
        reader.beginArray();
        while (reader.nextElement()) {
            entry(reader);
        }
        return take();
    }

    /** Returns the text that completes the JSON. */
    String finish() {
        if (levels.isEmpty()) {
            out.append("{}");
        } else {
            closeString();
            closeDownTo(0);
        }
        return take();
    }

    private String take() {
        String piece = out.toString();
        out = new StringBuilder();
        return piece;
    }

    private void entry(JsonReader reader) {
        String path = "";
        String scalar = null;
        String text = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("jsonPath")) {
                path = reader.string();
            } else if (reader.nameIs("stringValue")) {
                text = reader.string();
            } else if (reader.nameIs("numberValue") || reader.nameIs("boolValue")) {
                scalar = reader.raw();
            } else if (reader.nameIs("nullValue")) {
                reader.skip();
                scalar = "null";
            } else {
                reader.skip();
            }
        }
        List<Object> target = JsonPath.parse(path);
        if (text != null) {
            string(target, text);
        } else if (scalar != null) {
            go(target);
            out.append(scalar);
        }
    }

    /** A string stays open until another path comes: servers do not always say that it goes on. */
    private void string(List<Object> target, String text) {
        if (!stringOpen || !target.equals(place)) {
            go(target);
            out.append('"');
            stringOpen = true;
        }
        String quoted = new JsonWriter(text.length() + 16).value(text).toString();
        out.append(quoted, 1, quoted.length() - 1);
    }

    private void go(List<Object> target) {
        closeString();
        int common = 0;
        while (common < target.size()
                && common < place.size()
                && target.get(common).equals(place.get(common))) {
            common++;
        }
        if (common == target.size() || (common == place.size() && !place.isEmpty())) {
            throw backwards();
        }
        closeDownTo(common + 1);
        for (int i = common; i < target.size(); i++) {
            enter(i, target.get(i));
        }
        place = target;
    }

    private void enter(int depth, Object step) {
        boolean object = step instanceof String;
        if (depth == levels.size()) {
            levels.add(new Level(object));
            out.append(object ? '{' : '[');
        }
        Level level = levels.get(depth);
        if (level.object != object) {
            throw backwards();
        }
        if (step instanceof String name) {
            out.append(level.names.isEmpty() ? "" : ",");
            if (!level.names.add(name)) {
                throw backwards();
            }
            out.append(new JsonWriter(name.length() + 16).value(name)).append(':');
        } else {
            index(level, (Integer) step);
        }
    }

    private void index(Level level, int index) {
        if (index <= level.index || index - level.index > MAX_GAP) {
            throw backwards();
        }
        while (level.index < index) {
            level.index++;
            out.append(level.index == 0 ? "" : ",").append(level.index < index ? "null" : "");
        }
    }

    private void closeString() {
        if (stringOpen) {
            out.append('"');
            stringOpen = false;
        }
    }

    private void closeDownTo(int depth) {
        while (levels.size() > depth) {
            Level level = levels.remove(levels.size() - 1);
            out.append(level.object ? '}' : ']');
        }
    }

    private static JsonException backwards() {
        return new JsonException("Streamed arguments of a function call contradict each other");
    }
}
