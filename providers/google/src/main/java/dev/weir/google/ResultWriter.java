package dev.weir.google;

import dev.weir.Part;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of one turn's tool calls as <a href="https://ai.google.dev/api/caching#FunctionResponse">function
 * responses</a>: in the order of the calls, under the calls' names, because Gemini often gives calls no ids to go by.
 */
final class ResultWriter {

    private final PartWriter parts;
    private final ModelTraits model;
    private final List<Warning> warnings;
    private final JsonWriter json;

    ResultWriter(PartWriter parts, ModelTraits model, List<Warning> warnings, JsonWriter json) {
        this.parts = parts;
        this.model = model;
        this.warnings = warnings;
        this.json = json;
    }

    /** Writes the results that answer {@code calls}; those that answer none of them come last. */
    void write(List<Part.ToolCall> calls, List<Part.ToolResult> results) {
        List<Part.ToolResult> rest = new ArrayList<>(results);
        Map<Integer, Part.ToolResult> answers = new LinkedHashMap<>();
        for (int i = 0; i < calls.size(); i++) {
            String id = calls.get(i).id();
            take(answers, i, rest, result -> id != null && id.equals(result.callId()));
        }
        for (int i = 0; i < calls.size(); i++) {
            Part.ToolCall call = calls.get(i);
            if (!answers.containsKey(i)) {
                take(
                        answers,
                        i,
                        rest,
                        result -> isWithoutIds(call, result) && result.name().equals(call.name()));
            }
        }
        for (int i = 0; i < calls.size(); i++) {
            Part.ToolResult result = answers.get(i);
            if (result != null) {
                write(calls.get(i).name(), parts.idOf(calls.get(i)), result);
            }
        }
        for (Part.ToolResult result : rest) {
            write(result.name(), parts.idOf(result), result);
        }
    }

    private static boolean isWithoutIds(Part.ToolCall call, Part.ToolResult result) {
        return call.id() == null || result.callId() == null;
    }

    private static void take(
            Map<Integer, Part.ToolResult> answers,
            int call,
            List<Part.ToolResult> rest,
            Predicate<Part.ToolResult> fits) {
        for (int i = 0; i < rest.size(); i++) {
            if (fits.test(rest.get(i))) {
                answers.put(call, rest.remove(i));
                return;
            }
        }
    }

    private void write(String name, @Nullable String id, Part.ToolResult result) {
        json.beginObject().name("functionResponse").beginObject();
        if (id != null) {
            json.name("id").value(id);
        }
        json.name("name").value(name).name("response");
        String text = result.text();
        List<Part> media = result.content().stream().filter(PartWriter::isMedia).toList();
        if (result.error()) {
            json.beginObject().name("error").value(text).endObject();
        } else if (RawJson.objectOrNull(text) != null) {
            json.raw(text);
        } else if (text.isEmpty() && !media.isEmpty()) {
            json.beginObject().endObject();
        } else {
            json.beginObject().name("output").value(text).endObject();
        }
        media(media);
        if (result.content().stream().anyMatch(ResultWriter::isLeftOut)) {
            warnings.add(new Warning("toolResult", "parts other than text, pictures and files were left out"));
        }
        json.endObject().endObject();
    }

    private static boolean isLeftOut(Part part) {
        return !PartWriter.isMedia(part) && !(part instanceof Part.Text) && !(part instanceof Part.CachePoint);
    }

    private void media(List<Part> media) {
        if (media.isEmpty()) {
            return;
        }
        if (model.isBeforeThird()) {
            warnings.add(new Warning("toolResult", "pictures and files were left out; they need Gemini 3"));
            return;
        }
        json.name("parts").beginArray();
        media.forEach(parts::media);
        json.endArray();
    }
}
