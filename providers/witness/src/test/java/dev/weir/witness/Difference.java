package dev.weir.witness;

import dev.weir.local.ReceivedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One thing in which two requests differ.
 *
 * @param place {@code method}, {@code uri}, {@code header <name>} or a JSON pointer into the body
 * @param sdk what the vendor's SDK sent there, {@link #ABSENT} for nothing
 * @param weir what Weir sent there, {@link #ABSENT} for nothing
 */
record Difference(String place, String sdk, String weir) {

    static final String ABSENT = "-";

    /** Written by the HTTP library: where to, how long, how the connection goes on. */
    private static final Set<String> TRANSPORT = Set.of("host", "content-length", "connection", "transfer-encoding");

    /** Returns all differences; the order of JSON members and of headers means nothing. */
    static List<Difference> between(ReceivedRequest sdk, ReceivedRequest weir) {
        List<Difference> found = new ArrayList<>();
        add(found, "method", sdk.method(), weir.method());
        add(found, "uri", sdk.uri(), weir.uri());
        Set<String> names = new TreeSet<>(sdk.headers().keySet());
        names.addAll(weir.headers().keySet());
        names.removeAll(TRANSPORT);
        for (String name : names) {
            add(found, "header " + name, header(sdk, name), header(weir, name));
        }
        JsonMapper json = JsonMapper.shared();
        body(found, "", json.readTree(sdk.body()), json.readTree(weir.body()));
        return found;
    }

    private static void add(List<Difference> found, String place, String sdk, String weir) {
        if (!sdk.equals(weir)) {
            found.add(new Difference(place, sdk, weir));
        }
    }

    private static String header(ReceivedRequest request, String name) {
        List<String> values = request.headers().get(name);
        return values == null ? ABSENT : String.join(", ", values);
    }

    private static void body(List<Difference> found, String at, JsonNode sdk, JsonNode weir) {
        if (sdk.isObject() && weir.isObject()) {
            Set<String> names = new TreeSet<>(sdk.propertyNames());
            names.addAll(weir.propertyNames());
            names.forEach(name -> body(found, at + "/" + name, sdk.path(name), weir.path(name)));
        } else if (sdk.isArray() && weir.isArray()) {
            for (int i = 0; i < Math.max(sdk.size(), weir.size()); i++) {
                body(found, at + "/" + i, sdk.path(i), weir.path(i));
            }
        } else if (!same(sdk, weir)) {
            found.add(new Difference(at, text(sdk), text(weir)));
        }
    }

    private static boolean same(JsonNode sdk, JsonNode weir) {
        return sdk.isNumber() && weir.isNumber()
                ? sdk.decimalValue().compareTo(weir.decimalValue()) == 0
                : sdk.equals(weir);
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? ABSENT : node.toString();
    }
}
