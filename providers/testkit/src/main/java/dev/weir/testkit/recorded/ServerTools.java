package dev.weir.testkit.recorded;

import dev.weir.Part;
import dev.weir.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Looks for what the provider ran itself among the opaque parts of a response. The expectation names an item's type or the
 * tool's name, whichever the format has; each name must be found in a part of its own.
 */
final class ServerTools {

    private ServerTools() {}

    static @Nullable String difference(JsonNode expected, Response response) {
        List<Set<String>> items = new ArrayList<>();
        response.choices().stream()
                .limit(1)
                .flatMap(choice -> choice.message().parts().stream())
                .filter(Part.Opaque.class::isInstance)
                .forEach(part -> items.add(names((Part.Opaque) part)));
        List<String> missing = new ArrayList<>();
        for (JsonNode wanted : expected) {
            String name = wanted.asString("");
            Set<String> match = items.stream()
                    .filter(names -> names.contains(name))
                    .findFirst()
                    .orElse(null);
            if (match == null) {
                missing.add(name);
            } else {
                items.remove(match);
            }
        }
        return missing.isEmpty()
                ? null
                : "server_tools: expected " + expected + " but found no part for " + missing + "; left over " + items;
    }

    /** Returns the type, the names of the top-level fields and every "name" at the top or one level below. */
    private static Set<String> names(Part.Opaque part) {
        Set<String> names = new HashSet<>();
        names.add(part.type());
        JsonNode json = Json.parse(part.json());
        if (json != null) {
            names.add(json.path("name").asString(""));
            names.add(json.path("type").asString(""));
            json.properties().forEach(field -> {
                names.add(field.getKey());
                names.add(field.getValue().path("name").asString(""));
            });
        }
        names.remove("");
        return names;
    }
}
