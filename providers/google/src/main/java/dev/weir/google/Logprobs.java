package dev.weir.google;

import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the two lists of a <a href="https://ai.google.dev/api/generate-content#LogprobsResult">LogprobsResult</a>, the
 * chosen tokens and the candidates per token, into one entry per token.
 */
final class Logprobs {

    private Logprobs() {}

    /** Returns the entries, comma-separated, each a chosen token with its {@code topCandidates} if there are any. */
    static String entries(String result) {
        List<String> chosen = new ArrayList<>();
        List<String> top = new ArrayList<>();
        JsonReader reader = JsonReader.of(result);
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("chosenCandidates") && reader.isArray()) {
                reader.beginArray();
                while (reader.nextElement()) {
                    chosen.add(reader.raw());
                }
            } else if (reader.nameIs("topCandidates") && reader.isArray()) {
                reader.beginArray();
                while (reader.nextElement()) {
                    top.add(candidates(reader));
                }
            } else {
                reader.skip();
            }
        }
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < chosen.size(); i++) {
            entries.append(i == 0 ? "" : ",").append(entry(chosen.get(i), i < top.size() ? top.get(i) : "[]"));
        }
        return entries.toString();
    }

    private static String candidates(JsonReader reader) {
        String candidates = "[]";
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("candidates") && reader.isArray()) {
                candidates = reader.raw();
            } else {
                reader.skip();
            }
        }
        return candidates;
    }

    private static String entry(String chosen, String candidates) {
        if (candidates.equals("[]")) {
            return chosen;
        }
        JsonWriter entry = new JsonWriter(chosen.length() + candidates.length() + 32).beginObject();
        JsonReader reader = JsonReader.of(chosen);
        reader.beginObject();
        while (reader.nextField()) {
            entry.name(reader.name()).raw(reader.raw());
        }
        return entry.name("topCandidates").raw(candidates).endObject().toString();
    }
}
